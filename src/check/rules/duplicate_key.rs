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

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub(crate) const RULE: Rule =
    Rule { name: "duplicate-key", level: Level::Error, source: include_str!("duplicate_key.rs"), run: Run::Elsewhere };
