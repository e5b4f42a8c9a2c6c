//! A CustomResourceDefinition's rule (`x-kubernetes-validations`) cannot be parsed, costs too much or calls an unknown function.
//!
//! ## Why
//! Only the server can tell whether an object satisfies the rule.
//!
//! ## Example
//! `rule: isTidy(self.toys)`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::info("unjudged-rule", Verdict::Groma, "0.1.0", include_str!("unjudged_rule.rs"));
