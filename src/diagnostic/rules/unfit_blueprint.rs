//! An app or resource uses a blueprint that has no output for it, or that is rendered for the whole platform.
//!
//! ## Why
//! Nothing would be rendered for it.
//!
//! ## Example
//! `blueprint: argocd` at an app.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unfit-blueprint", Verdict::Groma, "0.1.0", include_str!("unfit_blueprint.rs"));
