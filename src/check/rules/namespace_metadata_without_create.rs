//! An Application has `managedNamespaceMetadata`, but does not create its namespace.
//!
//! ## Why
//! The labels and annotations are only set with `CreateNamespace=true`: the namespace does not get the pod-security
//! labels and quota selectors defined here.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   syncPolicy:
//!     managedNamespaceMetadata: { labels: { pod-security.kubernetes.io/enforce: restricted } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   syncPolicy:
//!     managedNamespaceMetadata: { labels: { pod-security.kubernetes.io/enforce: restricted } }
//!     syncOptions: [CreateNamespace=true]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::{options, template};

pub(crate) static RULE: Rule = Rule::warning(
    "namespace-metadata-without-create",
    Verdict::Argocd,
    "0.1.0",
    include_str!("namespace_metadata_without_create.rs"),
);
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    let Some(entry) = application.at("spec.syncPolicy").and_then(|policy| policy.entry("managedNamespaceMetadata"))
    else {
        return;
    };
    if !options(application).any(|option| option == "CreateNamespace=true") && object.at("spec.templatePatch").is_none()
    {
        let finding = RULE.at(entry.key.span, "these labels and annotations are never applied");
        sink.push(finding.help("add `CreateNamespace=true` to `syncOptions`, or write a Namespace"));
    }
}
