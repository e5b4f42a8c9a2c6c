//! `rules` names a rule that does not exist, or one whose findings cannot be silenced.
//!
//! ## Why
//! The intended level does not apply.
//!
//! ## Example
//! `latest-tag: error` when its name is `latest-image-tag`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-rule", Verdict::Groma, "0.1.0", include_str!("unknown_rule.rs"));
