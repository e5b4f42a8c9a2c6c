//! An Application lacks the finalizer that most Applications of the environment have.
//!
//! Applications that deploy Applications, and those whose deletion needs confirmation, are skipped.
//!
//! ## Why
//! When it is deleted, what it deployed keeps running: nobody updates it, nobody sees it in Argo CD, and the next
//! Application with the same objects takes them over.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: payments, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/payments }
//!   destination: { name: in-cluster, namespace: payments }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: payments, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/payments }
//!   destination: { name: in-cluster, namespace: payments }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::argo::FINALIZER;
use crate::object::facts::mark::SYNC_OPTIONS;
use crate::object::index::Index;
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule =
    Rule::info("missing-finalizer", Verdict::Groma, "0.1.0", include_str!("missing_finalizer.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let written = index.facts.applications.iter().filter(|application| !application.is_template);
    let mut with: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for application in written.clone() {
        let (cascading, all) = with.entry(application.of.place.argocd()).or_default();
        (*cascading, *all) = (*cascading + usize::from(application.cascades), *all + 1);
    }
    let options =
        index.facts.marks.iter().filter(|mark| mark.key == SYNC_OPTIONS && mark.value.value.contains("Delete="));
    let guarded: FxHashSet<_> = options.map(|mark| mark.of.span).collect();
    for application in written.filter(|application| !application.cascades && !guarded.contains(&application.of.span)) {
        let (cascading, all) = with[application.of.place.argocd()];
        let mut deployed = application.sources.iter().flat_map(|source| index.deployed(source));
        if cascading * 2 < all || deployed.any(|object| object.is("argoproj.io", "Application")) {
            continue;
        }
        let message = format!("what `{}` deployed is left behind when it is deleted", visible(&application.of.name));
        sink.push(RULE.at(application.of.span, message).help(format!("add `{FINALIZER}` to `metadata.finalizers`")));
    }
}
