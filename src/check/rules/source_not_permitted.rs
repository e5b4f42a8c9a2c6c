//! An Application takes its manifests from a repository that its project does not permit.
//!
//! URLs are compared as Argo CD does: `*` does not match a slash, `**` does, `!` denies, and `.git` and upper case make
//! no difference.
//!
//! ## Why
//! Argo CD refuses to compare or sync the Application, and reports it only in its status.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
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
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: team-a-orders }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::argo::is_plain;
use crate::object::facts::argo::Project;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("source-not-permitted", Verdict::Argocd, "0.1.0", include_str!("source_not_permitted.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut plain: FxHashMap<*const Project, bool> = FxHashMap::default();
    let mut is_plain_project = |project: &Project| {
        *plain
            .entry(project)
            .or_insert_with(|| project.source_repositories.iter().all(|allowed| is_plain(&allowed.value)))
    };
    for application in &index.facts.applications {
        let Some(project) = index.project_of(application) else { continue };
        if !is_plain_project(project) {
            continue;
        }
        let repositories = application.sources.iter().filter_map(|source| source.repository.as_ref());
        for repository in repositories.filter(|repository| is_plain(&repository.value)) {
            if !project.permits_source(&repository.value) {
                let (url, name) = (visible(&repository.value), visible(&project.of.name));
                let finding =
                    RULE.at(repository.span, format!("project `{name}` does not permit the repository `{url}`"));
                let finding = finding.related(project.of.span, "the project");
                sink.push(finding.help(format!("add it to `sourceRepos` of `{name}`, or use one of those listed")));
            }
        }
    }
}
