//! The folder of an output contains no files.
//!
//! ## Why
//! Nothing would be rendered; usually the folder has another name.
//!
//! ## Example
//! `templates: files/` when the folder is named `app`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("missing-templates", Verdict::Groma, "0.1.0", include_str!("missing_templates.rs"));
