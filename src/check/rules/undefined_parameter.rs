//! The template of an ApplicationSet uses a parameter that an element of its list does not have.
//!
//! ## Why
//! With `missingkey=error`, nothing is generated at all; without it, the Application gets an empty name, path or
//! cluster.
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
//!     - list:
//!         elements: [{ stage: development }, { stage: production }]
//!   template:
//!     metadata: { name: "orders-{{ .stage }}" }
//!     spec:
//!       project: team-a
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
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::object::argo::template::{each_text, elements, is_go, parameters, placeholders};

pub(crate) static RULE: Rule =
    Rule::error("undefined-parameter", Verdict::Argocd, "0.1.0", include_str!("undefined_parameter.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") {
        return;
    }
    let (Some(template), Some(elements)) = (object.at("spec.template"), elements(object)) else { return };
    let go = is_go(object);
    each_text(template, &mut |node, text| {
        for name in placeholders(text).flat_map(|inside| parameters(inside, go)) {
            // `values` is filled by nested generators, and dots reach into what an element holds.
            let first = name.split('.').next().unwrap_or_default();
            let lacks =
                |element: &&&crate::yaml::node::Node<'_>| element.get(first).is_none() && element.get(name).is_none();
            if let Some(element) = elements.iter().find(lacks) {
                let message = format!("an element of the list has no `{}`", visible(name));
                let known = element.entries().iter().map(|entry| &*entry.key.text);
                let finding = RULE.at(node.span, message).related(element.span, "this element");
                sink.push(finding.help(suggest(name, known)));
            }
        }
    });
}
