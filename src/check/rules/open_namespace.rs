//! A Namespace has no default-deny NetworkPolicy.
//!
//! An info where the tree has no NetworkPolicy for the cluster: they may be created elsewhere.
//!
//! ## Why
//! Any pod of the cluster can call any pod of the namespace: an attacker in one application reaches all of them.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: default-deny, namespace: orders }
//! spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("open-namespace", Verdict::Groma, "0.1.0", include_str!("open_namespace.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let policies =
        index.facts.policies.iter().filter(|policy| {
            policy.isolates_ingress && policy.selector.labels.is_empty() && !policy.selector.expressions
        });
    let denied =
        policies.map(|policy| (policy.selector.from.namespace.as_deref(), policy.selector.from.place.cluster()));
    let denied: FxHashSet<(Option<&str>, &str)> = denied.collect();
    for namespace in index.namespaces() {
        let (name, cluster) = (&*namespace.name, namespace.place.cluster());
        let by_cilium = index.holds_kind_in("CiliumNetworkPolicy", namespace, name);
        if denied.contains(&(Some(name), cluster)) || denied.contains(&(None, cluster)) || by_cilium {
            continue;
        }
        let mut finding = RULE.at(namespace.span, format!("namespace `{}` denies nothing by default", visible(name)));
        let is_closed = index.holds_kind_in_cluster("NetworkPolicy", namespace);
        finding.level = if is_closed { RULE.level } else { Level::Info };
        sink.push(finding.help("add a NetworkPolicy with `podSelector: {}` and no rules, and one that allows DNS"));
    }
}
