//! A rule of a NetworkPolicy allows everything: it is empty, or allows all addresses on all ports.
//!
//! ## Why
//! Anyone can call the pods, or the pods can send data anywhere; the policy restricts nothing.
//!
//! ## Bad
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: orders }
//! spec: { podSelector: { matchLabels: { app: orders } }, policyTypes: [Ingress], ingress: [{}] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: orders }
//! spec:
//!   podSelector: { matchLabels: { app: orders } }
//!   policyTypes: [Ingress]
//!   ingress: [{ from: [{ podSelector: { matchLabels: { app: shop } } }], ports: [{ protocol: TCP, port: 8000 }] }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("boundless-network-policy", Verdict::Groma, "0.1.0", include_str!("boundless_network_policy.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("networking.k8s.io", "NetworkPolicy") {
        return;
    }
    for (list, peers, what) in [("spec.ingress", "from", "be called by"), ("spec.egress", "to", "call")] {
        for rule in object.at(list).map(Node::items).unwrap_or_default() {
            if rule.get("ports").is_some_and(|ports| !ports.items().is_empty()) {
                continue;
            }
            let peers = rule.get(peers).map(Node::items).unwrap_or_default();
            let everywhere = |peer: &&Node<'_>| {
                let all = matches!(peer.text("ipBlock.cidr"), Some("0.0.0.0/0" | "::/0"));
                all && peer.at("ipBlock.except").is_none_or(|except| except.items().is_empty())
            };
            let wide = peers.iter().find(everywhere);
            if let Some(place) = wide.or_else(|| Some(rule).filter(|_| peers.is_empty())) {
                let finding = RULE.at(place.span, format!("the pods may {what} anyone"));
                sink.push(
                    finding
                        .help(format!("name the pods, namespaces or addresses under `{}`, or ports", peers_of(list))),
                );
            }
        }
    }
}

fn peers_of(list: &str) -> &'static str {
    if list.ends_with("ingress") { "from" } else { "to" }
}
