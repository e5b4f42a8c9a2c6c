//! An Application or a project subscribes to notifications by a trigger or a service that is not configured.
//!
//! They are configured in `argocd-notifications-cm`; without that ConfigMap in the tree, this is skipped.
//!
//! ## Why
//! Nobody is notified when a sync fails, and nobody notices that notifications are missing.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: argocd-notifications-cm, namespace: argocd }
//! data:
//!   service.slack: "token: $slack-token"
//!   trigger.on-sync-failed: "- send: [app-sync-failed]"
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, annotations: { notifications.argoproj.io/subscribe.on-sync-fail.slack: team-a } }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: argocd-notifications-cm, namespace: argocd }
//! data:
//!   service.slack: "token: $slack-token"
//!   trigger.on-sync-failed: "- send: [app-sync-failed]"
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, annotations: { notifications.argoproj.io/subscribe.on-sync-failed.slack: team-a } }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("unknown-notification", Verdict::Argocd, "0.1.0", include_str!("unknown_notification.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for subscription in &index.facts.subscriptions {
        let mut configured = index.facts.notifications.iter().filter(|known| known.of.shares_argocd(&subscription.of));
        let Some(known) = configured.next() else { continue };
        let names =
            [("trigger", &subscription.trigger, &known.triggers), ("service", &subscription.service, &known.services)];
        for (what, name, known) in names {
            // Without a trigger those that are the default are meant.
            if !name.is_empty() && !known.is_empty() && !known.contains(name) {
                let message = format!("no {what} `{}` is configured", visible(name));
                sink.push(RULE.at(subscription.span, message).help(suggest(name, known.iter().map(|name| &**name))));
            }
        }
    }
}
