//! A blueprint is neither built in nor in the `blueprints/` folder of the inventory.
//!
//! ## Why
//! Nothing can be rendered from it. This includes parameters of a blueprint that `platform.blueprints` does not list,
//! because nothing reads them.
//!
//! ## Example
//! `blueprint: python-fast-api`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-blueprint", Verdict::Groma, "0.1.0", include_str!("unknown_blueprint.rs"));
