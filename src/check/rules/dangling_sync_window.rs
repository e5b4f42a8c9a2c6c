//! A sync window applies to Applications or namespaces that its project does not have.
//!
//! Projects whose Applications come from an ApplicationSet are skipped.
//!
//! ## Why
//! The window applies to nothing: an Application that should wait for the night, or for the end of a freeze, syncs at
//! any time.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ name: in-cluster, namespace: orders }]
//!   syncWindows:
//!     - { kind: deny, schedule: "0 8 * * 1-5", duration: 10h, applications: [order] }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ name: in-cluster, namespace: orders }]
//!   syncWindows:
//!     - { kind: deny, schedule: "0 8 * * 1-5", duration: 10h, applications: ["orders*"] }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::argo::glob::matches;
use crate::object::facts::Text;
use crate::object::facts::argo::Application;
use crate::object::index::Index;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-sync-window", Verdict::Argocd, "0.1.0", include_str!("dangling_sync_window.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    if index.facts.projects.iter().all(|project| project.windows.is_empty()) {
        return;
    }
    let mut members: FxHashMap<_, Vec<&Application>> = FxHashMap::default();
    for application in &index.facts.applications {
        if application.is_template && application.project.as_ref().is_none_or(|project| project.value.contains("{{")) {
            return;
        }
        if let Some(project) = index.project_of(application) {
            members.entry(project.of.span).or_default().push(application);
        }
    }
    for project in &index.facts.projects {
        let members = members.get(&project.of.span).map(Vec::as_slice).unwrap_or_default();
        if members.is_empty() || members.iter().any(|member| member.is_template) {
            continue;
        }
        let names: Vec<&str> = members.iter().map(|member| &*member.of.name).collect();
        let namespaces = members.iter().filter_map(|member| Some(&*member.destination.namespace.as_ref()?.value));
        let namespaces: Vec<&str> = namespaces.collect();
        for window in &project.windows {
            judge("Application", &window.applications, &names, sink);
            judge("namespace", &window.namespaces, &namespaces, sink);
        }
    }
}

fn judge(what: &str, patterns: &[Text], known: &[&str], sink: &mut Sink) {
    for pattern in patterns.iter().filter(|pattern| !known.iter().any(|name| matches(&pattern.value, name, None))) {
        let message = format!("the project has no {what} `{}`", visible(&pattern.value));
        sink.push(RULE.at(pattern.span, message).help(suggest(&pattern.value, known.iter().copied())));
    }
}
