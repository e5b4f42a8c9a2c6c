//! An ApplicationSet takes the project of its Applications from a generator that others control.
//!
//! That is a repository, a list of repositories, merge requests, or a plugin.
//!
//! ## Why
//! Anyone who can push there chooses the project, and with the platform's project can deploy anything anywhere.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   goTemplate: true
//!   goTemplateOptions: [missingkey=error]
//!   generators:
//!     - git:
//!         repoURL: https://git.example.com/platform/teams.git
//!         files: [{ path: "teams/*.yaml" }]
//!   template:
//!     metadata: { name: "orders-{{ .name }}" }
//!     spec:
//!       project: "{{ .team }}"
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .cluster }}", namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   goTemplate: true
//!   goTemplateOptions: [missingkey=error]
//!   generators:
//!     - git:
//!         repoURL: https://git.example.com/platform/teams.git
//!         files: [{ path: "teams/*.yaml" }]
//!   template:
//!     metadata: { name: "orders-{{ .name }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .cluster }}", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("templated-project", Verdict::Groma, "0.1.0", include_str!("templated_project.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

/// Generators whose parameters come from outside of the ApplicationSet and of Argo CD.
const OPEN: [&str; 4] = ["git", "plugin", "pullRequest", "scmProvider"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") {
        return;
    }
    let project = object.at("spec.template.spec.project");
    let Some(project) = project.filter(|project| project.as_str().is_some_and(|text| text.contains("{{"))) else {
        return;
    };
    if let Some(span) = object.at("spec.generators").and_then(|generators| open(generators, 0)) {
        let finding = RULE.at(project.span, "whoever controls the parameters chooses the project");
        sink.push(finding.related(span, "its parameters come from here").help("write a fixed project name"));
    }
}

/// A generator that others feed, also inside of matrices and merges.
fn open(generators: &Node<'_>, depth: usize) -> Option<crate::source::Span> {
    generators.items().iter().find_map(|generator| {
        let own = generator.entries().iter().find(|entry| OPEN.contains(&&*entry.key.text));
        let nested = ["matrix", "merge"].into_iter().filter_map(|key| generator.get(key)?.get("generators"));
        let mut nested = nested.filter(|_| depth < 4);
        own.map(|entry| entry.key.span).or_else(|| nested.find_map(|generators| open(generators, depth + 1)))
    })
}
