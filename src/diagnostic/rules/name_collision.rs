//! Two things would have one name, address or repository.
//!
//! ## Why
//! One would overwrite the other, or answer for it. This includes environments that share a cluster, and a variable
//! that is also a secret.
//!
//! ## Example
//! Two apps with `hostname: orders` and the same path.

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("name-collision", Verdict::Groma, "0.1.0", include_str!("name_collision.rs"));
