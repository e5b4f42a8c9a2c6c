//! An ApplicationSet renders its template without failing on undefined names.
//!
//! ## Why
//! A missing or misspelled parameter becomes an empty string, `<no value>` or the placeholder itself: Applications with
//! broken names and paths are created, and those they replace are deleted with everything that runs.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: ApplicationSet
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   goTemplate: true
//!   generators:
//!     - list:
//!         elements: [{ stage: development }, { stage: production }]
//!   template:
//!     metadata: { name: "orders-{{ .stage }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .stage }}", namespace: orders }
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
//!     - list:
//!         elements: [{ stage: development }, { stage: production }]
//!   template:
//!     metadata: { name: "orders-{{ .stage }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .stage }}", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::argo::template::{each_text, is_go};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("lenient-applicationset", Verdict::Groma, "0.1.0", include_str!("lenient_applicationset.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") {
        return;
    }
    let options = object.at("spec.goTemplateOptions").map(Node::items).unwrap_or_default();
    let is_strict = options.iter().any(|option| option.as_str() == Some("missingkey=error"));
    let mut filled = false;
    if let Some(template) = object.at("spec.template") {
        each_text(template, &mut |_, _| filled = true);
    }
    if !filled || (is_go(object) && is_strict) {
        return;
    }
    let entry = object.at("spec").and_then(|spec| spec.entry("goTemplate"));
    let span = entry.map_or(object.span(), |entry| entry.key.span);
    let finding = match is_go(object) {
        true => RULE
            .at(span, "an undefined name renders as `<no value>`")
            .help("add `goTemplateOptions: [\"missingkey=error\"]`"),
        false => RULE
            .at(span, "an undefined name is left in the output as it is")
            .help("set `goTemplate: true` and `goTemplateOptions: [\"missingkey=error\"]`, and write `{{ .name }}`"),
    };
    sink.push(finding);
}
