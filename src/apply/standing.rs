//! A folder of repositories as the old side of a comparison: a tree that was rendered, or clones that others push to.
//!
//! Only what groma wrote, by the manifest of each repository, or would write now is compared. What CI wrote into a
//! field of its own and what a team did with its files is no difference. Nothing is written here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::descent::{Failure, PathCursor, split};
use super::record::{self, Listed, Record};
use super::state::{State, state};
use crate::render::MANIFEST;
use crate::render::compare::Pair;
use crate::store::folder::{Existing, Folder};
use crate::store::{Fault, ReadError};
use crate::tree::{Content, Digest, File, Ownership, Repository};

/// What stands in a folder.
#[derive(Debug)]
pub(crate) struct ActualTree {
    dir: PathBuf,
    root: Folder,
    repositories: Mutex<BTreeMap<String, Known>>,
}

/// What is known of one repository so far.
#[derive(Debug, Default)]
struct Known {
    /// Its manifest, if it has one; files that the new tree has are taken out of it.
    record: Option<Record>,
    /// What the new tree says of it, without files.
    outline: Option<Repository>,
    old: Vec<File>,
    new: Vec<File>,
    same: usize,
}

/// A file that groma wrote and that the new tree does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Orphan {
    pub(crate) repository: String,
    pub(crate) path: String,
    /// What groma wrote.
    pub(crate) digest: Digest,
    /// Whether somebody has changed it since.
    pub(crate) edited: bool,
}

/// What differs from the new tree.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Every repository of either side, sorted by path, without files that are equal.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) lost: Vec<Orphan>,
    /// Repositories of groma's that the new tree does not have.
    pub(crate) gone: Vec<String>,
    /// How many repositories of groma's were found.
    pub(crate) found: usize,
}

impl ActualTree {
    /// Finds the repositories below `dir`.
    pub(crate) fn open(dir: &Path) -> Result<Self, ReadError> {
        let root = Folder::open(dir).map_err(|fault| ReadError::new(dir, fault))?;
        let mut repositories = BTreeMap::new();
        for path in record::find(dir)? {
            if let Some(record) = record::read(&root, &path).map_err(|failure| unread(dir, failure))? {
                repositories.insert(path, Known { record: Some(record), ..Known::default() });
            }
        }
        Ok(Self { dir: dir.to_owned(), root, repositories: Mutex::new(repositories) })
    }

    /// Compares one repository of the new tree, or a portion of it; may be called on many threads.
    pub(crate) fn note(&self, repository: &Repository) -> Result<(), ReadError> {
        let compared = self.compare(repository).map_err(|failure| {
            unread(&self.dir, Failure { path: format!("{}/{}", repository.path, failure.path), ..failure })
        })?;
        let mut known = self.repositories.lock().expect("no holder panics");
        let known = known.entry(repository.path.clone()).or_default();
        known.old.extend(compared.old);
        known.new.extend(compared.new);
        known.same += compared.same;
        known.outline = compared.outline;
        if let Some(record) = &mut known.record {
            repository.files.iter().for_each(|file| _ = record.files.remove(&file.path));
        }
        Ok(())
    }

    fn compare(&self, repository: &Repository) -> Result<Known, Failure> {
        let Repository { path, branches, visibility, files } = repository;
        let (branches, visibility) = (branches.clone(), visibility.clone());
        let outline = Repository { path: path.clone(), branches, visibility, files: Vec::new() };
        let mut known = Known { outline: Some(outline), ..Known::default() };
        let mut top = PathCursor::new(&self.root, Folder::enter);
        let base = top.to(path).map_err(|failure| Failure { path: String::new(), ..failure })?;
        let mut way = base.map(|base| PathCursor::new(base, Folder::enter));
        let mut buffer = Vec::new();
        for file in files.iter().filter(|file| file.path != MANIFEST) {
            let (folder, name) = split(&file.path);
            let failed = |fault| Failure { path: file.path.clone(), fault };
            let folder = match &mut way {
                Some(way) => way.to(folder)?,
                None => None,
            };
            let found = folder.map(|folder| state(folder, name, file, &mut buffer).map_err(failed)).transpose()?;
            match (found, folder) {
                (None | Some(State::Missing), _) | (_, None) => known.new.push(file.clone()),
                (Some(State::Same | State::Kept), _) => known.same += 1,
                (Some(State::Differs(wanted)), Some(folder)) => {
                    let existing = folder.file(name).map_err(failed)?.ok_or_else(|| failed(Fault::Changed))?;
                    existing.read(&mut buffer).map_err(failed)?;
                    let old = Content::Own(std::mem::take(&mut buffer));
                    known.old.push(File { content: old, executable: existing.executable, ..file.clone() });
                    known.new.push(File { content: Content::Own(wanted.into_owned()), ..file.clone() });
                }
            }
        }
        Ok(known)
    }

    /// What differs, once all of the new tree was noted.
    pub(crate) fn finish(self) -> Result<Comparison, ReadError> {
        let mut comparison = Comparison::default();
        for (path, mut known) in self.repositories.into_inner().expect("no holder panics") {
            comparison.found += usize::from(known.record.is_some());
            comparison.gone.extend(known.outline.is_none().then(|| path.clone()));
            let gone = lost(&self.root, &path, &mut known, &mut comparison.lost);
            comparison.pairs.push(pair(path, known, gone.map_err(|failure| unread(&self.dir, failure))?));
        }
        Ok(comparison)
    }
}

/// Takes out of the manifest what the new tree does not have; what a team has made its own, or somebody has changed,
/// stays out of the comparison.
fn lost(root: &Folder, path: &str, known: &mut Known, all: &mut Vec<Orphan>) -> Result<Vec<File>, Failure> {
    let mut gone = Vec::new();
    let files = known.record.as_mut().map(|record| std::mem::take(&mut record.files)).unwrap_or_default();
    let mut way = PathCursor::new(root, Folder::enter);
    for (name, Listed { ownership, digest }) in files {
        let whole = format!("{path}/{name}");
        let Some(existing) = existing(&mut way, &whole)? else { continue };
        let mut bytes = Vec::new();
        existing.read(&mut bytes).map_err(|fault| Failure { path: whole, fault })?;
        let content = Content::Own(bytes);
        let edited = content.digest() != digest;
        // In a repository that stays it is the team's; in one that goes, it is so when the team has touched it.
        if ownership == Ownership::Once && (edited || known.outline.is_some()) {
            known.same += 1;
            continue;
        }
        all.push(Orphan { repository: path.to_owned(), path: name.clone(), digest, edited });
        // It is left, and so it is no deletion.
        if edited {
            known.same += 1;
            continue;
        }
        let executable = existing.executable;
        gone.push(File { path: name, content, executable, ownership, keep: Arc::from([]), origin: None });
    }
    Ok(gone)
}

/// A regular file, if there is one: what else stands in its place is not what groma wrote.
pub(crate) fn existing(way: &mut PathCursor<'_>, path: &str) -> Result<Option<Existing>, Failure> {
    let (folder, name) = split(path);
    let found = way.to(folder).and_then(|folder| match folder {
        Some(folder) => folder.file(name).map_err(|fault| Failure { path: path.to_owned(), fault }),
        None => Ok(None),
    });
    match found {
        Err(Failure { fault: Fault::Link | Fault::Folder | Fault::NotFolder | Fault::Special, .. }) => Ok(None),
        found => found,
    }
}

/// Both sides of one repository.
fn pair(path: String, known: Known, gone: Vec<File>) -> Pair {
    let Known { record, outline, mut old, mut new, same } = known;
    let stands = record.is_some() || same > 0 || !old.is_empty();
    old.extend(gone);
    for files in [&mut old, &mut new] {
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    let said = record.map(|record| (record.branches, record.visibility));
    let wanted = outline.as_ref().map(|outline| (outline.branches.clone(), outline.visibility.clone()));
    let (branches, visibility) = said.or(wanted).unwrap_or_default();
    let old = stands.then_some(Repository { path, branches, visibility, files: old });
    Pair { old, new: outline.map(|outline| Repository { files: new, ..outline }), same }
}

fn unread(dir: &Path, failure: Failure) -> ReadError {
    ReadError::new(&dir.join(failure.path), failure.fault)
}
