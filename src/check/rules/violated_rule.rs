//! A rule that the kind's definition brings along (`x-kubernetes-validations`) does not hold for an object.
//!
//! ## Why
//! Each field is right, and they do not fit together. The API server evaluates such rules when the object is applied, and
//! refuses it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders }
//! spec:
//!   parentRefs: [{ name: public }]
//!   rules: [{ backendRefs: [{ name: orders }] }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders }
//! spec:
//!   parentRefs: [{ name: public }]
//!   rules: [{ backendRefs: [{ name: orders, port: 80 }] }]
//! ```

use crate::check::rule::{Rule, Run};
use crate::diagnostic::Level;

pub(crate) const RULE: Rule =
    Rule { name: "violated-rule", level: Level::Error, source: include_str!("violated_rule.rs"), run: Run::Elsewhere };
