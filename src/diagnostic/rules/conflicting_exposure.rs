//! An app has a host name, but is internal, or its blueprint serves no requests.
//!
//! ## Why
//! One of the two is a mistake: the app would be exposed by accident, or not be reachable at all.
//!
//! ## Example
//! `hostname: orders` with `internal: true`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("conflicting-exposure", Verdict::Groma, "0.1.0", include_str!("conflicting_exposure.rs"));
