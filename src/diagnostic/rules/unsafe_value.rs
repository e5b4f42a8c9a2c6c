//! A value cannot stand where the template puts it without changing the file's structure or meaning.
//!
//! ## Why
//! A value of the inventory could add lines, fields or commands to the file.
//!
//! ## Example
//! A description of two lines in a comment.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unsafe-value", Verdict::Groma, "0.1.0", include_str!("unsafe_value.rs"));
