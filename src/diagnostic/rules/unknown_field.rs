//! A field that nothing reads.
//!
//! ## Why
//! It is most often a slip of the keyboard: the field that was meant keeps its default.
//!
//! ## Example
//! `hostnme: orders`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-field", Verdict::Groma, "0.1.0", include_str!("unknown_field.rs"));
