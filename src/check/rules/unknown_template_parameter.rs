//! A step of a software template uses a parameter that its form does not define.
//!
//! ## Why
//! The value is empty when the template runs: repositories without a name are created, or the run fails half-way.
//!
//! ## Bad
//! ```yaml
//! apiVersion: scaffolder.backstage.io/v1beta3
//! kind: Template
//! metadata: { name: service }
//! spec:
//!   type: service
//!   parameters:
//!     - properties:
//!         name: { type: string }
//!   steps:
//!     - id: fetch
//!       action: fetch:template
//!       input: { url: ./skeleton, values: { name: "${{ parameters.nmae }}" } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: scaffolder.backstage.io/v1beta3
//! kind: Template
//! metadata: { name: service }
//! spec:
//!   type: service
//!   parameters:
//!     - properties:
//!         name: { type: string }
//!   steps:
//!     - id: fetch
//!       action: fetch:template
//!       input: { url: ./skeleton, values: { name: "${{ parameters.name }}" } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::object::facts::scaffold::{each_expression, names_after};
use crate::yaml::node::{Node, Value};

pub(crate) static RULE: Rule = Rule::warning(
    "unknown-template-parameter",
    Verdict::Backstage,
    "0.1.0",
    include_str!("unknown_template_parameter.rs"),
);
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let is_template = object.is("scaffolder.backstage.io", "Template");
    let Some(parameters) = object.at("spec.parameters").filter(|_| is_template) else { return };
    let mut known = Vec::new();
    if !collect(parameters, &mut known) {
        return;
    }
    for path in ["spec.steps", "spec.output"] {
        let Some(node) = object.at(path) else { continue };
        each_expression(node, &mut |node, expression| {
            for name in names_after(expression, "parameters").filter(|name| !known.contains(name)) {
                let finding = RULE.at(node.span, format!("the form has no parameter `{}`", visible(name)));
                sink.push(finding.help(suggest(name, known.iter().copied())));
            }
        });
    }
}

/// The names of all properties, at any depth; whether all of them are written here.
fn collect<'n>(node: &'n Node<'n>, known: &mut Vec<&'n str>) -> bool {
    match &node.value {
        Value::Mapping(entries) => entries.iter().all(|entry| {
            if entry.key.text == "properties" {
                known.extend(entry.value.entries().iter().map(|entry| &*entry.key.text));
            }
            !entry.key.text.starts_with('$') && collect(&entry.value, known)
        }),
        Value::Sequence(items) => items.iter().all(|item| collect(item, known)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => true,
    }
}
