//! A route or an Ingress sends requests to a port that the Service does not have.
//!
//! ## Why
//! Every request fails. The port is that of the Service, not the one on which the pod listens.
//!
//! ## Bad
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders, namespace: orders }
//! spec: { rules: [{ backendRefs: [{ name: orders, port: 8000 }] }] }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80, targetPort: 8000 }] }
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
//! spec: { selector: { app: orders }, ports: [{ port: 80, targetPort: 8000 }] }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::index::Index;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("unknown-backend-port", Verdict::Groma, "0.1.0", include_str!("unknown_backend_port.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    if index.facts.backends.is_empty() {
        return;
    }
    let ports = index.facts.services.iter().map(|service| (service.of.span, service));
    let services: FxHashMap<Span, _> = ports.collect();
    for backend in &index.facts.backends {
        let Some(port) = &backend.port else { continue };
        let named = index.referred(&backend.service).filter_map(|service| services.get(&service.span));
        let mut known: Vec<String> = Vec::new();
        for service in named.filter(|service| !service.external) {
            let names = service.ports.iter().filter_map(|port| Some(port.name.as_ref()?.value.to_string()));
            known.extend(service.ports.iter().map(|port| port.number.to_string()).chain(names));
        }
        if !known.is_empty() && !known.iter().any(|known| **known == *port.value) {
            let name = visible(&backend.service.name.value);
            let message = format!("service `{name}` has no port `{}`", visible(&port.value));
            sink.push(RULE.at(port.span, message).help(suggest(&port.value, known.iter().map(String::as_str))));
        }
    }
}
