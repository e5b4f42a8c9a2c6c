//! An Ingress uses ingress-nginx.
//!
//! ## Why
//! The controller has had no maintainers since March 2026: what faces the Internet no longer gets security fixes.
//!
//! ## Bad
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: Ingress
//! metadata: { name: orders }
//! spec: { ingressClassName: nginx, defaultBackend: { service: { name: orders, port: { number: 80 } } } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: gateway.networking.k8s.io/v1
//! kind: HTTPRoute
//! metadata: { name: orders }
//! spec: { parentRefs: [{ name: external }], rules: [{ backendRefs: [{ name: orders, port: 80 }] }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("retired-ingress-controller", Verdict::Groma, "0.1.0", include_str!("retired_ingress_controller.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("networking.k8s.io", "Ingress") {
        return;
    }
    let class = object.at("spec.ingressClassName").filter(|class| class.as_str() == Some("nginx"));
    let annotations = object.at("metadata.annotations").map(Node::entries).unwrap_or_default();
    let annotated = annotations.iter().find(|entry| {
        let is_class = entry.key.text == "kubernetes.io/ingress.class" && entry.value.as_str() == Some("nginx");
        is_class || entry.key.text.starts_with("nginx.ingress.kubernetes.io/")
    });
    if let Some(span) = class.map(|class| class.span).or(annotated.map(|entry| entry.key.span)) {
        sink.push(RULE.at(span, "ingress-nginx is retired").help("write an HTTPRoute of the Gateway API"));
    }
}
