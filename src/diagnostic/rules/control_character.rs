//! A text of the inventory holds a character that drives a terminal, reorders the text or hides in it.
//!
//! ## Why
//! What is reviewed is not what is there, and a log or a terminal may do what the character says. Line breaks and tabs
//! are allowed.
//!
//! ## Example
//! `title: "Orders\u202e"`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("control-character", Verdict::Groma, "0.1.0", include_str!("control_character.rs"));
