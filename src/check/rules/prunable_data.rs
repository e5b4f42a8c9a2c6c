//! An Application with automatic pruning deploys objects that hold data, without protection from pruning.
//!
//! These are a Namespace, a PersistentVolumeClaim, a StatefulSet that claims volumes, a database or a broker, as far as
//! they are in a folder of the tree. `groma plan` uses the same list of kinds.
//!
//! ## Why
//! A renamed file or a wrong path is enough: what is missing from the folder is deleted at once, and the data with it.
//!
//! ## Bad
//! ```yaml
//! # file: argocd/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//!   syncPolicy: { automated: { prune: true } }
//! # file: apps/orders/claim.yaml
//! apiVersion: v1
//! kind: PersistentVolumeClaim
//! metadata:
//!   name: orders
//!   namespace: orders
//! spec:
//!   accessModes: [ReadWriteOnce]
//!   resources: { requests: { storage: 10Gi } }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: argocd/orders.yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//!   syncPolicy: { automated: { prune: true } }
//! # file: apps/orders/claim.yaml
//! apiVersion: v1
//! kind: PersistentVolumeClaim
//! metadata:
//!   name: orders
//!   namespace: orders
//!   annotations: { argocd.argoproj.io/sync-options: Prune=confirm }
//! spec:
//!   accessModes: [ReadWriteOnce]
//!   resources: { requests: { storage: 10Gi } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::data_kinds::holds_data;
use crate::object::facts::mark::SYNC_OPTIONS;
use crate::object::index::Index;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule =
    Rule::warning("prunable-data", Verdict::Groma, "0.1.0", include_str!("prunable_data.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let options = index.facts.marks.iter().filter(|mark| mark.key == SYNC_OPTIONS);
    let guarding =
        options.filter(|mark| ["Prune=false", "Prune=confirm"].iter().any(|guard| mark.value.value.contains(guard)));
    let stateless = index.facts.pods.iter().filter(|pod| pod.of.is("apps", "StatefulSet") && !pod.claims_volumes);
    let spared: FxHashSet<_> = guarding.map(|mark| mark.of.span).chain(stateless.map(|pod| pod.of.span)).collect();
    for application in index.facts.applications.iter().filter(|application| application.prunes && !application.guards) {
        for object in application.sources.iter().flat_map(|source| index.deployed(source)) {
            if holds_data(&object.group, &object.kind) && !spared.contains(&object.span) {
                let message = format!(
                    "{} `{}` is deleted as soon as it is removed from its folder",
                    visible(&object.kind),
                    visible(&object.name)
                );
                let finding = RULE.at(object.span, message).related(application.of.span, "pruned by this");
                sink.push(finding.help("add the annotation `argocd.argoproj.io/sync-options: Prune=confirm`"));
            }
        }
    }
}
