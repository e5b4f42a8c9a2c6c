//! An Application deploys an object into another namespace than its own, which its project does not permit.
//!
//! This is checked when the Application's repository is in the tree.
//!
//! ## Why
//! `destination.namespace` is only for objects that name none. An object that names another is refused when the sync
//! reaches it, after the objects before it were changed.
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
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! # file: apps/orders/settings.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: team-b-orders }
//! data: { LEVEL: info }
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
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! # file: apps/orders/settings.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: team-a-orders }
//! data: { LEVEL: info }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::is_plain;
use crate::object::argo::permission::Cluster;
use crate::object::argo::scope::is_namespaced;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("namespace-not-permitted", Verdict::Argocd, "0.1.0", include_str!("namespace_not_permitted.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut seen = FxHashSet::default();
    for application in &index.facts.applications {
        let Some(project) = index.project_of(application) else { continue };
        let Some(cluster) = Cluster::of(&application.destination) else { continue };
        // Objects of one namespace lie beside each other.
        let mut last = ("", None);
        let own = application.destination.namespace.as_ref().map(|namespace| &*namespace.value);
        for object in application.sources.iter().flat_map(|source| index.deployed(source)) {
            let Some(namespace) = object.namespace.as_deref().filter(|namespace| own != Some(namespace)) else {
                continue;
            };
            let is_elsewhere = is_namespaced(object) == Some(true) && object.place.kustomization.is_none();
            if !is_elsewhere || !is_plain(namespace) {
                continue;
            }
            if last.0 != namespace {
                last = (namespace, project.permits_destination(&cluster, namespace));
            }
            let refused = last.1 == Some(false);
            if refused && seen.insert((&project.of.name, object.span)) {
                let name = visible(&project.of.name);
                let message = format!(
                    "project `{name}` does not permit namespace `{}`, so {} `{}` is not synced",
                    visible(namespace),
                    visible(&object.kind),
                    visible(&object.name)
                );
                let finding = RULE.at(object.span, message).related(application.of.span, "deployed by this");
                sink.push(
                    finding.related(project.of.span, "the project").help(format!(
                        "deploy it to a namespace of `{name}`, or add the namespace to its `destinations`"
                    )),
                );
            }
        }
    }
}
