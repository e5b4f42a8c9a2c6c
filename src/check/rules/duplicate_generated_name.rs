//! Two elements of an ApplicationSet's list generate Applications with the same name.
//!
//! ## Why
//! Argo CD refuses to generate anything while two Applications share a name: none of them is created or updated.
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
//!         elements: [{ team: a, stage: development }, { team: a, stage: production }]
//!   template:
//!     metadata: { name: "orders-{{ .team }}" }
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
//!         elements: [{ team: a, stage: development }, { team: a, stage: production }]
//!   template:
//!     metadata: { name: "orders-{{ .team }}-{{ .stage }}" }
//!     spec:
//!       project: team-a
//!       source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!       destination: { name: "{{ .stage }}", namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::template::{elements, filled, is_go};
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::error("duplicate-generated-name", Verdict::Argocd, "0.1.0", include_str!("duplicate_generated_name.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") {
        return;
    }
    let Some(name) = object.at("spec.template.metadata.name") else { return };
    let (Some(text), Some(elements)) = (name.as_str(), elements(object)) else { return };
    let mut first = FxHashMap::default();
    for element in elements {
        let Some(filled) = filled(text, element, is_go(object)) else { return };
        let message = format!("another element also generates the Application `{}`", visible(&filled));
        if let Some(known) = first.insert(filled, element.span) {
            let finding =
                RULE.at(element.span, message).related(known, "first defined here").related(name.span, "the name");
            sink.push(finding.help("put what differs between the elements into the name, or remove one of them"));
        }
    }
}
