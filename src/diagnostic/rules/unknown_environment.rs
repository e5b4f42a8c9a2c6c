//! An environment is not defined.
//!
//! ## Why
//! The app would not be deployed where it should be.
//!
//! ## Example
//! `environments: [prodution]`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-environment", Verdict::Groma, "0.1.0", include_str!("unknown_environment.rs"));
