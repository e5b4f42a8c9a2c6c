//! An app that serves HTTP has no host name and is not marked as internal.
//!
//! ## Why
//! Whether an app is reachable from outside is too important to guess.
//!
//! ## Example
//! A `python-fastapi` app without `hostname` and `internal`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("missing-hostname", Verdict::Groma, "0.1.0", include_str!("missing_hostname.rs"));
