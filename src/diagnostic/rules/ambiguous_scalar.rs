//! A text without quotes is a boolean, a number or a date to readers of YAML 1.1.
//!
//! ## Why
//! What one tool reads as text another reads as a switch or a count, and nobody sees the difference in the file.
//!
//! ## Example
//! `branch: on`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::warning("ambiguous-scalar", Verdict::Groma, "0.1.0", include_str!("ambiguous_scalar.rs"));
