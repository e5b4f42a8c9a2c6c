//! A system names a domain that is not defined.
//!
//! ## Why
//! The catalog would refer to a domain that is not in it.
//!
//! ## Example
//! `domain: comerce`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-domain", Verdict::Groma, "0.1.0", include_str!("unknown_domain.rs"));
