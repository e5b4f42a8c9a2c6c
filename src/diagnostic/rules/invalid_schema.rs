//! A schema is not valid: it is not JSON Schema, refers to itself, or has an invalid regular expression.
//!
//! ## Why
//! What it should check goes unchecked. A pattern of a CustomResourceDefinition is a warning.
//!
//! ## Example
//! `type: number of a port`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-schema", Verdict::Groma, "0.1.0", include_str!("invalid_schema.rs"));
