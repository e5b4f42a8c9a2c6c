//! What the differences between two trees mean: who owns them, which are risks, what is the same change in many places.
//!
//! [`crate::diff`] compares by structure; here it meets what the inventories of both sides know.

pub mod budget;
pub(crate) mod count;
pub(crate) mod fleet;
pub(crate) mod graph;
pub mod impact;
pub(crate) mod normalize;
pub(crate) mod owner_index;
pub mod owners;
pub(crate) mod rename_noise;
pub mod risk;
#[cfg(test)]
mod tests;

use crate::diff::{Changes, FileChange};
use count::Counts;
use graph::Graph;
use owner_index::Subject;
use owners::{Owners, Subjects};

/// What differs, and what that means.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub changes: Changes,
    pub counts: Counts,
    /// Whose the files are, for each repository in the order of its files.
    pub(crate) subjects: Vec<Vec<Subject>>,
    /// The apps that change, and those around them.
    pub(crate) graph: Graph,
}

impl Plan {
    pub fn new(changes: Changes, subjects: Subjects, owners: Owners<'_>) -> Self {
        let subjects = subjects.of(&changes);
        let graph = graph::graph(&changes, &subjects, owners);
        Self { counts: count::count(&changes.repositories), changes, subjects, graph }
    }

    /// Every file that differs, and whose it is.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&FileChange, &Subject)> {
        let files = self.changes.repositories.iter().flat_map(|repository| &repository.files);
        files.zip(self.subjects.iter().flatten())
    }
}
