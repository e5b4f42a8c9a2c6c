//! `dependsOn` names a resource that its app does not have.
//!
//! ## Why
//! The dependency would lead nowhere.
//!
//! ## Example
//! `dependsOn: [orders/api/databse]`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-resource", Verdict::Groma, "0.1.0", include_str!("unknown_resource.rs"));
