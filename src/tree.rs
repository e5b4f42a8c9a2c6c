//! What the compiler renders: repositories, each with its files.
//!
//! A tree is bytes and facts about them; it knows neither templates nor the disk.

use std::sync::Arc;

use crate::source::Span;

/// Who may change a file after it was first written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// Always groma's: a hand edit is drift.
    #[default]
    Managed,
    /// Written at birth, the team's from then on.
    Once,
}

impl Ownership {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::Once => "once",
        }
    }
}

/// BLAKE3 digest of a file's bytes.
pub type Digest = [u8; 32];

/// A file's bytes: shared when no value went into them, its own otherwise.
#[derive(Clone, Debug)]
pub enum Content {
    Shared(Arc<Shared>),
    Own(Vec<u8>),
}

/// Bytes that many files have in common, hashed once.
#[derive(Debug)]
pub struct Shared {
    pub(crate) bytes: Vec<u8>,
    pub(crate) digest: Digest,
}

impl Shared {
    pub fn new(bytes: Vec<u8>) -> Self {
        let digest = *blake3::hash(&bytes).as_bytes();
        Self { bytes, digest }
    }
}

impl Content {
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Shared(shared) => &shared.bytes,
            Self::Own(bytes) => bytes,
        }
    }

    pub fn digest(&self) -> Digest {
        match self {
            Self::Shared(shared) => shared.digest,
            Self::Own(bytes) => *blake3::hash(bytes).as_bytes(),
        }
    }
}

/// Where a file comes from, enough to find the line that made any of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Index of the blueprint, and of its template, in the platform's blueprints.
    pub(crate) blueprint: u32,
    pub(crate) template: u32,
    /// The key in the inventory for which the file was rendered.
    pub(crate) entity: Span,
}

/// One file of a repository.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative, with `/`, contained: checked when it was rendered.
    pub path: String,
    pub content: Content,
    pub executable: bool,
    pub ownership: Ownership,
    /// Fields that others write, as dotted paths; a re-render keeps them.
    pub keep: Arc<[String]>,
    /// Absent for files that groma itself adds, such as the manifest.
    pub origin: Option<Origin>,
}

/// One repository: the same files on every one of its branches.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Path on the git host, such as `idp/team-a/orders-api`.
    pub path: String,
    /// The first is the one to show; at least one.
    pub branches: Vec<String>,
    pub visibility: String,
    /// Sorted by path.
    pub files: Vec<File>,
}

/// All repositories, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub repositories: Vec<Repository>,
}
