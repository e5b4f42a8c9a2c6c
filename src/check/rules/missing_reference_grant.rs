//! A route sends requests to a Service of another namespace, which does not permit that.
//!
//! ## Why
//! Gateways refuse the reference, and every request fails.
//!
//! ## Bad
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: shop }
//! spec: { rules: [{ backendRefs: [{ name: orders, namespace: orders, port: 80 }] }] }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: shop }
//! spec: { rules: [{ backendRefs: [{ name: orders, namespace: orders, port: 80 }] }] }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ---
//! apiVersion: gateway.networking.k8s.io/v1beta1
//! kind: ReferenceGrant
//! metadata: { name: shop, namespace: orders }
//! spec:
//!   from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]
//!   to: [{ group: "", kind: Service }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("missing-reference-grant", Verdict::Groma, "0.1.0", include_str!("missing_reference_grant.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for service in index.facts.backends.iter().map(|backend| &backend.service) {
        let (Some(namespace), Some(own)) = (&service.namespace, &service.from.namespace) else { continue };
        let granted = || index.holds_kind_in("ReferenceGrant", &service.from, namespace);
        if namespace != own && !granted() && index.referred(service).next().is_some() {
            let message = format!("`{}` does not permit references from `{}`", visible(namespace), visible(own));
            sink.push(RULE.at(service.name.span, message).help("add a ReferenceGrant to the namespace of the Service"));
        }
    }
}
