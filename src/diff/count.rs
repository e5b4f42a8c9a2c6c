//! How much there is of what.

use super::{Action, Body, Effect, RepositoryChange};

/// How many of one sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub created: usize,
    pub changed: usize,
    pub removed: usize,
    pub moved: usize,
}

/// How many of every sort; what groma notes for itself is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub repositories: Count,
    pub files: Count,
    pub objects: Count,
}

impl Count {
    pub fn total(self) -> usize {
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

pub fn count(repositories: &[RepositoryChange]) -> Counts {
    let mut counts = Counts::default();
    for repository in repositories {
        counts.repositories.note(repository.action);
        for file in repository.files.iter().filter(|file| file.effect != Effect::Record) {
            counts.files.note(file.action);
            let Body::Objects(objects) = &file.body else { continue };
            objects.iter().for_each(|object| counts.objects.note(object.action));
        }
    }
    counts
}
