//! A string of the inventory contains a control, bidirectional or invisible character.
//!
//! ## Why
//! Reviewers do not see what is really there, and a terminal may execute it. Line breaks and tabs are allowed.
//!
//! ## Example
//! `title: "Orders\u202e"`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("control-character", Verdict::Groma, "0.1.0", include_str!("control_character.rs"));
