//! A rendered YAML or JSON file cannot be read.
//!
//! ## Why
//! Whoever consumes the file would fail on it.
//!
//! ## Example
//! A template whose loop leaves a comma behind in a JSON list.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-output", Verdict::Groma, "0.1.0", include_str!("invalid_output.rs"));
