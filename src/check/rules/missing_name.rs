//! An object has no name: neither `metadata.name` nor `metadata.generateName` is set.
//!
//! Kinds that the server never stores, such as reviews, and lists need none.
//!
//! ## Why
//! The server refuses it. A deployment of the folder stops there, or applies the rest without it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { namespace: orders }
//! data: { LEVEL: info }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! data: { LEVEL: info }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::object::layout::Role;
use crate::yaml::node::Value;

pub(crate) static RULE: Rule = Rule::error("missing-name", Verdict::Server, "0.1.0", include_str!("missing_name.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let (group, kind) = (&*object.identity.group, &*object.identity.kind);
    let is_whole = object.identity.place.role == Role::Documents && !kind.is_empty();
    let is_kept = !matches!(group, "authorization.k8s.io" | "authentication.k8s.io") && !kind.ends_with("List");
    // What nothing is known of may be the settings of a tool, and no object of the server.
    let is_known = object.identity.namespaced.is_some();
    if !is_whole || !is_kept || !is_known {
        return;
    }
    let metadata = object.at("metadata");
    let of = |key: &str| metadata.and_then(|metadata| metadata.entry(key));
    let is_empty = |value: &Value<'_>| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Sequence(_) | Value::Mapping(_) => false,
    };
    if ["name", "generateName"].into_iter().filter_map(of).any(|entry| !is_empty(&entry.value.value)) {
        return;
    }
    let metadata = object.node.entry("metadata").map(|entry| entry.key.span);
    let span = of("name").map(|entry| entry.key.span).or(metadata).unwrap_or(object.span());
    sink.push(RULE.at(span, "the object has no name").help("write `metadata.name`"));
}
