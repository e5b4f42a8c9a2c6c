//! A NetworkPolicy selects no pods, although there are some beside it.
//!
//! ## Why
//! What it allows stays forbidden, and what it forbids stays open: it applies to nothing.
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

use crate::check::rule::{Rule, Run};
use crate::check::world::World;
use crate::diagnostic::{Level, Sink, visible};

pub const RULE: Rule = Rule {
    name: "dangling-network-policy",
    level: Level::Warning,
    source: include_str!("dangling_network_policy.rs"),
    run: Run::World(check),
};

fn check(world: &World, sink: &mut Sink) {
    for selector in world.facts.policies.iter().map(|policy| &policy.selector) {
        let is_closed = world.holds_workload(&selector.from) && !selector.labels.is_empty();
        if is_closed && world.selected_pods(selector).next().is_none() && !world.is_made(selector) {
            let message = format!("network policy `{}` selects no pods", visible(&selector.from.name));
            sink.push(RULE.at(selector.span, message).help("select labels that the pod template has"));
        }
    }
}
