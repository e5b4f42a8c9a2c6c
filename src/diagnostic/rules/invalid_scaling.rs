//! The minimum number of replicas is above the maximum.
//!
//! ## Why
//! No number of replicas satisfies both, and the API server refuses the autoscaler.
//!
//! ## Example
//! `scaling: { min: 5, max: 2 }`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-scaling", Verdict::Groma, "0.1.0", include_str!("invalid_scaling.rs"));
