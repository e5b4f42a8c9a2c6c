//! A name of a blueprint that is neither in the binary nor beside the inventory.
//!
//! ## Why
//! Nothing can be made from it. Parameters of a blueprint that `platform.blueprints` does not list are reported as
//! well, for nobody reads them.
//!
//! ## Example
//! `blueprint: python-fast-api`.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("unknown-blueprint", Verdict::Groma, "0.1.0", include_str!("unknown_blueprint.rs"));
