//! A name of an environment that is not defined.
//!
//! ## Why
//! Nothing would be deployed where it was meant to be.
//!
//! ## Example
//! `environments: [prodution]`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-environment", Verdict::Groma, "0.1.0", include_str!("unknown_environment.rs"));
