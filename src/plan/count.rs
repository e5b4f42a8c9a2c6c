//! How much there is of what.

use crate::diff::{Action, Body, Effect, FileChange, RepositoryChange, RepositoryMeta};
use crate::tree::Ownership;

/// How many of one sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub(crate) created: usize,
    pub changed: usize,
    pub(crate) removed: usize,
    pub(crate) moved: usize,
}

/// How many of every sort are written; what groma notes for itself is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub(crate) repositories: Count,
    pub(crate) files: Count,
    pub objects: Count,
    /// Files that would be others, and are not written since they are their teams'.
    pub(crate) unwritten: usize,
}

/// Whether groma writes a file that differs: not where it became its team's when it was first written.
pub(crate) fn is_written(repository: &RepositoryChange, file: &FileChange) -> bool {
    let once = file.after.as_ref().is_some_and(|after| after.ownership == Ownership::Once);
    !(once && (repository.action, file.action) == (Action::Changed, Action::Changed))
}

impl Count {
    pub(crate) fn total(self) -> usize {
        self.created + self.changed + self.removed + self.moved
    }

    fn note(&mut self, action: Action) {
        match action {
            Action::Created => self.created += 1,
            Action::Removed => self.removed += 1,
            Action::Moved => self.moved += 1,
            Action::Changed => self.changed += 1,
        }
    }
}

pub(crate) fn count(repositories: &[RepositoryChange]) -> Counts {
    let mut counts = Counts::default();
    for repository in repositories {
        let files = || repository.files.iter().filter(|file| file.effect != Effect::Bookkeeping);
        let (written, unwritten): (Vec<_>, Vec<_>) = files().partition(|file| is_written(repository, file));
        counts.unwritten += unwritten.len();
        let said =
            |side: &Option<RepositoryMeta>| side.as_ref().map(|side| (side.branches.clone(), side.visibility.clone()));
        if !written.is_empty() || unwritten.is_empty() || said(&repository.before) != said(&repository.after) {
            counts.repositories.note(repository.action);
        }
        for file in written {
            counts.files.note(file.action);
            let Body::Objects(objects) = &file.body else { continue };
            objects.iter().for_each(|object| counts.objects.note(object.action));
        }
    }
    counts
}
