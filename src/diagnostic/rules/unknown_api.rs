//! `consumes` names an API that nobody provides.
//!
//! ## Why
//! The catalog would show a dependency on an API that is not in it.
//!
//! ## Example
//! `consumes: [order-api]` when its name is `orders-api`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("unknown-api", Verdict::Groma, "0.1.0", include_str!("unknown_api.rs"));
