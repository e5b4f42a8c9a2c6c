//! A value has a custom tag, or a standard tag that contradicts it.
//!
//! ## Why
//! groma reads plain values only. What a tag means is up to each parser, so two may disagree on the value.
//!
//! ## Example
//! `title: !include title.txt`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unsupported-tag", Verdict::Groma, "0.1.0", include_str!("unsupported_tag.rs"));
