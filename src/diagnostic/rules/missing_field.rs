//! A field without a default is not given.
//!
//! ## Why
//! Nothing can stand in for it. This holds for the fields of a size as well.
//!
//! ## Example
//! A system without `owner`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("missing-field", Verdict::Groma, "0.1.0", include_str!("missing_field.rs"));
