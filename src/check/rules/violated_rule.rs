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

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};

pub(crate) static RULE: Rule = Rule::error("violated-rule", Verdict::Server, "0.1.0", include_str!("violated_rule.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Elsewhere };
