//! Two files of the inventory set the same value.
//!
//! ## Why
//! Files have no order, so it is unclear which value applies.
//!
//! ## Example
//! `owner: team-a` for one system in two files.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("duplicate-value", Verdict::Groma, "0.1.0", include_str!("duplicate_value.rs"));
