//! An API version that still works, but will be removed.
//!
//! ## Why
//! A later version of Kubernetes refuses it. Changing it now is one line; changing it during a cluster upgrade blocks
//! everyone.
//!
//! ## Bad
//! ```yaml
//! apiVersion: external-secrets.io/v1beta1
//! kind: ExternalSecret
//! metadata: { name: database }
//! spec: { secretStoreRef: { name: vault }, data: [{ secretKey: url, remoteRef: { key: orders/database } }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: database }
//! spec: { secretStoreRef: { name: vault }, data: [{ secretKey: url, remoteRef: { key: orders/database } }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule =
    Rule::warning("deprecated-api", Verdict::Server, "0.1.0", include_str!("deprecated_api.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
