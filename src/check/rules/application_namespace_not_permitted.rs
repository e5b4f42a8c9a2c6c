//! An Application lives outside Argo CD's own namespace, in one that its project does not list in `sourceNamespaces`.
//!
//! Argo CD's own namespace is that of the project.
//!
//! ## Why
//! Argo CD ignores the Application: nothing is deployed, and only its status says so.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   sourceNamespaces: [team-b-apps]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: team-a-orders }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: team-a-apps }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   sourceNamespaces: ["team-a-*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: team-a-orders }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: team-a-apps }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::glob;
use crate::object::index::Index;

pub(crate) static RULE: Rule = Rule::error(
    "application-namespace-not-permitted",
    Verdict::Argocd,
    "0.1.0",
    include_str!("application_namespace_not_permitted.rs"),
);
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for application in
        index.facts.applications.iter().filter(|application| application.of.place.kustomization.is_none())
    {
        let Some(project) = index.project_of(application) else { continue };
        let (Some(own), Some(control)) = (application.of.namespace.as_deref(), project.of.namespace.as_deref()) else {
            continue;
        };
        // A pattern between slashes is a regular expression, which is not judged.
        let is_listed = |pattern: &str| pattern.starts_with('/') || glob::matches(pattern, own, None);
        if own == control || project.source_namespaces.iter().any(|pattern| is_listed(&pattern.value)) {
            continue;
        }
        let (namespace, name) = (visible(own), visible(&project.of.name));
        let message = format!("project `{name}` does not allow Applications in namespace `{namespace}`");
        let finding = RULE.at(application.of.span, message).related(project.of.span, "the project");
        sink.push(finding.help(format!(
            "move it to `{}`, or add `{namespace}` to `sourceNamespaces` of `{name}`",
            visible(control)
        )));
    }
}
