//! Publishing the tree: a directory of repositories.
//!
//! What becomes of each file is decided in `reconcile`; here it is read, written and deleted. Nothing is deleted unless
//! it was asked for, and never what groma did not write.

pub(crate) mod actual_tree;
pub mod directory;
pub(crate) mod prune;
pub mod staged;
#[cfg(test)]
mod tests;

use crate::store::Fault;

/// Why a tree could not be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum WriteError {
    #[error("cannot write `{path}`: {fault}")]
    Disk { path: String, fault: Fault },
    #[error("cannot write into `{out}`: another groma process is writing there")]
    #[diagnostic(help("wait until it is done, or choose another folder"))]
    Busy { out: String },
    #[error("refused to write `{path}`: {reason}")]
    Path { path: String, reason: &'static str },
    #[error("repository `{inner}` lies inside repository `{outer}`")]
    #[diagnostic(help("use another path for one of them"))]
    Nested { inner: String, outer: String },
}

/// What a run did to the world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub(crate) repositories: Counts,
    pub files: Counts,
    /// Files that belong to the team and were left as they are.
    pub(crate) kept: usize,
}

/// How many of a kind are new, different, or the same as before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub created: usize,
    pub changed: usize,
    pub(crate) unchanged: usize,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.created += more.created;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
    }
}
