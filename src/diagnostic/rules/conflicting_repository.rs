//! Two outputs write to one repository and disagree on its branches or visibility.
//!
//! ## Why
//! It is unclear which one applies; a private repository could become public.
//!
//! ## Example
//! `visibility: public` in one, `private` in the other.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("conflicting-repository", Verdict::Groma, "0.1.0", include_str!("conflicting_repository.rs"));
