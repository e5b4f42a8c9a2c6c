//! An ApplicationSet mixes its two syntaxes: `{{ .name }}` without `goTemplate`, or `{{name}}` with it.
//!
//! ## Why
//! Without `goTemplate`, the placeholder stays in the name or path as it is; with it, generation fails and no
//! Application is created or updated.
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
//!     metadata: { name: "orders-{{stage}}" }
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
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::template::{each_text, elements, is_go, placeholders};

pub(crate) static RULE: Rule =
    Rule::error("mixed-template-syntax", Verdict::Argocd, "0.1.0", include_str!("mixed_template_syntax.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

/// Parameters that generators give.
const KNOWN: [&str; 12] = [
    "branch",
    "cluster",
    "metadata",
    "name",
    "nameNormalized",
    "number",
    "organization",
    "path",
    "repository",
    "server",
    "url",
    "values",
];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "ApplicationSet") {
        return;
    }
    let Some(template) = object.at("spec.template") else { return };
    let (go, elements) = (is_go(object), elements(object).unwrap_or_default());
    let is_parameter = |name: &str| KNOWN.contains(&name) || elements.iter().any(|element| element.get(name).is_some());
    each_text(template, &mut |node, text| {
        for inside in placeholders(text) {
            let first = inside.split('.').next().unwrap_or_default();
            let is_bare = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            let finding = match go {
                true if is_bare && !first.is_empty() && is_parameter(first) => RULE
                    .at(node.span, format!("`{}` is the syntax used without `goTemplate`", visible(inside)))
                    .help(format!("write `{{{{ .{} }}}}`", visible(inside))),
                false if inside.starts_with(['.', '$']) || inside.contains(['|', '"']) => RULE
                    .at(node.span, format!("`{}` is a Go template, but `goTemplate` is not set", visible(inside)))
                    .help("set `goTemplate: true` and `goTemplateOptions: [\"missingkey=error\"]`"),
                _ => continue,
            };
            sink.push(finding);
        }
    });
}
