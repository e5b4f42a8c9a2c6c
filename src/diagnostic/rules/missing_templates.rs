//! The folder of an output holds no file.
//!
//! ## Why
//! Nothing would be rendered, most often because the folder has another name.
//!
//! ## Example
//! `templates: files/` when the folder is called `app`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("missing-templates", Verdict::Groma, "0.1.0", include_str!("missing_templates.rs"));
