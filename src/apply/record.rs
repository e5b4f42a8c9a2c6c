//! What groma noted of a repository when it wrote it: `.groma/manifest.json`, read back.
//!
//! It is the only evidence of what groma wrote, so that one that cannot be trusted ends the run.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::descent::{Failure, PathCursor, illegal, split};
use crate::render::MANIFEST;
use crate::store::folder::Folder;
use crate::store::{self, Fault, ReadError};
use crate::tree::{Digest, Ownership};

/// The manifest of one repository.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) branches: Vec<String>,
    pub(crate) visibility: String,
    /// Those that are no longer rendered included, as long as they stand.
    pub(crate) files: BTreeMap<String, Listed>,
}

/// One file as it was last written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) ownership: Ownership,
    pub(crate) digest: Digest,
}

#[derive(Deserialize)]
struct Raw {
    version: u32,
    repository: String,
    branches: Vec<String>,
    visibility: String,
    files: BTreeMap<String, RawFile>,
    #[serde(default)]
    orphaned: BTreeMap<String, RawFile>,
}

#[derive(Deserialize)]
struct RawFile {
    ownership: String,
    blake3: String,
}

/// The paths of all repositories below a folder that have a manifest, sorted.
pub(crate) fn find(dir: &Path) -> Result<Vec<String>, ReadError> {
    store::holders(dir, MANIFEST)
}

/// The manifest of the repository at `path`; none when it has none, or one of another repository.
pub(crate) fn read(root: &Folder, path: &str) -> Result<Option<Record>, Failure> {
    let (folder, name) = split(MANIFEST);
    let failed = |fault| Failure { path: format!("{path}/{MANIFEST}"), fault };
    let mut way = PathCursor::new(root, Folder::enter);
    let Some(folder) = way.to(&format!("{path}/{folder}"))? else { return Ok(None) };
    let Some(existing) = folder.file(name).map_err(failed)? else { return Ok(None) };
    let mut bytes = Vec::new();
    existing.read(&mut bytes).map_err(failed)?;
    let (repository, record) = of(&bytes).map_err(|reason| failed(Fault::Record(reason)))?;
    Ok((repository == path).then_some(record))
}

/// The path of a repository and what its manifest notes; the error says why that cannot be read.
pub(crate) fn of(bytes: &[u8]) -> Result<(String, Record), String> {
    let Raw { repository, branches, visibility, files, orphaned, .. } = parse(bytes)?;
    let all = files.into_iter().chain(orphaned);
    let files = all.map(|(path, file)| listed(path, &file)).collect::<Result<_, _>>()?;
    Ok((repository, Record { branches, visibility, files }))
}

fn parse(bytes: &[u8]) -> Result<Raw, String> {
    let raw: Raw = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match raw.version {
        1 => Ok(raw),
        version => Err(format!("version {version} is that of another groma")),
    }
}

fn listed(path: String, file: &RawFile) -> Result<(String, Listed), String> {
    if let Some(reason) = illegal(&path) {
        return Err(format!("`{}`: {reason}", crate::diagnostic::visible(&path)));
    }
    let ownership = [Ownership::Managed, Ownership::Once].into_iter().find(|one| one.name() == file.ownership);
    let digest = blake3::Hash::from_hex(&file.blake3).ok().map(|hash| *hash.as_bytes());
    match (ownership, digest) {
        (Some(ownership), Some(digest)) => Ok((path, Listed { ownership, digest })),
        _ => Err(format!("owner or digest of `{path}` cannot be read")),
    }
}
