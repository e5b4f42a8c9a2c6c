//! An entry of `ignoreDifferences` cannot match.
//!
//! It has a group with a version, a pattern as a name, a pointer without its slash, or no fields at all.
//!
//! ## Why
//! The Application stays out of sync, or keeps undoing what an autoscaler or a webhook changed, although the entry
//! looks right.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   ignoreDifferences:
//!     - { group: apps/v1, kind: Deployment, jsonPointers: [/spec/replicas] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   ignoreDifferences:
//!     - { group: apps, kind: Deployment, jsonPointers: [/spec/replicas] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::facts::argo::template;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("ineffective-ignore", Verdict::Argocd, "0.1.0", include_str!("ineffective_ignore.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let list = template(object).and_then(|application| application.at("spec.ignoreDifferences"));
    for item in list.map(Node::items).unwrap_or_default() {
        if let Some(group) = item.get("group").filter(|group| group.as_str().is_some_and(|text| text.contains('/'))) {
            let text = group.as_str().unwrap_or_default();
            let help = format!("write only the group: `{}`", visible(text.split('/').next().unwrap_or_default()));
            sink.push(RULE.at(group.span, format!("group `{}` includes a version", visible(text))).help(help));
        }
        for key in ["name", "namespace"] {
            if let Some(node) = item.get(key).filter(|node| node.as_str().is_some_and(|text| text.contains('*'))) {
                let finding =
                    RULE.at(node.span, format!("`{key}` is compared literally, so a pattern matches nothing"));
                sink.push(finding.help(format!("write the full {key}, or remove it")));
            }
        }
        fields(item, sink);
    }
}

fn fields(item: &Node<'_>, sink: &mut Sink) {
    let keys = ["jsonPointers", "jqPathExpressions", "managedFieldsManagers"];
    let lists = keys.map(|key| item.get(key).map(Node::items).unwrap_or_default());
    if lists.iter().all(|list| list.is_empty()) && !item.entries().is_empty() {
        let span = item.entries().first().map_or(item.span, |entry| entry.key.span);
        let finding = RULE.at(span, "this entry ignores no field");
        sink.push(finding.help("add `jsonPointers`, `jqPathExpressions` or `managedFieldsManagers`"));
    }
    for pointer in lists[0].iter().filter(|pointer| pointer.as_str().is_some_and(|text| !text.starts_with('/'))) {
        let finding =
            RULE.at(pointer.span, format!("`{}` is not a JSON pointer", visible(pointer.as_str().unwrap_or_default())));
        sink.push(finding.help("write a slash before each part: `/spec/replicas`"));
    }
}
