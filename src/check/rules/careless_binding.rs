//! A binding gives `cluster-admin`, or gives a role to everyone, to anonymous users or to a default account.
//!
//! ## Why
//! One stolen token, one pod or one stranger then has what the role grants; `cluster-admin` grants everything.
//!
//! ## Bad
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: ClusterRoleBinding
//! metadata: { name: team-a }
//! roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
//! subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-a }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: rbac.authorization.k8s.io/v1
//! kind: RoleBinding
//! metadata: { name: team-a, namespace: orders }
//! roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
//! subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-a }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("careless-binding", Verdict::Groma, "0.1.0", include_str!("careless_binding.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

/// Users and groups that anybody is.
const ANYBODY: [&str; 5] =
    ["system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts", "*"];
/// Roles that the cluster itself gives to everybody.
const PUBLIC: [&str; 3] = ["system:public-info-viewer", "system:discovery", "system:basic-user"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !matches!(&*object.identity.kind, "RoleBinding" | "ClusterRoleBinding")
        || *object.identity.group != *"rbac.authorization.k8s.io"
    {
        return;
    }
    let Some(role) = object.at("roleRef.name") else { return };
    if role.as_str() == Some("cluster-admin") {
        let finding = RULE.at(role.span, "`cluster-admin` can do everything");
        sink.push(finding.help("bind a role with the permissions that are needed, such as `edit`"));
    }
    for subject in object.at("subjects").map(Node::items).unwrap_or_default() {
        let Some(name) = subject.get("name") else { continue };
        let Some(text) = name.as_str() else { continue };
        let is_account = subject.text("kind") == Some("ServiceAccount");
        if is_account && text == "default" {
            let finding = RULE.at(name.span, "every pod without its own account uses this one");
            sink.push(finding.help("create a ServiceAccount for the pods that need the role"));
        } else if !is_account && ANYBODY.contains(&text) && !role.as_str().is_some_and(|role| PUBLIC.contains(&role)) {
            let finding = RULE.at(name.span, format!("`{}` is everyone", visible(text)));
            sink.push(finding.help("name the group or the account that needs the role"));
        }
    }
}
