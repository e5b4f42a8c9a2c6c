//! The record: what groma wrote into a repository, as `.groma/manifest.json` keeps it there.
//!
//! It is the only evidence of what groma wrote, so that one that cannot be trusted ends the run. Everything that reads
//! or writes the file does so through [`Record`]; it never looks at anything but bytes.

mod layout;
#[cfg(test)]
mod tests;
mod version;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::path::illegal;
use crate::tree::{Content, Digest, File, Ownership, Repository};

/// Path of the record in every repository.
pub(crate) const PATH: &str = ".groma/manifest.json";

/// What groma wrote into one repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    version: u32,
    /// The version of groma that wrote it.
    groma: String,
    /// Path of the repository on the git host.
    pub(crate) repository: String,
    pub(crate) branches: Vec<String>,
    pub(crate) visibility: String,
    /// Versions by the names of blueprints.
    blueprints: BTreeMap<String, String>,
    /// The git tree of the render that the team's files were last merged with. Publishing sets it, everything else
    /// carries it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pristine: Option<String>,
    /// What is rendered, by path.
    pub(crate) files: BTreeMap<String, Entry>,
    /// What is no longer rendered and still stands.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) orphaned: BTreeMap<String, Entry>,
}

/// One file as it was last written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) ownership: Ownership,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    executable: bool,
    #[serde(rename = "blake3", serialize_with = "layout::hex", deserialize_with = "layout::from_hex")]
    pub(crate) digest: Digest,
}

/// A repository, or a part of a large one.
#[derive(Debug)]
pub struct Portion {
    pub repository: Repository,
    /// What the whole repository holds; only the last portion has it.
    pub(crate) record: Option<Record>,
}

impl Record {
    /// The record of a repository without files.
    pub(crate) fn new(repository: &str, branches: &[String], visibility: &str) -> Self {
        Self {
            version: version::CURRENT,
            groma: env!("CARGO_PKG_VERSION").to_owned(),
            repository: repository.to_owned(),
            branches: branches.to_vec(),
            visibility: visibility.to_owned(),
            blueprints: BTreeMap::new(),
            pristine: None,
            files: BTreeMap::new(),
            orphaned: BTreeMap::new(),
        }
    }

    /// Reads a record; the error says why that is not possible.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let record = version::read(bytes)?;
        for (path, _) in record.all() {
            if let Some(reason) = illegal(path) {
                return Err(format!("`{}`: {reason}", crate::diagnostic::visible(path)));
            }
        }
        Ok(record)
    }

    /// Adds a blueprint that something in the repository was rendered by.
    pub(crate) fn add_blueprint(&mut self, name: &str, version: &str) {
        if !self.blueprints.contains_key(name) {
            self.blueprints.insert(name.to_owned(), version.to_owned());
        }
    }

    pub(crate) fn add_files(&mut self, files: &[File]) {
        let entry = |file: &File| {
            let (ownership, executable, digest) = (file.ownership, file.executable, file.content.digest());
            (file.path.clone(), Entry { ownership, executable, digest })
        };
        self.files.extend(files.iter().map(entry));
    }

    /// Every file that it lists.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &Entry)> {
        self.files.iter().chain(&self.orphaned)
    }

    /// The files that it lists and `next`, which replaces it, does not render.
    pub(crate) fn removed(&self, next: &Self) -> impl Iterator<Item = (&String, &Entry)> {
        self.all().filter(|(path, _)| !next.files.contains_key(*path))
    }

    /// The same with what `standing`, which it replaces, knows beyond what is rendered; `stays` are the paths of those
    /// files that are no longer rendered and are still there.
    pub(crate) fn after(&self, standing: &Self, stays: &BTreeSet<String>) -> Self {
        let all = standing.all().filter(|(path, _)| stays.contains(*path));
        let orphaned = all.map(|(path, entry)| (path.clone(), *entry)).collect();
        Self { pristine: standing.pristine.clone(), orphaned, ..self.clone() }
    }

    /// The record's own file.
    pub(crate) fn file(&self) -> File {
        File {
            path: PATH.into(),
            content: Content::Own(layout::bytes(self)),
            executable: false,
            ownership: Ownership::Managed,
            keep: Arc::from([]),
            origin: None,
        }
    }
}
