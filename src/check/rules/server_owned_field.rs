//! An object contains fields that only the cluster sets, such as `resourceVersion` or `last-applied-configuration`.
//!
//! ## Why
//! It was copied out of a cluster. A resource version makes each later sync fail as a conflict, and a tracking id of
//! Argo CD makes another Application own the object.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, uid: 5b1c1d9e-8a60-4d1f-9d0a-0f6f2c1f2b11, resourceVersion: "81231" }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("server-owned-field", Verdict::Server, "0.1.0", include_str!("server_owned_field.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const FIELDS: [&str; 5] = ["uid", "resourceVersion", "generation", "managedFields", "selfLink"];
const ANNOTATIONS: [&str; 3] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "argocd.argoproj.io/tracking-id",
    "deployment.kubernetes.io/revision",
];

fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(metadata) = object.at("metadata") else { return };
    let fields = metadata.entries().iter().filter(|entry| FIELDS.contains(&&*entry.key.text));
    let annotations = metadata.get("annotations").map(Node::entries).unwrap_or_default().iter();
    let annotations = annotations.filter(|entry| ANNOTATIONS.contains(&&*entry.key.text));
    for entry in fields.chain(annotations) {
        let finding = RULE.at(entry.key.span, format!("`{}` is set by the cluster only", visible(&entry.key.text)));
        sink.push(finding.help("remove it"));
    }
}
