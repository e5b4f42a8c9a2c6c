//! `rules` names a rule that does not exist, or one whose findings cannot be silenced.
//!
//! ## Why
//! The level that was meant for a rule does not hold.
//!
//! ## Example
//! `latest-tag: error` when it is called `latest-image-tag`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-rule", Verdict::Groma, "0.1.0", include_str!("unknown_rule.rs"));
