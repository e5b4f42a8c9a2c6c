//! A size is not defined by the environment, the platform or the blueprint.
//!
//! ## Why
//! It is unclear how much CPU and memory the app gets.
//!
//! ## Example
//! `size: huge`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-size", Verdict::Groma, "0.1.0", include_str!("unknown_size.rs"));
