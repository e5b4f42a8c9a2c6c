//! An app or resource is made from a blueprint that has no output for it, or that is rendered for the whole platform.
//!
//! ## Why
//! Nothing would come of it.
//!
//! ## Example
//! `blueprint: argocd` at an app.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unfit-blueprint", Verdict::Groma, "0.1.0", include_str!("unfit_blueprint.rs"));
