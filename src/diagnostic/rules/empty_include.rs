//! A glob in `include` matches no files.
//!
//! ## Why
//! A file is missing, and its teams or apps would silently not be rendered.
//!
//! ## Example
//! `include: [team/*.yaml]` when the folder is named `teams`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("empty-include", Verdict::Groma, "0.1.0", include_str!("empty_include.rs"));
