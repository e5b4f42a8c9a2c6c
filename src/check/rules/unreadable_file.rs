//! A file or folder cannot be read: a link that leads nowhere or out of the tree, a folder without permission, a file
//! beyond 32 MiB.
//!
//! ## Why
//! What is in there is not judged, and its consumers refuse it too: Argo CD does not follow a link out of a repository.

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub(crate) const RULE: Rule = Rule {
    name: "unreadable-file",
    level: Level::Error,
    source: include_str!("unreadable_file.rs"),
    run: Run::Elsewhere,
};
