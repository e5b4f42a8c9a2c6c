//! An AppProject can change the quota or the network policies that limit its own applications.
//!
//! A project that may create namespaces belongs to the platform and is skipped.
//!
//! ## Why
//! A team can deploy its own NetworkPolicy or ResourceQuota and so lift the limits set for it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec: { sourceRepos: ["https://git.example.com/team-a/*"], destinations: [{ server: "*", namespace: orders }] }
//! ---
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: { name: quota, namespace: orders }
//! spec: { hard: { pods: "40" } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "*", namespace: orders }]
//!   namespaceResourceBlacklist:
//!     - { group: "", kind: ResourceQuota }
//!     - { group: "", kind: LimitRange }
//!     - { group: networking.k8s.io, kind: NetworkPolicy }
//! ---
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: { name: quota, namespace: orders }
//! spec: { hard: { pods: "40" } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::argo::Resource;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("guardrail-in-reach", Verdict::Groma, "0.1.0", include_str!("guardrail_in_reach.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

const GUARDRAILS: [(&str, &str); 3] =
    [("", "ResourceQuota"), ("", "LimitRange"), ("networking.k8s.io", "NetworkPolicy")];

fn check(index: &Index, sink: &mut Sink) {
    for project in &index.facts.projects {
        let is = |own: &Resource, kind: &str| *own.kind == *kind || *own.kind == *"*";
        if project.cluster_allow.iter().any(|own| is(own, "Namespace")) {
            continue;
        }
        let is_open = |group: &str, kind: &str| {
            let fits = |own: &Resource| is(own, kind) && (*own.group == *group || *own.group == *"*");
            let allowed = project.namespace_allow.as_ref().is_none_or(|allow| allow.iter().any(fits));
            allowed && !project.namespace_deny.iter().any(fits)
        };
        let open: Vec<_> = GUARDRAILS.into_iter().filter(|(group, kind)| is_open(group, kind)).collect();
        // Patterns are another matter: they may mean namespaces that others bound.
        let named = project.destinations.iter().filter_map(|destination| destination.namespace.as_ref());
        let guarded = named.clone().find_map(|namespace| {
            let found = open.iter().find(|(_, kind)| index.holds_kind_in(kind, &project.of, &namespace.value));
            found.map(|(_, kind)| (namespace, *kind))
        });
        if let Some((namespace, kind)) = guarded {
            let (name, shown) = (visible(&project.of.name), visible(&namespace.value));
            let message = format!("project `{name}` can change every {kind} in `{shown}`");
            let help = "list ResourceQuota, LimitRange and NetworkPolicy under `namespaceResourceBlacklist`";
            sink.push(RULE.at(namespace.span, message).help(help));
        }
    }
}
