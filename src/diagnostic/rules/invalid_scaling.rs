//! The lower bound of copies is above the upper one.
//!
//! ## Why
//! No number of copies satisfies both, and the API server refuses the autoscaler.
//!
//! ## Example
//! `scaling: { min: 5, max: 2 }`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-scaling", Verdict::Groma, "0.1.0", include_str!("invalid_scaling.rs"));
