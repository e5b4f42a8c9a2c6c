//! A parameter names a namespace that no app and no team has.
//!
//! ## Why
//! The setting would apply to nothing.
//!
//! ## Example
//! `quotas: { team-a-order-api: { .. } }` when its name is `team-a-orders-api`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-namespace", Verdict::Groma, "0.1.0", include_str!("unknown_namespace.rs"));
