//! A comment `groma: allow <rule>` does not say why.
//!
//! ## Why
//! Whoever meets the comment later cannot tell whether it still holds, so it is never removed.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:latest" } # groma: allow latest-image-tag
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:latest" } # groma: allow latest-image-tag -- a demonstration
//! ```

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub(crate) const RULE: Rule = Rule {
    name: "allow-without-reason",
    level: Level::Error,
    source: include_str!("allow_without_reason.rs"),
    run: Run::Elsewhere,
};
