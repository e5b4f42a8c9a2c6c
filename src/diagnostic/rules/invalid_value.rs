//! A value of an inventory or a `blueprint.yaml` has the wrong type or format.
//!
//! ## Why
//! What is rendered from it would be wrong, or missing.
//!
//! ## Example
//! `kubernetes: 1.34` without quotes, which is a number.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("invalid-value", Verdict::Groma, "0.1.0", include_str!("invalid_value.rs"));
