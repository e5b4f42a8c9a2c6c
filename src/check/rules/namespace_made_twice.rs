//! An Application creates its namespace with `CreateNamespace=true`, although a Namespace object exists for it.
//!
//! ## Why
//! Whichever syncs first creates it: if that is the Application, pods start in a namespace without the labels, quota
//! and policies; and the Namespace overwrites its `managedNamespaceMetadata`.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//!   syncPolicy: { syncOptions: [CreateNamespace=true] }
//! ---
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("namespace-made-twice", Verdict::Groma, "0.1.0", include_str!("namespace_made_twice.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for application in index.facts.applications.iter().filter(|application| application.creates_namespace) {
        let Some(namespace) = &application.destination.namespace else { continue };
        let mut written = index.named("", "Namespace", &namespace.value);
        if let Some(known) = written.find(|known| known.shares_cluster(&application.of)) {
            let message =
                format!("namespace `{}` is created here and also defined elsewhere", visible(&namespace.value));
            let finding = RULE.at(namespace.span, message).related(known.span, "defined here");
            sink.push(finding.help("remove `CreateNamespace=true`, and sync the Namespace first"));
        }
    }
}
