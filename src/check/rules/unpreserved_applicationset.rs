//! An ApplicationSet for production deletes its Applications as soon as its generator no longer finds them.
//!
//! Everything they run is deleted with them.
//!
//! Production is recognised by the folder, or by an environment label.
//!
//! ## Why
//! A renamed folder, a filter with a typo or an API that returns half a list is then an outage: generated Applications
//! have the finalizer that takes their workloads down.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: orders, namespace: argocd, labels: { environment: production } }
//! spec:
//!   goTemplate: true
//!   goTemplateOptions: [missingkey=error]
//!   generators:
//!     - git:
//!         repoURL: https://git.example.com/platform/teams.git
//!         files: [{ path: "teams/*.yaml" }]
//!   template:
//!     metadata: { name: "orders-{{ .name }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .cluster }}", namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: orders, namespace: argocd, labels: { environment: production } }
//! spec:
//!   goTemplate: true
//!   goTemplateOptions: [missingkey=error]
//!   generators:
//!     - git:
//!         repoURL: https://git.example.com/platform/teams.git
//!         files: [{ path: "teams/*.yaml" }]
//!   syncPolicy: { preserveResourcesOnDeletion: true }
//!   template:
//!     metadata: { name: "orders-{{ .name }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .cluster }}", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("unpreserved-applicationset", Verdict::Groma, "0.1.0", include_str!("unpreserved_applicationset.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") || !object.identity.is_production() {
        return;
    }
    let policy = object.at("spec.syncPolicy");
    let preserves = policy.and_then(|policy| policy.get("preserveResourcesOnDeletion")).and_then(Node::as_bool);
    let keeps =
        matches!(policy.and_then(|policy| policy.text("applicationsSync")), Some("create-only" | "create-update"));
    let generators = object.at("spec.generators").map(Node::items).unwrap_or_default();
    let found =
        generators.iter().flat_map(Node::entries).find(|entry| !matches!(&*entry.key.text, "list" | "selector"));
    if let Some(entry) = found.filter(|_| preserves != Some(true) && !keeps) {
        let finding =
            RULE.at(entry.key.span, "Applications that the generator no longer finds are deleted in production");
        sink.push(
            finding.help("set `syncPolicy.preserveResourcesOnDeletion: true`, or `applicationsSync: create-update`"),
        );
    }
}
