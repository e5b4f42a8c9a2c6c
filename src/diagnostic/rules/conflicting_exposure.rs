//! A host name is given to an app that is internal, or whose blueprint answers no requests.
//!
//! ## Why
//! One of the two is a mistake: the app would be exposed against its owner's will, or not reached at all.
//!
//! ## Example
//! `hostname: orders` with `internal: true`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("conflicting-exposure", Verdict::Groma, "0.1.0", include_str!("conflicting_exposure.rs"));
