//! A host name, namespace, Application or AppProject is reserved for the platform.
//!
//! ## Why
//! An app of that name would replace a part of the platform.
//!
//! ## Example
//! `hostname: argocd`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("reserved-name", Verdict::Groma, "0.1.0", include_str!("reserved_name.rs"));
