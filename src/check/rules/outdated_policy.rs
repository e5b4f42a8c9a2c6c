//! A role of a project may see Applications, but not the logs of their pods.
//!
//! ## Why
//! Until Argo CD 2.14, access to logs came with the Application. Since 3.0 it is a separate permission: after the
//! upgrade the team sees its pods crash and cannot read why.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//!   roles:
//!     - name: developer
//!       groups: [acme:team-a]
//!       policies:
//!         - p, proj:team-a:developer, applications, *, team-a/*, allow
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//!   roles:
//!     - name: developer
//!       groups: [acme:team-a]
//!       policies:
//!         - p, proj:team-a:developer, applications, *, team-a/*, allow
//!         - p, proj:team-a:developer, logs, get, team-a/*, allow
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::info("outdated-policy", Verdict::Groma, "0.1.0", include_str!("outdated_policy.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "AppProject") {
        return;
    }
    for role in object.at("spec.roles").map(Node::items).unwrap_or_default() {
        let policies = role.get("policies").map(Node::items).unwrap_or_default();
        let grants = |policy: &Node<'_>, resource: &str| {
            let fields: Vec<&str> = policy.as_str().unwrap_or_default().split(',').map(str::trim).collect();
            matches!(fields[..], [_, _, known, "get" | "*", _, "allow"] if known == resource)
        };
        let Some(policy) = policies.iter().find(|policy| grants(policy, "applications")) else { continue };
        if !policies.iter().any(|policy| grants(policy, "logs")) {
            let (project, name) = (visible(&object.identity.name), visible(role.text("name").unwrap_or_default()));
            let finding =
                RULE.at(policy.span, format!("`{name}` can view Applications, but not the logs of their pods"));
            sink.push(finding.help(format!("add `p, proj:{project}:{name}, logs, get, {project}/*, allow`")));
        }
    }
}
