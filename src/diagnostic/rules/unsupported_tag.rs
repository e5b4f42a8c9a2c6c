//! A tag says what a value is, or a standard tag contradicts its value.
//!
//! ## Why
//! groma reads plain values only. What a tag means is up to each reader, so no two need agree on the value.
//!
//! ## Example
//! `title: !include title.txt`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unsupported-tag", Verdict::Groma, "0.1.0", include_str!("unsupported_tag.rs"));
