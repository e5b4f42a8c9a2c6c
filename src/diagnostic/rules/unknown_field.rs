//! A field that nothing reads.
//!
//! ## Why
//! It is usually a typo: the intended field keeps its default.
//!
//! ## Example
//! `hostnme: orders`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-field", Verdict::Groma, "0.1.0", include_str!("unknown_field.rs"));
