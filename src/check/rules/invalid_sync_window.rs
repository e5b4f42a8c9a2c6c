//! A sync window of a project is not valid, or applies to nothing.
//!
//! Its schedule, its duration or its kind is wrong, or it selects nothing.
//!
//! ## Why
//! Argo CD rejects the project and keeps its old windows; or the window applies to nothing, and what should wait for
//! the night syncs at noon.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: AppProject
//! metadata: { name: team-a, namespace: argocd }
//! spec:
//!   sourceRepos: ["https://git.example.com/team-a/*"]
//!   destinations: [{ server: "https://kubernetes.default.svc", namespace: "team-a-*" }]
//!   syncWindows:
//!     - { kind: deny, schedule: "0 8 * * 1-5", duration: 10 hours, applications: ["*"] }
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
//!   syncWindows:
//!     - { kind: deny, schedule: "0 8 * * 1-5", duration: 10h, applications: ["*"] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::values::duration;
use crate::values::schedule::schedule_fault;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("invalid-sync-window", Verdict::Argocd, "0.1.0", include_str!("invalid_sync_window.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("argoproj.io", "AppProject") {
        return;
    }
    for window in object.at("spec.syncWindows").map(Node::items).unwrap_or_default() {
        judge(window, sink);
    }
}

fn judge(window: &Node<'_>, sink: &mut Sink) {
    let given = |key: &str| window.get(key).and_then(|node| Some((node.span, node.as_str()?)));
    let mut found = |span, message: String, help: &str| sink.push(RULE.at(span, message).help(help));
    if let Some((span, kind)) = given("kind").filter(|(_, kind)| !matches!(*kind, "allow" | "deny")) {
        found(span, format!("invalid window kind `{}`", visible(kind)), "write `allow` or `deny`");
    }
    match given("schedule") {
        Some((span, text)) => {
            if let Some(fault) = schedule_fault(text) {
                found(
                    span,
                    format!("invalid cron expression `{}`: {}", visible(text), visible(&fault)),
                    "write minute, hour, day, month and weekday: `0 22 * * 1-5`",
                );
            }
        }
        None if window.get("syncWindowRef").is_none() => {
            found(window.span, "the window has no `schedule`".to_owned(), "write when it opens: `0 22 * * 1-5`");
        }
        None => return,
    }
    if let Some((span, text)) = given("duration").filter(|(_, text)| duration::nanoseconds(text).is_none()) {
        let message = format!("invalid duration `{}`", visible(text));
        found(span, message, "write hours, minutes and seconds: `1h30m`; there are no days");
    }
    if let Some((span, _)) = given("description").filter(|(_, text)| text.len() > 255) {
        found(span, "the description is longer than 255 bytes".to_owned(), "shorten it");
    }
    let is_empty = |key: &&str| window.get(key).map(Node::items).unwrap_or_default().is_empty();
    if ["applications", "namespaces", "clusters"].iter().all(is_empty) {
        found(window.span, "window selects nothing".to_owned(), "add `applications`, `namespaces` or `clusters`");
    }
}
