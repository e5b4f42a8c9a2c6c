//! A role grants every verb, or every resource.
//!
//! ## Why
//! It also grants whatever is added later: whoever holds it can read all Secrets and give itself any permission.
//!
//! ## Bad
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: Role
//! metadata: { name: operator }
//! rules: [{ apiGroups: [apps], resources: ["*"], verbs: [get] }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: Role
//! metadata: { name: operator }
//! rules: [{ apiGroups: [apps], resources: [deployments], verbs: [get, list, watch] }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("wildcard-permission", Verdict::Groma, "0.1.0", include_str!("wildcard_permission.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if *object.identity.group != *"rbac.authorization.k8s.io" {
        return;
    }
    for rule in object.at("rules").map(Node::items).unwrap_or_default() {
        for (key, what) in [("verbs", "every verb"), ("resources", "every resource")] {
            let items = rule.get(key).map(Node::items).unwrap_or_default();
            if let Some(star) = items.iter().find(|item| item.as_str() == Some("*")) {
                let message = format!("{} `{}` grants {what}", object.identity.kind, visible(&object.identity.name));
                sink.push(RULE.at(star.span, message).help(format!("list only the {key} that are needed")));
            }
        }
    }
}
