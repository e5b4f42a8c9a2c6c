//! An owner, parent or other reference names a team that is not defined.
//!
//! ## Why
//! Nobody would own the result.
//!
//! ## Example
//! `owner: taem-a`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-team", Verdict::Groma, "0.1.0", include_str!("unknown_team.rs"));
