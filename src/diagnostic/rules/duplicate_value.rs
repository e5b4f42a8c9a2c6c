//! Two files of the inventory give the same value.
//!
//! ## Why
//! Neither order of the files is right, so there is no way to tell which value is meant.
//!
//! ## Example
//! `owner: team-a` for one system in two files.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("duplicate-value", Verdict::Groma, "0.1.0", include_str!("duplicate_value.rs"));
