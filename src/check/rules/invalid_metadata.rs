//! The metadata of a custom resource has an unknown field, or a value of the wrong type.
//!
//! ## Why
//! The definition of such a kind leaves its metadata open, so its schema alone finds nothing wrong. The API server
//! checks metadata for every object: it refuses what is wrong or silently drops it, and labels that others select by
//! are missing.
//!
//! ## Bad
//! ```yaml
//! apiVersion: cert-manager.io/v1
//! kind: Certificate
//! metadata: { name: orders, lables: { team: orders } }
//! spec: { secretName: orders-tls, issuerRef: { name: public } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: cert-manager.io/v1
//! kind: Certificate
//! metadata: { name: orders, labels: { team: orders } }
//! spec: { secretName: orders-tls, issuerRef: { name: public } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::error("invalid-metadata", Verdict::Server, "0.1.0", include_str!("invalid_metadata.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
