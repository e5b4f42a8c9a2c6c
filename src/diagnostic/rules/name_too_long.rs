//! A derived name is longer than its strictest consumer accepts.
//!
//! ## Why
//! The consumer would refuse it. groma does not truncate names, because two could become the same.
//!
//! ## Example
//! An Application of 57 characters, where a Helm release has 53.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("name-too-long", Verdict::Groma, "0.1.0", include_str!("name_too_long.rs"));
