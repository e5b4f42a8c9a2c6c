//! Decisions as a comparison: what a plan shows and a budget counts, between what is there and what is rendered.
//!
//! Only what groma wrote, by the record of each repository, or would write now is compared. What CI wrote into a field
//! of its own and what a team did with its files is no difference.

use std::sync::Arc;

use super::{Actual, Decision, Removal};
use crate::record::{Entry, PATH, Record};
use crate::render::compare::Pair;
use crate::tree::{Content, Digest, File, Repository};

/// A file that groma wrote and no longer renders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Orphan {
    pub(crate) repository: String,
    pub(crate) path: String,
    /// What groma wrote.
    pub(crate) digest: Digest,
    /// Whether somebody has changed it since.
    pub(crate) edited: bool,
}

/// The files of one repository on both sides, as far as they differ.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    old: Vec<File>,
    new: Vec<File>,
    same: usize,
    orphans: Vec<Orphan>,
}

/// What differs from the new tree.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Every repository of either side, sorted by path, without files that are equal.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) orphans: Vec<Orphan>,
    /// Repositories of groma's that the new tree does not have.
    pub(crate) removed: Vec<String>,
    /// How many repositories of groma's were found.
    pub(crate) found: usize,
}

impl Compared {
    /// Adds a file that is rendered.
    pub(crate) fn add(&mut self, file: &File, actual: Actual<'_>, decision: &Decision<'_>) {
        if file.path == PATH {
            return;
        }
        match (decision, actual) {
            (Decision::Create(_), _) => self.new.push(file.clone()),
            (Decision::Write(wanted), Actual::File { bytes, executable }) => {
                self.old.push(File { content: Content::Own(bytes.to_vec()), executable, ..file.clone() });
                self.new.push(File { content: Content::Own(wanted.to_vec()), ..file.clone() });
            }
            (Decision::Same | Decision::Keep | Decision::Write(_), _) => self.same += 1,
        }
    }

    /// Adds a file that is no longer rendered. One that was changed since is left, and so it is no deletion.
    pub(crate) fn add_removed(
        &mut self,
        repository: &str,
        (path, entry): (&str, Entry),
        actual: Actual<'_>,
        removal: Removal,
    ) {
        let edited = match removal {
            Removal::Gone => return,
            Removal::Keep => {
                self.same += 1;
                return;
            }
            Removal::Orphan => false,
            Removal::Drift => true,
        };
        self.orphans.push(Orphan {
            repository: repository.to_owned(),
            path: path.to_owned(),
            digest: entry.digest,
            edited,
        });
        match actual {
            Actual::File { bytes, executable } if !edited => self.old.push(File {
                path: path.to_owned(),
                content: Content::Own(bytes.to_vec()),
                executable,
                ownership: entry.ownership,
                keep: Arc::from([]),
                origin: None,
            }),
            Actual::File { .. } | Actual::Missing | Actual::Unread => self.same += 1,
        }
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.old.append(&mut other.old);
        self.new.append(&mut other.new);
        self.orphans.append(&mut other.orphans);
        self.same += other.same;
    }
}

impl Comparison {
    /// Adds a repository of either side; repositories come sorted by path. `record` is what stands, `rendered` what the
    /// new tree says of it.
    pub(crate) fn add(&mut self, path: &str, record: Option<&Record>, rendered: Option<&Repository>, files: Compared) {
        let Compared { mut old, mut new, same, orphans } = files;
        self.found += usize::from(record.is_some());
        self.removed.extend(rendered.is_none().then(|| path.to_owned()));
        self.orphans.extend(orphans);
        let stands = record.is_some() || same > 0 || !old.is_empty();
        for files in [&mut old, &mut new] {
            files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        let said = record.map(|record| (record.branches.clone(), record.visibility.clone()));
        let wanted = rendered.map(|rendered| (rendered.branches.clone(), rendered.visibility.clone()));
        let (branches, visibility) = said.or(wanted).unwrap_or_default();
        let old = stands.then(|| Repository { path: path.to_owned(), branches, visibility, files: old });
        let new = rendered.map(|rendered| Repository { files: new, ..rendered.clone() });
        self.pairs.push(Pair { old, new, same });
    }
}
