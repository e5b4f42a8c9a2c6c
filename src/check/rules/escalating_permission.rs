//! A role allows privilege escalation.
//!
//! That is `escalate`, `bind` or `impersonate`, commands in pods, or ServiceAccount tokens.
//!
//! ## Why
//! Whoever holds it can act as somebody with more permissions, and so gains them.
//!
//! ## Bad
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: Role
//! metadata: { name: support }
//! rules: [{ apiGroups: [""], resources: [pods/exec], verbs: [create] }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: Role
//! metadata: { name: support }
//! rules: [{ apiGroups: [""], resources: [pods/log], verbs: [get] }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("escalating-permission", Verdict::Groma, "0.1.0", include_str!("escalating_permission.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const VERBS: [&str; 3] = ["escalate", "bind", "impersonate"];
const RESOURCES: [&str; 4] = ["pods/exec", "pods/attach", "serviceaccounts/token", "nodes/proxy"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if *object.identity.group != *"rbac.authorization.k8s.io" {
        return;
    }
    for rule in object.at("rules").map(Node::items).unwrap_or_default() {
        // Named objects are a decision.
        if rule.get("resourceNames").is_some_and(|names| !names.items().is_empty()) {
            continue;
        }
        for (key, dangerous) in [("verbs", &VERBS[..]), ("resources", &RESOURCES[..])] {
            for item in rule.get(key).map(Node::items).unwrap_or_default() {
                let Some(text) = item.as_str().filter(|text| dangerous.contains(text)) else { continue };
                let finding = RULE.at(item.span, format!("`{text}` allows privilege escalation"));
                sink.push(finding.help("remove it, or restrict it with `resourceNames`"));
            }
        }
    }
}
