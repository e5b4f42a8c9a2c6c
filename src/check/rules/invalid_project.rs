//! A project holds what Argo CD's server rejects: an entry twice, `!*`, or an invalid name of a role or group.
//!
//! ## Why
//! The first error blocks the whole project: none of its changes is applied, and its old roles stay.
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
//!     - { name: developer, groups: [acme:team-a] }
//!     - { name: developer, groups: [acme:team-b] }
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
//!     - { name: developer, groups: [acme:team-a, acme:team-b] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::source::Span;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("invalid-project", Verdict::Argocd, "0.1.0", include_str!("invalid_project.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "AppProject") {
        return;
    }
    let list = |path: &str| object.at(path).map(Node::items).unwrap_or_default();
    for path in ["spec.sourceRepos", "spec.sourceNamespaces"] {
        repeated(list(path).iter().filter_map(|item| Some((item.as_str()?.to_owned(), item.span))), sink);
    }
    let destinations = list("spec.destinations").iter().map(|item| {
        let part = |key: &str| item.text(key).unwrap_or_default();
        let cluster = if part("server").is_empty() { part("name") } else { part("server") };
        (format!("{cluster}/{}", part("namespace")), item.span)
    });
    repeated(destinations, sink);
    let denials = list("spec.destinations").iter().flat_map(|item| item.entries().iter().map(|entry| &entry.value));
    for item in denials.chain(list("spec.sourceRepos")).filter(|item| item.as_str() == Some("!*")) {
        sink.push(RULE.at(item.span, "`!*` is refused, because it would deny everything").help("leave the list empty"));
    }
    let roles = list("spec.roles");
    repeated(roles.iter().filter_map(|role| Some((role.text("name")?.to_owned(), role.get("name")?.span))), sink);
    for role in roles {
        names(role, sink);
        for key in ["policies", "groups"] {
            let items = role.get(key).map(Node::items).unwrap_or_default();
            repeated(items.iter().filter_map(|item| Some((item.as_str()?.to_owned(), item.span))), sink);
        }
    }
}

/// What is in a list twice.
fn repeated(items: impl Iterator<Item = (String, Span)>, sink: &mut Sink) {
    let mut sorted: Vec<(String, Span)> = items.collect();
    sorted.sort();
    for pair in sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let finding = RULE.at(pair[1].1, format!("`{}` is listed twice", visible(&pair[1].0)));
        sink.push(finding.related(pair[0].1, "first defined here").help("remove one of the two"));
    }
}

fn names(role: &Node<'_>, sink: &mut Sink) {
    if let Some((node, name)) = role.get("name").and_then(|node| Some((node, node.as_str()?)))
        && is_plain(name)
        && !is_role(name)
    {
        let finding = RULE.at(node.span, format!("`{}` is not a valid role name", visible(name)));
        sink.push(finding.help("write letters, digits, `-` and `_`, with a letter or digit at both ends"));
    }
    for group in role.get("groups").map(Node::items).unwrap_or_default() {
        let Some(text) = group.as_str().filter(|text| is_plain(text)) else { continue };
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let needs_quotes = bare.is_none() && text.contains(',');
        let inside = bare.unwrap_or(text);
        if needs_quotes || inside.trim().is_empty() || text.trim() != text || inside.contains(['"', '\n', '\r', '\t']) {
            let finding = RULE.at(group.span, format!("`{}` is not a valid group name", visible(text)));
            sink.push(finding.help("write it without surrounding spaces, and in `\"` if it contains a comma"));
        }
    }
}

fn is_role(name: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let ends =
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    ends && name.chars().all(inside)
}
