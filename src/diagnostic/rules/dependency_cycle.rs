//! Environments, teams or apps refer to one another in a cycle, or an app refers to itself.
//!
//! ## Why
//! There is no rollout order, or no top-level team.
//!
//! ## Example
//! `staging` comes after `production`, and `production` after `staging`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("dependency-cycle", Verdict::Groma, "0.1.0", include_str!("dependency_cycle.rs"));
