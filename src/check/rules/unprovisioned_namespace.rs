//! Objects are in a namespace without a Namespace object, while the tree has others in the same environment.
//!
//! Namespaces that the cluster creates, and those of Argo CD, are skipped.
//!
//! ## Why
//! The sync fails until somebody creates the namespace by hand, without quota, network policy and pod-security labels.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ---
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: ordres }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ---
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("unprovisioned-namespace", Verdict::Groma, "0.1.0", include_str!("unprovisioned_namespace.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let objects = index.facts.objects.iter();
    let namespaces = objects.clone().filter(|object| object.is("", "Namespace"));
    let mut known: FxHashSet<(&str, &str)> = FxHashSet::default();
    // A tree of which others make the namespaces is left alone.
    let mut making: FxHashSet<(u32, &str)> = FxHashSet::default();
    for namespace in namespaces {
        making.insert((namespace.place.tree, namespace.place.cluster()));
        known.insert((namespace.place.cluster(), &namespace.name));
    }
    for application in &index.facts.applications {
        // Argo CD may make the namespace when it syncs.
        if let Some(namespace) = &application.destination.namespace {
            known.insert((application.of.place.cluster(), &namespace.value));
        }
    }
    for object in objects.filter(|object| making.contains(&(object.place.tree, object.place.cluster()))) {
        let Some(namespace) = object.namespace.as_deref().filter(|_| object.namespaced != Some(false)) else {
            continue;
        };
        let builtin = matches!(namespace, "default" | "argocd" | "openshift-gitops") || namespace.starts_with("kube-");
        if builtin || object.place.kustomization.is_some() {
            continue;
        }
        // Each namespace is told once.
        if known.insert((object.place.cluster(), namespace)) {
            let finding = RULE.at(object.span, format!("no Namespace object defines `{}`", visible(namespace)));
            sink.push(finding.help("add the Namespace with its guardrails, or write the name of an existing one"));
        }
    }
}
