//! The tree as a directory: one folder per repository below `--out`.
//!
//! Everything is first written into a staging folder on the same file system and then moved to its place: new
//! repositories as they will stand, the topmost folder that is new with all that it holds, and in a standing repository
//! only the files that differ, each by one rename. Whoever is killed or runs out of disk before [`Directory::commit`]
//! leaves the old tree as it was. No link is followed, nothing survives a run that did not commit, and nothing is
//! deleted unless it was asked for ([`Directory::commit_and_prune`]).

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU32;

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use super::actual_tree::{ActualTree, StandingRecord, Unrendered, decide_files, next_record, standing};
use super::prune::{Pruned, prune};
use super::staged::{Move, Share, Staged, Target, found};
use super::{Counts, Summary, WriteError};
use crate::path::{STAGING, ancestors, below, illegal, is_within, split};
use crate::reconcile::comparison::{Compared, Comparison};
use crate::reconcile::{Actual, decide};
use crate::record::{Portion, Record};
use crate::store::folder::Folder;
use crate::store::path_cursor::{Failure, PathCursor};
use crate::store::{Fault, ReadError, shown};
use crate::tree::{File, Repository};

/// Number of files from which on one repository is worth several threads, and the share of each.
const LARGE: usize = 1024;
const SHARE: usize = 256;
/// Name of the folder in the staging folder below which new repositories have their paths.
const NEW: &str = "new";

/// A directory that this run has for itself until it commits or gives up.
#[derive(Debug)]
pub struct Directory {
    out: PathBuf,
    root: Folder,
    staging: Folder,
    next: AtomicU32,
    /// Folders that were made for `out`, outermost first.
    created: Vec<PathBuf>,
    /// What stands, when what is no longer rendered is to be deleted.
    actual: Option<ActualTree>,
}

impl Directory {
    /// Takes `out` for this run, made when it is missing; what a killed run left in it is removed.
    pub fn open(out: &Path) -> Result<Self, WriteError> {
        let mut created = Vec::new();
        let taken = Self::take(out, &mut created);
        let (root, staging) = taken.inspect_err(|_| remove(&created))?;
        Ok(Self { out: out.to_owned(), root, staging, next: AtomicU32::new(0), created, actual: None })
    }

    /// Finds what stands as well, for a run that will end with [`Self::commit_and_prune`].
    pub(crate) fn pruning(mut self) -> Result<Self, ReadError> {
        self.actual = Some(ActualTree::open(&self.out)?);
        Ok(self)
    }

    /// What differs from what stood, once everything was staged; nothing for a run that does not prune.
    pub(crate) fn comparison(&mut self) -> Result<Comparison, ReadError> {
        self.actual.take().map_or_else(|| Ok(Comparison::default()), ActualTree::finish)
    }

    fn take(out: &Path, created: &mut Vec<PathBuf>) -> Result<(Folder, Folder), WriteError> {
        let failed = |fault| WriteError::Disk { path: shown(out), fault };
        let root = match Folder::open(out) {
            Err(Fault::Missing) => {
                *created = Folder::create_all(out).map_err(failed)?;
                Folder::open(out)
            }
            opened => opened,
        };
        let root = root.map_err(failed)?;
        if !root.lock() {
            return Err(WriteError::Busy { out: shown(out) });
        }
        let path = out.join(STAGING);
        let failed = |fault| WriteError::Disk { path: shown(&path), fault };
        Folder::remove_all(&path).map_err(failed)?;
        let staging = root.make_private(STAGING).map_err(failed)?;
        Ok((root, staging))
    }

    /// Writes what is new or different in one repository into the staging folder; may be called on many threads. A
    /// large repository may come in portions, each with files of its own.
    pub fn stage(&self, portion: &Portion) -> Result<Staged, WriteError> {
        check(&portion.repository)?;
        let repository = &portion.repository;
        let place = |failure: Failure| failure.below(&repository.path);
        let staged = match PathCursor::new(&self.root, Folder::enter).to(&repository.path) {
            Ok(None) => self.create(portion).map_err(place),
            Ok(Some(folder)) => self.compare(portion, folder).map_err(place),
            Err(failure) => Err(failure),
        };
        staged.map_err(|failure| self.error(failure))
    }

    /// Moves everything to its place, in the order of the paths.
    ///
    /// After an error each file is either the old or the new one, and the error names the first that is still old.
    pub fn commit(mut self, staged: Vec<Staged>) -> Result<Summary, WriteError> {
        let summary = self.place_all(staged)?;
        self.created.clear();
        Ok(summary)
    }

    /// The same, and then deletes files that are no longer rendered, and the manifests of repositories that are gone.
    pub(crate) fn commit_and_prune(
        mut self,
        staged: Vec<Staged>,
        comparison: &Comparison,
    ) -> Result<(Summary, Pruned), WriteError> {
        let summary = self.place_all(staged)?;
        self.created.clear();
        let pruned = prune(&self.root, &self.staging, comparison);
        Ok((summary, pruned.map_err(|failure| self.error(failure))?))
    }

    fn place_all(&self, mut staged: Vec<Staged>) -> Result<Summary, WriteError> {
        staged.sort_by(|a, b| a.repository.cmp(&b.repository));
        check_nesting(&staged)?;
        let mut way = PathCursor::new(&self.root, Folder::enter_or_make);
        let mut standing = PathCursor::new(&self.root, Folder::enter);
        let mut moved: Option<String> = None;
        let mut summary = Summary::default();
        for portions in staged.chunk_by(|a, b| a.repository == b.repository) {
            let created = usize::from(portions.iter().any(|portion| portion.created));
            let changed = usize::from(created == 0 && portions.iter().any(|portion| !portion.moves.is_empty()));
            summary.repositories.add(Counts { created, changed, unchanged: 1 - created - changed });
        }
        for portion in staged {
            let has_come = moved.as_deref().is_some_and(|moved| is_within(&portion.repository, moved));
            if portion.created && !has_come {
                let placed = self.place_new(&mut standing, &portion.repository);
                moved = Some(placed.map_err(|failure| self.error(failure))?);
            }
            for step in portion.moves {
                self.place(&mut way, step).map_err(|failure| self.error(failure))?;
            }
            summary.files.add(portion.files);
            summary.kept += portion.kept;
        }
        Ok(summary)
    }

    /// A repository that has no folder yet: written where it will be moved with the new folders above it.
    fn create(&self, portion: &Portion) -> Result<Staged, Failure> {
        let (repository, record) = (&portion.repository, portion.record.as_ref().map(Record::file));
        let at_top = |fault| Failure { path: String::new(), fault };
        let folder = self.make_new(&format!("{NEW}/{}", repository.path)).map_err(at_top)?;
        in_shares(&repository.files, |files| write(&folder, files))?;
        write(&folder, record.as_slice())?;
        if let Some(actual) = &self.actual {
            let mut compared = Compared::default();
            decide_files(None, &repository.files, &mut |file, actual, decision| {
                compared.add(file, actual, &decision);
                Ok(())
            })?;
            actual.note(repository, None, compared);
        }
        let files = Counts { created: repository.files.len() + record.iter().len(), ..Counts::default() };
        Ok(Staged { repository: repository.path.clone(), files, created: true, ..Staged::default() })
    }

    /// Makes a folder in the staging folder, and those above it when it is the first below them.
    fn make_new(&self, path: &str) -> Result<Folder, Fault> {
        match self.staging.make(path) {
            Err(Fault::Missing) => make_folders(&self.staging, path, "")?,
            made => made?,
        }
        self.staging.enter(path).and_then(found)
    }

    /// A standing repository: only what is new or different is written.
    fn compare(&self, portion: &Portion, folder: &Folder) -> Result<Staged, Failure> {
        let Portion { repository, record } = portion;
        let shares = in_shares(&repository.files, |files| {
            let mut share = self.share(&repository.path);
            decide_files(Some(folder), files, &mut |file, actual, decision| share.add(file, actual, decision))?;
            Ok(share)
        })?;
        let mut all = self.share(&repository.path);
        shares.into_iter().for_each(|share| all.append(share));
        let known = self.actual.as_ref().and_then(|actual| actual.take_standing(portion));
        let standing = match record {
            Some(record) => self.compare_record(record, known, folder, &mut all)?,
            None => None,
        };
        if let Some((actual, compared)) = self.actual.as_ref().zip(all.compared) {
            actual.note(repository, standing, compared);
        }
        Ok(all.staged)
    }

    fn share(&self, repository: &str) -> Share<'_> {
        let compared = self.actual.as_ref().map(|_| Compared::default());
        Share::new(repository, &self.staging, &self.next, compared)
    }

    /// The record of a standing repository; returns the one that stands.
    fn compare_record(
        &self,
        record: &Record,
        known: Option<StandingRecord>,
        folder: &Folder,
        share: &mut Share<'_>,
    ) -> Result<Option<StandingRecord>, Failure> {
        let unrendered = if self.actual.is_some() { Unrendered::Goes } else { Unrendered::Stays };
        let found = known.map_or_else(|| standing(folder), |known| Ok(Some(known)))?;
        let mut compared = Compared::default();
        let (file, actual) = match &found {
            Some(found) => (
                next_record(folder, record, found, unrendered, &mut compared)?,
                Actual::File { bytes: &found.bytes, executable: false },
            ),
            None => (record.file(), Actual::Missing),
        };
        if let Some(all) = &mut share.compared {
            all.append(compared);
        }
        let decision = decide(actual, &file).expect("others write no field of a record");
        share.add(&file, actual, decision)?;
        Ok(found)
    }

    /// Moves a new repository to its place, or the topmost folder above it that is not there yet with all that it
    /// holds. Returns what was moved.
    fn place_new(&self, standing: &mut PathCursor<'_>, path: &str) -> Result<String, Failure> {
        let mut moved = path;
        for folder in ancestors(path) {
            if standing.to(folder)?.is_none() {
                moved = folder;
                break;
            }
        }
        let (above, name) = split(moved);
        let failed = |fault| Failure { path: moved.to_owned(), fault };
        let above = standing.to(above)?.ok_or_else(|| failed(Fault::Missing))?;
        self.staging.move_new(&format!("{NEW}/{moved}"), above, name).map_err(failed)?;
        Ok(moved.to_owned())
    }

    fn place(&self, way: &mut PathCursor<'_>, step: Move) -> Result<(), Failure> {
        let (folder, name) = split(&step.to);
        let moved = match way.to(folder)? {
            Some(folder) => match step.target {
                Target::Free => self.staging.move_new(&step.from, folder, name),
                Target::OldFile => self.staging.move_over(&step.from, folder, name),
            },
            None => Err(Fault::Missing),
        };
        moved.map_err(|fault| Failure { path: step.to, fault })
    }

    fn error(&self, failure: Failure) -> WriteError {
        WriteError::Disk { path: shown(&self.out.join(failure.path)), fault: failure.fault }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = Folder::remove_all(&self.out.join(STAGING));
        remove(&self.created);
    }
}

/// Removes folders that are still empty, innermost first.
fn remove(created: &[PathBuf]) {
    for folder in created.iter().rev() {
        let _ = Folder::remove_empty(folder);
    }
}

/// Runs `work` over the files, on several threads when they are many; the results are in the order of the files.
fn in_shares<T: Send>(files: &[File], work: impl Fn(&[File]) -> Result<T, Failure> + Sync) -> Result<Vec<T>, Failure> {
    if files.len() < LARGE {
        return Ok(vec![work(files)?]);
    }
    files.par_chunks(SHARE).map(&work).collect()
}

/// Writes files into a folder that only this process knows.
fn write(root: &Folder, files: &[File]) -> Result<(), Failure> {
    let mut last = "";
    for file in files {
        let (folder, _) = split(&file.path);
        let failed = |fault| Failure { path: file.path.clone(), fault };
        if folder != last {
            make_folders(root, folder, last).map_err(failed)?;
            last = folder;
        }
        root.create(&file.path, file.content.bytes(), file.executable).map_err(failed)?;
    }
    Ok(())
}

/// Makes `folder` and those above it that are not above `last` as well.
fn make_folders(root: &Folder, folder: &str, last: &str) -> Result<(), Fault> {
    let ends = memchr::memchr_iter(b'/', folder.as_bytes()).chain([folder.len()]);
    ends.map(|end| &folder[..end])
        .filter(|part| !part.is_empty() && !is_within(last, part))
        .try_for_each(|part| root.make(part))
}

/// Refuses paths that would lead out of the repository, and files of which one would be the folder of another.
///
/// All of that was checked when the paths were made; this is the last door.
fn check(repository: &Repository) -> Result<(), WriteError> {
    let refused =
        |path: &str, reason| Err(WriteError::Path { path: shown(Path::new(&below(&repository.path, path))), reason });
    if let Some(reason) = illegal(&repository.path) {
        return refused("", reason);
    }
    let (mut last, mut last_folder) = (None, "");
    for file in &repository.files {
        if let Some(reason) = illegal(&file.path) {
            return refused(&file.path, reason);
        }
        if last >= Some(file.path.as_str()) {
            return refused(&file.path, "it is listed twice, or out of order");
        }
        let (folder, _) = split(&file.path);
        if folder != last_folder && ancestors(&file.path).any(|folder| has_file(repository, folder)) {
            return refused(&file.path, "one of its folders is a file of the same repository");
        }
        (last, last_folder) = (Some(file.path.as_str()), folder);
    }
    Ok(())
}

fn has_file(repository: &Repository, path: &str) -> bool {
    repository.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok()
}

/// Refuses a repository inside another: the outer one could not be moved whole.
fn check_nesting(staged: &[Staged]) -> Result<(), WriteError> {
    let known = |path: &str| staged.binary_search_by(|other| other.repository.as_str().cmp(path)).is_ok();
    for repository in staged {
        let path = &repository.repository;
        if let Some(outer) = ancestors(path).find(|folder| known(folder)) {
            return Err(WriteError::Nested { inner: path.clone(), outer: outer.to_owned() });
        }
    }
    Ok(())
}
