//! A secret path, or the pattern for secret paths, is outside the team's part of the store.
//!
//! ## Why
//! The team's store refuses to read it, or one team can read another team's secrets.
//!
//! ## Example
//! `path: idp/team-b/database` in an app of `team-a`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("secret-out-of-reach", Verdict::Groma, "0.1.0", include_str!("secret_out_of_reach.rs"));
