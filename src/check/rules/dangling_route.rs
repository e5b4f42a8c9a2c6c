//! A route or an Ingress sends requests to a Service that does not exist in a namespace that has others.
//!
//! ## Why
//! Every request fails, although each object by itself is valid.
//!
//! ## Bad
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: orders }
//! spec: { rules: [{ backendRefs: [{ name: order, port: 80 }] }] }
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
//! metadata: { name: orders, namespace: orders }
//! spec: { rules: [{ backendRefs: [{ name: orders, port: 80 }] }] }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-route", Verdict::Groma, "0.1.0", include_str!("dangling_route.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for service in index.facts.backends.iter().map(|backend| &backend.service) {
        let own = service.namespace.is_none() || service.namespace == service.from.namespace;
        let is_there = || {
            index.referred(service).next().is_some() || index.provides("Service", &service.name.value, &service.from)
        };
        if own && index.holds_kind("Service", &service.from) && !is_there() {
            let finding = RULE.at(service.name.span, format!("unknown service `{}`", visible(&service.name.value)));
            sink.push(finding.help("write the name of a Service in the same namespace"));
        }
    }
}
