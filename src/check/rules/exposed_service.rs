//! A Service is exposed outside the gateway: `type: LoadBalancer` or `NodePort`.
//!
//! A Service that its annotations mark as internal is skipped.
//!
//! ## Why
//! The gateway's TLS, authentication and rate limits do not apply, and each load balancer costs money.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders }
//! spec: { type: LoadBalancer, selector: { app: orders }, ports: [{ port: 80 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("exposed-service", Verdict::Groma, "0.1.0", include_str!("exposed_service.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("", "Service") {
        return;
    }
    let exposed = |node: &&Node<'_>| matches!(node.as_str(), Some("LoadBalancer" | "NodePort"));
    let Some(kind) = object.at("spec.type").filter(exposed) else { return };
    let annotations = object.at("metadata.annotations").map(Node::entries).unwrap_or_default();
    let internal = |value: Option<&str>| matches!(value, Some("true" | "internal" | "Internal" | "0.0.0.0/0"));
    if annotations.iter().any(|entry| entry.key.text.contains("internal") && internal(entry.value.as_str())) {
        return;
    }
    let message = format!("service `{}` is exposed outside the gateway", visible(&object.identity.name));
    sink.push(RULE.at(kind.span, message).help("remove the type, and write an HTTPRoute"));
}
