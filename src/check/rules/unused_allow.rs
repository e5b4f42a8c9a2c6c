//! A comment `groma: allow <rule>` silences nothing.
//!
//! ## Why
//! The fault was mended, the line moved, or the rule is misspelled: left alone, the comment hides the next fault that
//! nobody has looked at.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     # groma: allow latest-image-tag -- a demonstration
//!     - { name: app, image: "registry.example.com/orders:1.4.2" }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     # groma: allow latest-image-tag -- a demonstration
//!     - { name: app, image: "registry.example.com/orders:latest" }
//! ```

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub(crate) const RULE: Rule =
    Rule { name: "unused-allow", level: Level::Warning, source: include_str!("unused_allow.rs"), run: Run::Elsewhere };
