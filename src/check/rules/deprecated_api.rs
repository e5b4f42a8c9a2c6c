//! An API version that still works, but is going to be removed.
//!
//! ## Why
//! A later version of Kubernetes refuses it. To change it now is one line; to change it when the cluster is upgraded holds
//! everybody up.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Endpoints
//! metadata: { name: database }
//! subsets: [{ addresses: [{ ip: 192.0.2.10 }], ports: [{ port: 5432 }] }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: discovery.k8s.io/v1
//! kind: EndpointSlice
//! metadata: { name: database, labels: { kubernetes.io/service-name: database } }
//! addressType: IPv4
//! endpoints: [{ addresses: [192.0.2.10] }]
//! ports: [{ port: 5432 }]
//! ```

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub const RULE: Rule = Rule {
    name: "deprecated-api",
    level: Level::Warning,
    source: include_str!("deprecated_api.rs"),
    run: Run::Elsewhere,
};
