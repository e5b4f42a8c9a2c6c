//! A software template uses the output of a step that comes later or does not exist.
//!
//! ## Why
//! The value is empty when the template runs: the repository is created, but never registered in the catalog.
//!
//! ## Bad
//! ```yaml
//! apiVersion: scaffolder.backstage.io/v1beta3
//! kind: Template
//! metadata: { name: service }
//! spec:
//!   type: service
//!   steps:
//!     - { id: publish, action: publish:gitlab, input: { repoUrl: "gitlab.example.com?repo=orders&owner=team-a" } }
//!     - id: register
//!       action: catalog:register
//!       input: { repoContentsUrl: "${{ steps.published.output.repoContentsUrl }}" }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: scaffolder.backstage.io/v1beta3
//! kind: Template
//! metadata: { name: service }
//! spec:
//!   type: service
//!   steps:
//!     - { id: publish, action: publish:gitlab, input: { repoUrl: "gitlab.example.com?repo=orders&owner=team-a" } }
//!     - id: register
//!       action: catalog:register
//!       input: { repoContentsUrl: "${{ steps.publish.output.repoContentsUrl }}" }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::object::facts::scaffold::{each_expression, names_after};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("unknown-template-step", Verdict::Backstage, "0.1.0", include_str!("unknown_template_step.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("scaffolder.backstage.io", "Template") {
        return;
    }
    let steps = object.at("spec.steps").map(Node::items).unwrap_or_default();
    let mut known: Vec<&str> = Vec::new();
    for step in steps {
        judge(step, &known, sink);
        known.extend(step.text("id"));
    }
    if let Some(output) = object.at("spec.output") {
        judge(output, &known, sink);
    }
}

fn judge(node: &Node<'_>, known: &[&str], sink: &mut Sink) {
    each_expression(node, &mut |node, expression| {
        for name in names_after(expression, "steps").filter(|name| !known.contains(name)) {
            let finding = RULE.at(node.span, format!("no earlier step is named `{}`", visible(name)));
            sink.push(finding.help(suggest(name, known.iter().copied())));
        }
    });
}
