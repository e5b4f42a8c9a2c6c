//! The path of a secret lies outside the team's part of the store, or the pattern of such paths does.
//!
//! ## Why
//! The team's store refuses to read it, or one team reads the secrets of another.
//!
//! ## Example
//! `path: idp/team-b/database` in an app of `team-a`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("secret-out-of-reach", Verdict::Groma, "0.1.0", include_str!("secret_out_of_reach.rs"));
