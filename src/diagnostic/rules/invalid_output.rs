//! A rendered YAML or JSON file cannot be read.
//!
//! ## Why
//! Whatever consumes the file would fail.
//!
//! ## Example
//! A template whose loop leaves a trailing comma in a JSON list.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-output", Verdict::Groma, "0.1.0", include_str!("invalid_output.rs"));
