//! A rule of a CustomResourceDefinition (`x-kubernetes-validations`) cannot be read, costs too much, or calls an unknown function.
//!
//! ## Why
//! Only the server can say whether an object keeps the rule.
//!
//! ## Example
//! `rule: isTidy(self.toys)`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::info("unjudged-rule", Verdict::Groma, "0.1.0", include_str!("unjudged_rule.rs"));
