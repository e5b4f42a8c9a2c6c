//! A policy of a project's role is not in Argo CD's format.
//!
//! It needs six fields: the subject is the role itself, the resource and the action are known, and the object is in the
//! project.
//!
//! ## Why
//! Argo CD rejects the whole project, or the policy grants nothing; where a denial is misspelled, nothing is denied.
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
//!         - p, proj:team-b:developer, applications, sync, team-a/*, allow
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
//!         - p, proj:team-a:developer, applications, sync, team-a/*, allow
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, nearest, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::words::quoted_list;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("invalid-policy", Verdict::Argocd, "0.1.0", include_str!("invalid_policy.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const RESOURCES: [&str; 6] = ["applications", "applicationsets", "clusters", "exec", "logs", "repositories"];
const ACTIONS: [&str; 8] = ["*", "create", "delete", "get", "override", "rollback", "sync", "update"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "AppProject") {
        return;
    }
    for role in object.at("spec.roles").map(Node::items).unwrap_or_default() {
        let subject = format!("proj:{}:{}", object.identity.name, role.text("name").unwrap_or_default());
        for policy in role.get("policies").map(Node::items).unwrap_or_default() {
            let text = policy.as_str().filter(|text| is_plain(text) && is_plain(&subject));
            if let Some((message, help)) = text.and_then(|text| fault(text, &object.identity.name, &subject)) {
                sink.push(RULE.at(policy.span, message).help(help));
            }
        }
    }
}

fn fault(policy: &str, project: &str, subject: &str) -> Option<(String, String)> {
    let fields: Vec<&str> = policy.split(',').map(|field| field.trim_matches(' ')).collect();
    let [p, who, resource, action, object, effect] = fields[..] else {
        let message = format!("a policy has 6 fields, found {}", fields.len());
        return Some((message, format!("write `p, {subject}, <resource>, <action>, {project}/<name>, allow`")));
    };
    let known = |word: &str, words: &[&str]| {
        let near = nearest(word, words.iter().copied());
        near.map_or(format!("write one of {}", quoted_list(words)), |near| format!("did you mean `{near}`?"))
    };
    let is_action =
        ACTIONS.contains(&action) || ["action/", "update/", "delete/"].iter().any(|part| action.contains(part));
    if p != "p" {
        Some((format!("a policy starts with `p`, not with `{}`", visible(p)), "write `p` first".to_owned()))
    } else if who != subject {
        let message = format!("the policy is about `{}`, but this role is `{}`", visible(who), visible(subject));
        Some((message, format!("write `{}`", visible(subject))))
    } else if !RESOURCES.contains(&resource) {
        Some((format!("unknown resource `{}` in a project policy", visible(resource)), known(resource, &RESOURCES)))
    } else if !is_action {
        Some((format!("unknown action `{}`", visible(action)), known(action, &ACTIONS)))
    } else if !is_inside(object, project) {
        let message = format!("`{}` lies outside the project", visible(object));
        Some((message, format!("write `{0}/*`, or `{0}/<name>`", visible(project))))
    } else if !matches!(effect, "allow" | "deny") {
        let message = format!("`{}` neither allows nor denies", visible(effect));
        Some((message, "write `allow` or `deny`".to_owned()))
    } else {
        None
    }
}

/// Whether an object is `<project>/<name>` or `<project>/<namespace>/<name>`.
fn is_inside(object: &str, project: &str) -> bool {
    let is_part = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '_' | '-' | '.');
        !part.is_empty() && part.chars().all(fits)
    };
    let rest = object.strip_prefix(project).and_then(|rest| rest.strip_prefix('/'));
    rest.is_some_and(|rest| rest.split('/').count() <= 2 && rest.split('/').all(is_part))
}
