//! A folder in `blueprints/` has no `blueprint.yaml`.
//!
//! ## Why
//! It is not a blueprint, and nothing can be rendered from it.
//!
//! ## Example
//! `blueprints/notes/` with only a README.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("missing-blueprint-file", Verdict::Groma, "0.1.0", include_str!("missing_blueprint_file.rs"));
