//! A mapping has the same key twice.
//!
//! ## Why
//! Parsers differ in which of the two they use: what is reviewed may not be what is applied. Backstage refuses the
//! document.
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
