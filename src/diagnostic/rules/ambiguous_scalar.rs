//! YAML 1.1 parsers read an unquoted string as a boolean, a number or a date.
//!
//! ## Why
//! One tool reads a string where another reads a boolean or a number, and the file shows no difference.
//!
//! ## Example
//! `branch: on`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::warning("ambiguous-scalar", Verdict::Groma, "0.1.0", include_str!("ambiguous_scalar.rs"));
