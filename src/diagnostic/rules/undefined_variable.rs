//! A template uses an undefined name.
//!
//! ## Why
//! It would silently render nothing.
//!
//! ## Example
//! `${{ app.nam }}`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("undefined-variable", Verdict::Groma, "0.1.0", include_str!("undefined_variable.rs"));
