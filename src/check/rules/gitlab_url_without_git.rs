//! The URL of a GitLab repository does not end with `.git`.
//!
//! ## Why
//! GitLab answers with a redirect, which Argo CD does not follow everywhere, and the credentials of the repository are
//! not found under the other URL.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://gitlab.example.com/team-a/orders", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://gitlab.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::{sources, template};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("gitlab-url-without-git", Verdict::Argocd, "0.1.0", include_str!("gitlab_url_without_git.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    let sources = sources(application).iter().filter(|source| source.get("chart").is_none());
    let generators = object.at("spec.generators").map(Node::items).unwrap_or_default();
    let generators = generators.iter().filter_map(|generator| generator.get("git"));
    for repository in sources.chain(generators).filter_map(|source| source.get("repoURL")) {
        let url = repository.as_str().unwrap_or_default();
        let host = url.split_once("://").filter(|(scheme, _)| scheme.starts_with("http")).map(|(_, rest)| rest);
        let host = host.and_then(|rest| rest.split('/').next()).unwrap_or_default();
        if host.contains("gitlab") && is_plain(url) && !url.ends_with(".git") {
            let finding = RULE.at(repository.span, format!("GitLab redirects `{}`", visible(url)));
            sink.push(finding.help("append `.git`"));
        }
    }
}
