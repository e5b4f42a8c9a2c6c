//! A name that its consumers do not accept.
//!
//! ## Why
//! Kubernetes, Argo CD, Backstage or a registry would refuse it. It is a key of the inventory, a derived name or a
//! claim.
//!
//! ## Example
//! A naming pattern `"{system}-"`, which ends with a hyphen.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("invalid-name", Verdict::Groma, "0.1.0", include_str!("invalid_name.rs"));
