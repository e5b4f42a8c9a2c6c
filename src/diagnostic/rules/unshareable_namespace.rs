//! The namespace of the named app cannot be shared.
//!
//! ## Why
//! It belongs to another team, is itself a guest, or does not exist in that environment.
//!
//! ## Example
//! `namespace: payments/api`, owned by another team.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unshareable-namespace", Verdict::Groma, "0.1.0", include_str!("unshareable_namespace.rs"));
