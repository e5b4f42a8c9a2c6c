//! The blueprints next to an inventory, the outputs of one, or a `blueprint.yaml` exceed the limits.
//!
//! ## Why
//! Usually a folder was copied that does not belong there. The limits keep one blueprint from using all memory.
//!
//! ## Example
//! `node_modules/` left in a blueprint's folder.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("blueprint-too-large", Verdict::Groma, "0.1.0", include_str!("blueprint_too_large.rs"));
