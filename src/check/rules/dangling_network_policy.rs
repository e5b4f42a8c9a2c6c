//! A NetworkPolicy selects no pods, although its namespace has some.
//!
//! ## Why
//! It applies to nothing: what it allows stays blocked, and what it blocks stays open.
//!
//! ## Bad
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: orders, namespace: orders }
//! spec: { podSelector: { matchLabels: { app: order } }, policyTypes: [Ingress] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: orders, namespace: orders }
//! spec: { podSelector: { matchLabels: { app: orders } }, policyTypes: [Ingress] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-network-policy", Verdict::Groma, "0.1.0", include_str!("dangling_network_policy.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for selector in index.facts.policies.iter().map(|policy| &policy.selector) {
        let is_closed = index.holds_workload(&selector.from) && !selector.labels.is_empty();
        if is_closed && index.selected_pods(selector).next().is_none() && !index.is_made(selector) {
            let message = format!("network policy `{}` selects no pods", visible(&selector.from.name));
            sink.push(RULE.at(selector.span, message).help("select labels that the pod template has"));
        }
    }
}
