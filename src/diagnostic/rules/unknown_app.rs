//! `dependsOn`, `namespace` or a parameter names an app that is not defined.
//!
//! ## Why
//! The dependency would lead nowhere.
//!
//! ## Example
//! `dependsOn: [payments/ap]`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-app", Verdict::Groma, "0.1.0", include_str!("unknown_app.rs"));
