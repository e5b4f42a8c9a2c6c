//! A namespace denies all egress, and no NetworkPolicy in it allows DNS.
//!
//! ## Why
//! No pod can resolve names: every call by name fails after a timeout, whatever else is allowed.
//!
//! ## Bad
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: default-deny, namespace: orders }
//! spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: default-deny, namespace: orders }
//! spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: { name: allow-dns, namespace: orders }
//! spec: { podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ protocol: UDP, port: 53 }] }] }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Identity;
use crate::object::index::Index;

pub(crate) static RULE: Rule = Rule::warning("blocked-dns", Verdict::Groma, "0.1.0", include_str!("blocked_dns.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let allowing = index.facts.policies.iter().filter(|policy| policy.allows_dns).map(|policy| &*policy.selector.from);
    let clusters: FxHashSet<&str> = allowing.clone().map(|from| from.place.cluster()).collect();
    let open: FxHashSet<_> = allowing.map(|from| (from.namespace.as_deref(), from.place.cluster())).collect();
    // As [`Identity::is_beside`] says: what has no namespace may be in any.
    let is_open = |from: &Identity| match (from.namespace.as_deref(), from.place.cluster()) {
        (None, cluster) => clusters.contains(cluster),
        own => open.contains(&own) || open.contains(&(None, own.1)),
    };
    for policy in index.facts.policies.iter().filter(|policy| policy.isolates_egress && !policy.allows_dns) {
        let selector = &policy.selector;
        let is_whole = selector.labels.is_empty() && !selector.expressions;
        let by_cilium = index.holds_kind("CiliumNetworkPolicy", &selector.from);
        if is_whole && !by_cilium && !is_open(&selector.from) {
            let finding = RULE.at(selector.from.span, "pods in the namespace cannot resolve names");
            sink.push(finding.help("add a NetworkPolicy that allows egress to port 53 over UDP and TCP"));
        }
    }
}
