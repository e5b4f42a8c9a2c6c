//! A comment `groma: allow <rule>` silences nothing.
//!
//! ## Why
//! The problem was fixed, the line moved, or the rule is misspelled: if it stays, the comment hides the next finding,
//! which nobody has looked at.
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

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::warning("unused-allow", Verdict::Groma, "0.1.0", include_str!("unused_allow.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
