//! A ClusterRole grants read access to all Secrets.
//!
//! ## Why
//! Bound cluster-wide, it exposes every password and token of every team, and with them all permissions.
//!
//! ## Bad
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: ClusterRole
//! metadata: { name: support }
//! rules: [{ apiGroups: [""], resources: [configmaps, secrets], verbs: [get, list] }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: ClusterRole
//! metadata: { name: support }
//! rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, list] }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("cluster-wide-secrets", Verdict::Groma, "0.1.0", include_str!("cluster_wide_secrets.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("rbac.authorization.k8s.io", "ClusterRole") {
        return;
    }
    for rule in object.at("rules").map(Node::items).unwrap_or_default() {
        let items = |key: &str| rule.get(key).map(Node::items).unwrap_or_default().iter();
        let core = items("apiGroups").any(|group| matches!(group.as_str(), Some("" | "*")));
        let reads = items("verbs").any(|verb| matches!(verb.as_str(), Some("get" | "list" | "watch" | "*")));
        let named = items("resourceNames").next().is_some();
        let secrets = items("resources").find(|resource| resource.as_str() == Some("secrets"));
        if let Some(secrets) = secrets.filter(|_| core && reads && !named) {
            let message = format!("`{}` grants read access to all secrets", visible(&object.identity.name));
            sink.push(RULE.at(secrets.span, message).help("write a Role in each namespace that needs it"));
        }
    }
}
