//! A value without quotes is another one to readers of YAML 1.1, such as a boolean or a date.
//!
//! ## Why
//! What one tool reads as text another reads as a switch or a count, and nobody sees the difference in the file.
//!
//! ## Example
//! `branch: on`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::warning("ambiguous-scalar", Verdict::Groma, "0.1.0", include_str!("ambiguous_scalar.rs"));
