//! A folder of repositories as it stands: a tree that was rendered, or clones that others push to. Every file is opened
//! once, and what becomes of it is decided there and then. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::path::{below, split};
use crate::reconcile::comparison::{Compared, Comparison};
use crate::reconcile::{Actual, Decision, LostField, Remains, Removal, decide, remove};
use crate::record::{self, Entry, Portion, Record};
use crate::store::folder::{Existing, Folder};
use crate::store::path_cursor::{Failure, PathCursor};
use crate::store::{self, Fault, Kind, ReadError};
use crate::tree::{File, Ownership, Repository};

/// What stands in a folder, by the records of its repositories.
#[derive(Debug)]
pub(crate) struct ActualTree {
    dir: PathBuf,
    root: Folder,
    repositories: Mutex<BTreeMap<String, Known>>,
}

/// What is known of one repository so far.
#[derive(Debug, Default)]
struct Known {
    /// Its record, if it has one.
    standing: Option<StandingRecord>,
    /// What the new tree says of it, without files.
    rendered: Option<Repository>,
    compared: Compared,
}

/// The record that stands in a repository.
#[derive(Debug)]
pub(super) struct StandingRecord {
    pub(super) bytes: Vec<u8>,
    /// Absent until somebody needs it.
    record: Option<Record>,
}

/// What becomes of files that are no longer rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unrendered {
    Stays,
    /// It is deleted, unless somebody has changed it.
    Goes,
}

impl ActualTree {
    /// Finds the repositories below `dir`.
    pub(crate) fn open(dir: &Path) -> Result<Self, ReadError> {
        let root = Folder::open(dir).map_err(|fault| ReadError::new(dir, fault))?;
        let mut repositories = BTreeMap::new();
        for path in store::holders(dir, record::PATH)? {
            let standing = Self::standing_at(&root, &path).map_err(|failure| unread(dir, failure))?;
            if standing.is_some() {
                repositories.insert(path, Known { standing, ..Known::default() });
            }
        }
        Ok(Self { dir: dir.to_owned(), root, repositories: Mutex::new(repositories) })
    }

    /// The record of the repository at `path`; none when it is one of another repository.
    fn standing_at(root: &Folder, path: &str) -> Result<Option<StandingRecord>, Failure> {
        let mut way = PathCursor::new(root, Folder::enter);
        let Some(base) = way.to(path)? else { return Ok(None) };
        let Some(StandingRecord { bytes, .. }) = standing(base).map_err(|failure| failure.below(path))? else {
            return Ok(None);
        };
        let failed = |reason| Failure { path: below(path, record::PATH), fault: Fault::Record(reason) };
        let record = Record::parse(&bytes).map_err(failed)?;
        Ok((record.repository == path).then_some(StandingRecord { bytes, record: Some(record) }))
    }

    /// Compares a portion of the new tree with what stands; may be called on many threads.
    pub(crate) fn compare(&self, portion: &Portion) -> Result<(), ReadError> {
        let standing = self.take_standing(portion);
        let record = standing.as_ref().and_then(|standing| standing.record.as_ref());
        let compared = self.compared(portion, record).map_err(|failure| unread(&self.dir, failure))?;
        self.note(&portion.repository, standing, compared);
        Ok(())
    }

    fn compared(&self, portion: &Portion, standing: Option<&Record>) -> Result<Compared, Failure> {
        let Portion { repository: Repository { path, files, .. }, record } = portion;
        let mut top = PathCursor::new(&self.root, Folder::enter);
        let base = top.to(path)?;
        let mut compared = Compared::default();
        let rendered = decide_files(base, files, &mut |file, actual, decision| {
            compared.add(file, actual, &decision);
            Ok(())
        });
        rendered.map_err(|failure| failure.below(path))?;
        if let (Some(base), Some(standing), Some(record)) = (base, standing, record) {
            let removed = decide_removed(
                base,
                standing.removed(record),
                Remains::Repository,
                &mut |file, entry, actual, removal| {
                    compared.add_removed(path, (file, entry), actual, removal);
                },
            );
            removed.map_err(|failure| failure.below(path))?;
        }
        Ok(compared)
    }

    /// The record that stands in the repository of a last portion, until it is given back to [`Self::note`].
    pub(super) fn take_standing(&self, portion: &Portion) -> Option<StandingRecord> {
        portion.record.as_ref()?;
        self.repositories.lock().expect("no holder panics").get_mut(&portion.repository.path)?.standing.take()
    }

    /// Notes how a portion compares.
    pub(super) fn note(&self, repository: &Repository, standing: Option<StandingRecord>, compared: Compared) {
        let Repository { path, branches, visibility, .. } = repository;
        let mut known = self.repositories.lock().expect("no holder panics");
        let known = known.entry(path.clone()).or_default();
        known.compared.append(compared);
        known.standing = standing.or(known.standing.take());
        known.rendered.get_or_insert_with(|| Repository {
            path: path.clone(),
            branches: branches.clone(),
            visibility: visibility.clone(),
            files: Vec::new(),
        });
    }

    /// What differs, once all of the new tree was compared.
    pub(crate) fn finish(self) -> Result<Comparison, ReadError> {
        let mut comparison = Comparison::default();
        for (path, known) in self.repositories.into_inner().expect("no holder panics") {
            let Known { standing, rendered, mut compared } = known;
            let record = standing.as_ref().and_then(|standing| standing.record.as_ref());
            if let (Some(record), None) = (record, &rendered) {
                whole(&self.root, record, &mut compared).map_err(|failure| unread(&self.dir, failure))?;
            }
            comparison.add(&path, record, rendered.as_ref(), compared);
        }
        Ok(comparison)
    }
}

/// Decides about all files of a repository that is no longer rendered.
fn whole(root: &Folder, record: &Record, compared: &mut Compared) -> Result<(), Failure> {
    let mut top = PathCursor::new(root, Folder::enter);
    let Some(base) = top.to(&record.repository)? else { return Ok(()) };
    let removed = decide_removed(base, record.all(), Remains::Nothing, &mut |file, entry, actual, removal| {
        compared.add_removed(&record.repository, (file, entry), actual, removal);
    });
    removed.map_err(|failure| failure.below(&record.repository))
}

/// The record that stands in the repository at `base`, if there is one.
pub(super) fn standing(base: &Folder) -> Result<Option<StandingRecord>, Failure> {
    let mut bytes = Vec::new();
    let mut way = PathCursor::new(base, Folder::enter);
    let Some(existing) = existing(&mut way, record::PATH)? else { return Ok(None) };
    existing.read(&mut bytes).map_err(|fault| Failure { path: record::PATH.to_owned(), fault })?;
    Ok(Some(StandingRecord { bytes, record: None }))
}

/// The file of the record that takes the place of the one that stands. Of files that are no longer rendered it goes on
/// naming those that stay, so that a later plan or prune finds them; what becomes of each is added to `compared`.
pub(super) fn next_record(
    base: &Folder,
    record: &Record,
    standing: &StandingRecord,
    unrendered: Unrendered,
    compared: &mut Compared,
) -> Result<File, Failure> {
    let file = record.file();
    if standing.bytes == file.content.bytes() {
        return Ok(file);
    }
    let read = standing.record.is_none().then(|| Record::parse(&standing.bytes).ok()).flatten();
    // One that cannot be read, or is another repository's, names nothing of this one.
    let old = standing.record.as_ref().or(read.as_ref()).filter(|old| old.repository == record.repository);
    let Some(old) = old else { return Ok(file) };
    let mut stays = BTreeSet::new();
    decide_removed(base, old.removed(record), Remains::Repository, &mut |file, entry, actual, removal| {
        if removal == Removal::Drift || removal == Removal::Orphan && unrendered == Unrendered::Stays {
            stays.insert(file.to_owned());
        }
        compared.add_removed(&record.repository, (file, entry), actual, removal);
    })?;
    Ok(record.after(old, &stays).file())
}

/// Decides about files of one repository, which has no folder yet when there is no `base`.
pub(super) fn decide_files<'f>(
    base: Option<&Folder>,
    files: &'f [File],
    each: &mut dyn FnMut(&'f File, Actual<'_>, Decision<'f>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut way = base.map(|base| PathCursor::new(base, Folder::enter));
    let mut buffer = Vec::new();
    for file in files {
        let (folder, name) = split(&file.path);
        let failed = |fault| Failure { path: file.path.clone(), fault };
        let folder = match &mut way {
            Some(way) => way.to(folder)?,
            None => None,
        };
        let actual = match folder {
            Some(folder) => actual(folder, name, file.ownership, &mut buffer).map_err(failed)?,
            None => Actual::Missing,
        };
        let decision = decide(actual, file);
        each(file, actual, decision.map_err(|LostField(field)| failed(Fault::Field(field)))?)?;
    }
    Ok(())
}

/// What stands in the place of a file. One of the team's is not opened: it may be a link, which is theirs.
fn actual<'b>(folder: &Folder, name: &str, ownership: Ownership, buffer: &'b mut Vec<u8>) -> Result<Actual<'b>, Fault> {
    match ownership {
        Ownership::Once => match folder.kind(name)? {
            Some(Kind::Folder) => Err(Fault::Folder),
            Some(Kind::File | Kind::Other) => Ok(Actual::Unread),
            None => Ok(Actual::Missing),
        },
        Ownership::Managed => {
            let Some(existing) = folder.file(name)? else { return Ok(Actual::Missing) };
            existing.read(buffer)?;
            Ok(Actual::File { bytes: buffer, executable: existing.executable })
        }
    }
}

/// Decides about files that are listed and no longer rendered.
fn decide_removed<'e>(
    base: &Folder,
    files: impl Iterator<Item = (&'e String, &'e Entry)>,
    remains: Remains,
    each: &mut dyn FnMut(&str, Entry, Actual<'_>, Removal),
) -> Result<(), Failure> {
    let mut way = PathCursor::new(base, Folder::enter);
    let mut buffer = Vec::new();
    for (path, entry) in files {
        let actual = match existing(&mut way, path)? {
            Some(existing) => {
                existing.read(&mut buffer).map_err(|fault| Failure { path: path.clone(), fault })?;
                Actual::File { bytes: &buffer, executable: existing.executable }
            }
            None => Actual::Missing,
        };
        each(path, *entry, actual, remove(actual, *entry, remains));
    }
    Ok(())
}

/// A regular file, if there is one: what else stands in its place is not what groma wrote.
fn existing(way: &mut PathCursor<'_>, path: &str) -> Result<Option<Existing>, Failure> {
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

fn unread(dir: &Path, failure: Failure) -> ReadError {
    ReadError::new(&dir.join(failure.path), failure.fault)
}
