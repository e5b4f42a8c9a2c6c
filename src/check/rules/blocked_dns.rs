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
use crate::object::facts::network::Policy;
use crate::object::index::Index;

pub(crate) static RULE: Rule = Rule::warning("blocked-dns", Verdict::Groma, "0.1.0", include_str!("blocked_dns.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let place = |policy: &'_ Policy| {
        let from = policy.selector.from.clone();
        (from.namespace.clone(), from.place.scope.clone())
    };
    let open: FxHashSet<_> = index.facts.policies.iter().filter(|policy| policy.allows_dns).map(place).collect();
    for policy in index.facts.policies.iter().filter(|policy| policy.isolates_egress && !policy.allows_dns) {
        let (selector, own) = (&policy.selector, place(policy));
        let is_whole = selector.labels.is_empty() && !selector.expressions;
        let by_cilium = index.holds_kind("CiliumNetworkPolicy", &selector.from);
        if is_whole && !by_cilium && !open.contains(&own) && !open.contains(&(None, own.1.clone())) {
            let finding = RULE.at(selector.from.span, "pods in the namespace cannot resolve names");
            sink.push(finding.help("add a NetworkPolicy that allows egress to port 53 over UDP and TCP"));
        }
    }
}
