//! A file or folder cannot be read.
//!
//! It is a link that leads nowhere or out of the tree, a folder without permission, or a file beyond 32 MiB.
//!
//! ## Why
//! What is in there is not checked, and its consumers refuse it too: Argo CD does not follow a link out of a
//! repository.

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unreadable-file", Verdict::Groma, "0.1.0", include_str!("unreadable_file.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
