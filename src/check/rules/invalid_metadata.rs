//! The metadata of an object of a custom kind have an unknown field, or a value of the wrong type.
//!
//! ## Why
//! The definition of such a kind leaves its metadata open, so that judging by the definition alone sees nothing wrong. The
//! API server reads them as those of every object: it refuses what is wrong, or drops it in silence, and labels that
//! others select by are not there.
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
