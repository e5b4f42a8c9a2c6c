//! A path leads outside its folder: an include, a repository or a file name.
//!
//! ## Why
//! A template or an inventory could read or overwrite files outside.
//!
//! ## Example
//! A file name that renders to `../secrets.yaml`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("path-escapes", Verdict::Groma, "0.1.0", include_str!("path_escapes.rs"));
