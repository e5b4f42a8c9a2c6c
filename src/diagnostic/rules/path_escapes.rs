//! A path leaves the folder that it belongs to: an include, a repository, or a file's name.
//!
//! ## Why
//! A template or an inventory could overwrite, or read, what lies outside.
//!
//! ## Example
//! A file name that renders to `../secrets.yaml`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("path-escapes", Verdict::Groma, "0.1.0", include_str!("path_escapes.rs"));
