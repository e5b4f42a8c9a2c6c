//! An ApplicationSet rolls out step by step, and generates an Application that no step selects.
//!
//! ## Why
//! Progressive syncs switch automatic syncs off: an Application that no step selects is never synced again.
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
//!   strategy:
//!     type: RollingSync
//!     rollingSync:
//!       steps:
//!         - matchExpressions: [{ key: stage, operator: In, values: [development, prod] }]
//!   template:
//!     metadata: { name: "orders-{{ .stage }}", labels: { stage: "{{ .stage }}" } }
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
//!   strategy:
//!     type: RollingSync
//!     rollingSync:
//!       steps:
//!         - matchExpressions: [{ key: stage, operator: In, values: [development, production] }]
//!   template:
//!     metadata: { name: "orders-{{ .stage }}", labels: { stage: "{{ .stage }}" } }
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
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("unreached-by-rollout", Verdict::Argocd, "0.1.0", include_str!("unreached_by_rollout.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") {
        return;
    }
    let is_rolling = object.text("spec.strategy.type") == Some("RollingSync");
    let Some(steps) = object.at("spec.strategy.rollingSync.steps").filter(|_| is_rolling) else { return };
    let (Some(elements), Some(template)) = (elements(object), object.at("spec.template.metadata")) else { return };
    for element in elements {
        let is_reached = steps.items().iter().any(|step| {
            let expressions = step.get("matchExpressions").map(Node::items).unwrap_or_default();
            // What cannot be told may be so.
            expressions.iter().all(|expression| holds(expression, template, element, is_go(object)).unwrap_or(true))
        });
        if !is_reached {
            let name = template.text("name").and_then(|name| filled(name, element, is_go(object))).unwrap_or_default();
            let finding = RULE.at(element.span, format!("no step selects the Application `{}`", visible(&name)));
            sink.push(
                finding.related(steps.span, "the steps").help("add a step for it, or a label that a step selects"),
            );
        }
    }
}

/// Whether the labels of a generated Application fulfil an expression; nothing when that cannot be told.
fn holds(expression: &Node<'_>, template: &Node<'_>, element: &Node<'_>, go: bool) -> Option<bool> {
    let label = template.get("labels").and_then(|labels| labels.get(expression.text("key")?));
    let is_listed = match label {
        None => false,
        Some(label) => {
            let value = filled(label.as_str()?, element, go)?;
            let values = expression.get("values").map(Node::items).unwrap_or_default();
            values.iter().any(|known| known.as_str() == Some(&value))
        }
    };
    match expression.text("operator")? {
        "In" => Some(is_listed),
        "NotIn" => Some(!is_listed),
        _ => None,
    }
}
