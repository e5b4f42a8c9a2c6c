//! Two outputs write the same path, or a file is where another needs a folder.
//!
//! ## Why
//! One would overwrite the other. Paths that differ only in case are the same on many machines.
//!
//! ## Example
//! `README.md` and `readme.md` in one repository.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("path-collision", Verdict::Groma, "0.1.0", include_str!("path_collision.rs"));
