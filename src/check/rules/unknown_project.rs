//! An Application belongs to an AppProject that does not exist.
//!
//! The project `default` exists in every Argo CD. In a tree without any AppProject this is a warning, because projects
//! may be kept elsewhere.
//!
//! ## Why
//! Argo CD refuses to compare or sync the Application, and reports it only in its status.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec: { sourceRepos: ["*"], destinations: [{ server: "*", namespace: orders }] }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: taem-a
//!   source: { repoURL: "https://git.example.com/orders.git", path: . }
//!   destination: { name: production, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec: { sourceRepos: ["*"], destinations: [{ server: "*", namespace: orders }] }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/orders.git", path: . }
//!   destination: { name: production, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("unknown-project", Verdict::Argocd, "0.1.0", include_str!("unknown_project.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for application in &index.facts.applications {
        let Some(project) = application.project.as_ref().filter(|project| !project.value.is_empty()) else { continue };
        let name = &*project.value;
        if name == "default" || name.contains("{{") {
            continue;
        }
        let projects = index.facts.projects.iter().filter(|known| index.may_belong(application, known));
        let known: Vec<&str> = projects.map(|known| &*known.of.name).collect();
        if known.contains(&name) {
            continue;
        }
        let mut finding = RULE.at(project.span, format!("unknown AppProject `{}`", visible(name)));
        finding.level = if known.is_empty() { Level::Warning } else { RULE.level };
        sink.push(finding.help(suggest(name, known.iter().copied())));
    }
}
