//! A source of an Application is incomplete: no repository, neither a folder nor a chart, or a chart without a version.
//!
//! ## Why
//! Argo CD refuses the whole Application, and none of it is deployed.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://charts.example.com", chart: redis }
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
//!   source: { repoURL: "https://charts.example.com", chart: redis, targetRevision: 21.2.5 }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::facts::argo::{sources, template};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("incomplete-source", Verdict::Argocd, "0.1.0", include_str!("incomplete_source.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(application) = template(object) else { return };
    let is_patched = object.at("spec.templatePatch").is_some();
    let sources = sources(application);
    if sources.is_empty() && !is_patched && application.get("spec").is_some() {
        sink.push(
            RULE.at(object.span(), "the Application has no source").help("add `source` with `repoURL` and `path`"),
        );
    }
    let several = application.at("spec.sources").is_some();
    for source in sources.iter().filter(|source| !is_patched && !source.entries().is_empty()) {
        if let Some((message, help)) = fault(source, several) {
            sink.push(RULE.at(place(source), message).help(help));
        }
    }
}

fn fault(source: &Node<'_>, several: bool) -> Option<(&'static str, &'static str)> {
    // A number is the business of the schema.
    let is_given = |key: &str| source.get(key).is_some_and(|node| node.as_str() != Some(""));
    match () {
        () if !is_given("repoURL") => Some(("the source has no `repoURL`", "add the URL of its repository")),
        () if is_given("path") || (several && is_given("ref")) => None,
        () if !is_given("chart") => {
            Some(("the source has neither `path` nor `chart`", "add `path: .` for the root of the repository"))
        }
        () if !is_given("targetRevision") => {
            Some(("the chart has no `targetRevision`", "add the version of the chart"))
        }
        () => None,
    }
}

/// The chart, the repository, or the first key.
fn place(source: &Node<'_>) -> crate::source::Span {
    let entry = source.entry("chart").or_else(|| source.entry("repoURL")).or_else(|| source.entries().first());
    entry.map_or(source.span, |entry| entry.key.span)
}
