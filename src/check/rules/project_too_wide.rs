//! A project permits everything of a kind.
//!
//! That is every repository, every namespace of every cluster, every kind of the cluster, or Applications from every
//! namespace. Argo CD's own namespace is as good as everything when the project has roles.
//!
//! ## Why
//! A project is what isolates teams. Anyone who can push to one repository of such a project can deploy anything
//! anywhere, and anyone who can write to Argo CD's namespace can create new projects.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["*"]
//!   destinations: [{ server: "*", namespace: "*" }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::source::Span;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("project-too-wide", Verdict::Groma, "0.1.0", include_str!("project_too_wide.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "AppProject") {
        return;
    }
    let mut found = |span: Span, what: &str, help: &str| {
        let message = format!("project `{}` permits {what}", visible(&object.identity.name));
        sink.push(RULE.at(span, message).help(help));
    };
    let list = |path: &str| object.at(path).map(Node::items).unwrap_or_default();
    for item in list("spec.sourceRepos").iter().filter(|item| matches!(item.as_str(), Some("*" | "**"))) {
        found(item.span, "every repository", "list the team's repositories, or a pattern for them");
    }
    let own = object.identity.namespace.as_deref().unwrap_or("argocd");
    let has_roles = !list("spec.roles").is_empty();
    for item in list("spec.destinations") {
        let is = |key: &str, wanted: &str| item.text(key) == Some(wanted);
        let span = item.get("namespace").map_or(item.span, |node| node.span);
        if is("namespace", "*") && (is("server", "*") || is("name", "*")) {
            found(span, "every namespace of every cluster", "list the team's clusters and namespaces");
        } else if is("namespace", own) && has_roles {
            found(
                span,
                "Argo CD's own namespace, and with it everything",
                "give the project no roles, or another namespace",
            );
        }
    }
    for item in list("spec.clusterResourceWhitelist") {
        if item.text("group") == Some("*") && item.text("kind") == Some("*") && item.get("name").is_none() {
            found(item.span, "every kind of the whole cluster", "list the kinds that the team needs");
        }
    }
    for item in list("spec.sourceNamespaces").iter().filter(|item| item.as_str() == Some("*")) {
        found(item.span, "Applications from every namespace", "list the team's namespaces");
    }
}
