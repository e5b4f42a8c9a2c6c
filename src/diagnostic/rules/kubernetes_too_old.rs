//! An environment runs an older Kubernetes version than a blueprint requires.
//!
//! ## Why
//! The cluster would refuse the manifests.
//!
//! ## Example
//! `kubernetes: "1.29"` with an app made from `python-fastapi`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("kubernetes-too-old", Verdict::Groma, "0.1.0", include_str!("kubernetes_too_old.rs"));
