//! A pod needs a Secret that nothing in its namespace provides.
//!
//! Secrets created by an ExternalSecret, a SealedSecret, a Certificate, an operator or a kustomization count. A
//! namespace for which the tree has no Secret at all is skipped: they are created elsewhere.
//!
//! ## Why
//! The containers wait for the Secret and never start, or the image cannot be pulled.
//!
//! ## Bad
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders-env, namespace: orders }
//! spec: { secretStoreRef: { kind: ClusterSecretStore, name: vault }, dataFrom: [{ extract: { key: orders } }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", envFrom: [{ secretRef: { name: order-env } }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders-env, namespace: orders }
//! spec: { secretStoreRef: { kind: ClusterSecretStore, name: vault }, dataFrom: [{ extract: { key: orders } }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", envFrom: [{ secretRef: { name: orders-env } }] }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-secret", Verdict::Groma, "0.1.0", include_str!("missing_secret.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

/// Groups with a dot whose objects make no Secrets but those that they name.
const QUIET: [&str; 9] = [
    "argoproj.io",
    "bitnami.com",
    "cert-manager.io",
    "cilium.io",
    "external-secrets.io",
    "grafana.integreatly.org",
    "keda.sh",
    "kyverno.io",
    "monitoring.coreos.com",
];

const KINDS: [&str; 3] = ["Secret", "ExternalSecret", "SealedSecret"];

fn check(index: &Index, sink: &mut Sink) {
    let missing = index.facts.references.iter().filter(|reference| {
        let from = &reference.from;
        let is_needed = !reference.optional && *reference.kind == *"Secret" && reference.group.is_empty();
        is_needed
            && KINDS.iter().any(|kind| index.holds_kind(kind, from))
            && !index.provides("Secret", &reference.name.value, from)
    });
    let mut missing = missing.peekable();
    if missing.peek().is_none() {
        return;
    }
    let makers: FxHashSet<&str> = makers(index).collect();
    for reference in missing {
        let name = &*reference.name.value;
        // An operator calls what it makes by the name of its object and a word.
        let mut stems = name.match_indices('-').map(|(at, _)| &name[..at]).chain([name]);
        if stems.any(|stem| makers.contains(stem)) {
            continue;
        }
        let finding = RULE.at(reference.name.span, format!("nothing provides the secret `{}`", visible(name)));
        sink.push(finding.help("add an ExternalSecret of this name, or write the name of an existing one"));
    }
}

/// Names of the objects of operators.
fn makers(index: &Index) -> impl Iterator<Item = &str> {
    let operated = index.facts.objects.iter().filter(|object| {
        object.group.contains('.') && !object.group.ends_with(".k8s.io") && !QUIET.contains(&&*object.group)
    });
    operated.map(|object| &*object.name)
}
