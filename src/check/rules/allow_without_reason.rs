//! A comment `groma: allow <rule>` does not say why.
//!
//! ## Why
//! Nobody can tell later whether the comment still applies, so it is never removed.
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

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("allow-without-reason", Verdict::Groma, "0.1.0", include_str!("allow_without_reason.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
