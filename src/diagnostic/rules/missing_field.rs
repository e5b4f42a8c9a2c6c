//! A required field is missing.
//!
//! ## Why
//! It has no default. This includes the fields of a size.
//!
//! ## Example
//! A system without `owner`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("missing-field", Verdict::Groma, "0.1.0", include_str!("missing_field.rs"));
