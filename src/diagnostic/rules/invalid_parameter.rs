//! A parameter violates the schema of its blueprint.
//!
//! ## Why
//! The blueprint's templates rely on the schema; what they render from another value is not what their author tested.
//!
//! ## Example
//! `port: 123456`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-parameter", Verdict::Groma, "0.1.0", include_str!("invalid_parameter.rs"));
