//! An Application deploys an object of a kind that its project does not permit.
//!
//! Without `clusterResourceWhitelist`, no cluster-scoped kind is permitted; without `namespaceResourceWhitelist`, every
//! namespaced kind is. This is checked when the Application's repository is in the tree; charts are not rendered.
//!
//! ## Why
//! The sync stops at that object: half of the Application is new, the other half is old.
//!
//! ## Bad
//! ```yaml
//! # file: argocd/team-a.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: team-a-orders }]
//!   namespaceResourceBlacklist: [{ group: "", kind: ResourceQuota }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! # file: apps/orders/role.yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: ClusterRole
//! metadata: { name: orders-reader }
//! rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
//! ```
//!
//! ## Good
//! ```yaml
//! # file: argocd/team-a.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: team-a-orders }]
//!   clusterResourceWhitelist: [{ group: rbac.authorization.k8s.io, kind: ClusterRole }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! # file: apps/orders/role.yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: ClusterRole
//! metadata: { name: orders-reader }
//! rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::scope::is_namespaced;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("kind-not-permitted", Verdict::Argocd, "0.1.0", include_str!("kind_not_permitted.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut seen = FxHashSet::default();
    for application in &index.facts.applications {
        let Some(project) = index.project_of(application) else { continue };
        for object in application.sources.iter().flat_map(|source| index.deployed(source)) {
            let Some(namespaced) = is_namespaced(object) else { continue };
            if project.permits_kind(object, namespaced) || !seen.insert((&project.of.name, object.span)) {
                continue;
            }
            let (kind, name) = (visible(&object.kind), visible(&project.of.name));
            let message =
                format!("project `{name}` does not permit `{kind}`, so `{}` is not synced", visible(&object.name));
            let list = if namespaced { "namespaceResourceWhitelist" } else { "clusterResourceWhitelist" };
            let finding = RULE.at(object.span, message);
            let finding =
                finding.related(application.of.span, "deployed by this").related(project.of.span, "the project");
            let group = visible(&object.group);
            sink.push(finding.help(format!(
                "permit group `{group}`, kind `{kind}` in `{list}` of `{name}`, or deploy it another way"
            )));
        }
    }
}
