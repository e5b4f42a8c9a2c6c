//! An Application of Applications has the finalizer that deletes what it deployed, and so have those that it deploys.
//!
//! ## Why
//! Deleting this one object, or moving it to another cluster, deletes every Application below it and every workload
//! with them: one command takes down the whole platform.
//!
//! ## Bad
//! ```yaml
//! # file: argocd/root.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: root, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: argocd/apps }
//!   destination: { name: in-cluster, namespace: orders }
//! # file: argocd/apps/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: argocd/root.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: root, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: argocd/apps }
//!   destination: { name: in-cluster, namespace: orders }
//! # file: argocd/apps/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::argo::FINALIZER;
use crate::object::index::Index;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule =
    Rule::warning("cascading-root", Verdict::Groma, "0.1.0", include_str!("cascading_root.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let cascades =
        index.facts.applications.iter().filter(|application| application.cascades && !application.is_template);
    let cascading: FxHashSet<_> = cascades.clone().map(|application| application.of.span).collect();
    for root in cascades {
        let mut below = root.sources.iter().flat_map(|source| index.deployed(source));
        let child = below.find(|object| object.span != root.of.span && cascading.contains(&object.span));
        if let Some(child) = child {
            let message = format!(
                "deleting `{}` deletes every Application below it, and everything they deployed",
                visible(&root.of.name)
            );
            let finding = RULE.at(root.of.span, message).related(child.span, "such as this one");
            sink.push(finding.help(format!("remove `{FINALIZER}` from this Application")));
        }
    }
}
