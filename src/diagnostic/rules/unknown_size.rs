//! A size that neither the environment, the platform nor the blueprint defines.
//!
//! ## Why
//! There is no telling how much CPU and memory the app gets.
//!
//! ## Example
//! `size: huge`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-size", Verdict::Groma, "0.1.0", include_str!("unknown_size.rs"));
