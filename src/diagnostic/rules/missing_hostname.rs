//! An app that serves HTTP says neither how it is reached nor that it is internal.
//!
//! ## Why
//! Whether the app can be reached from outside is too important to guess.
//!
//! ## Example
//! A `python-fastapi` app without `hostname` and `internal`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("missing-hostname", Verdict::Groma, "0.1.0", include_str!("missing_hostname.rs"));
