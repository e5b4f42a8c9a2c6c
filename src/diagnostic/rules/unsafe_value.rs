//! A value would change the structure or meaning of the file where the template puts it.
//!
//! ## Why
//! A value of the inventory could add lines, fields or commands to the file.
//!
//! ## Example
//! A two-line description in a comment.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unsafe-value", Verdict::Groma, "0.1.0", include_str!("unsafe_value.rs"));
