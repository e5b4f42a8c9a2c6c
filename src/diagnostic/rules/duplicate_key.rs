//! One mapping has a key twice.
//!
//! ## Why
//! Readers differ in which of the two they take: what is reviewed is not what is applied. Backstage refuses the document.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! data:
//!   LEVEL: info
//!   LEVEL: debug
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! data:
//!   LEVEL: debug
//! ```

use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("duplicate-key", Verdict::Groma, "0.1.0", include_str!("duplicate_key.rs"));
