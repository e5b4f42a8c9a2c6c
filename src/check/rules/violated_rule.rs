//! An object violates a validation rule of its kind's definition (`x-kubernetes-validations`).
//!
//! ## Why
//! Each field is valid, but the combination is not. The API server evaluates such rules when the object is applied, and
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

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("violated-rule", Verdict::Server, "0.1.0", include_str!("violated_rule.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
