//! An app depends on one that does not run in all of its environments.
//!
//! ## Why
//! Something that the app needs is missing in an environment.
//!
//! ## Example
//! `consumes: [stock-api]` in staging and production, provided by an app with `environments: [production]`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::warning("absent-dependency", Verdict::Groma, "0.1.0", include_str!("absent_dependency.rs"));
