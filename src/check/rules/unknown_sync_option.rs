//! A sync option that Argo CD does not know, or with a value or in a place where it has no effect.
//!
//! Options for one object go in its annotation `argocd.argoproj.io/sync-options`, those for all objects in
//! `syncOptions` of the Application.
//!
//! ## Why
//! Argo CD accepts any string and ignores what it does not know: with a typo, a guard such as `Prune=false` guards
//! nothing.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   syncPolicy: { syncOptions: [CreateNamespaces=true] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/orders.git", path: . }
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   syncPolicy: { syncOptions: [CreateNamespace=true] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, nearest, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::template;
use crate::source::Span;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("unknown-sync-option", Verdict::Argocd, "0.1.0", include_str!("unknown_sync_option.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

/// Where an option has an effect.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Both,
    Application,
    Object,
}

const SWITCH: &[&str] = &["true", "false"];

/// Options, their values, and where they are read.
const OPTIONS: [(&str, &[&str], At); 15] = [
    ("ApplyOutOfSyncOnly", SWITCH, At::Application),
    ("ClientSideApplyMigration", SWITCH, At::Both),
    ("CreateNamespace", SWITCH, At::Application),
    ("Delete", &["true", "false", "confirm"], At::Both),
    ("FailOnSharedResource", SWITCH, At::Application),
    ("Force", SWITCH, At::Object),
    ("Prune", &["true", "false", "confirm"], At::Both),
    ("PruneLast", SWITCH, At::Both),
    ("PrunePropagationPolicy", &["foreground", "background", "orphan"], At::Application),
    ("Replace", SWITCH, At::Both),
    ("RespectIgnoreDifferences", SWITCH, At::Application),
    ("ServerSideApply", SWITCH, At::Both),
    ("ServerSideDiff", &[], At::Object),
    ("SkipDryRunOnMissingResource", SWITCH, At::Both),
    ("Validate", SWITCH, At::Both),
];

fn check(object: &Object<'_>, sink: &mut Sink) {
    let listed = template(object).and_then(|application| application.at("spec.syncPolicy.syncOptions"));
    for option in listed.map(Node::items).unwrap_or_default() {
        if let Some(text) = option.as_str() {
            judge(text, option.span, At::Application, sink);
        }
    }
    let Some(annotation) = object.annotation("argocd.argoproj.io/sync-options") else { return };
    for text in annotation.as_str().unwrap_or_default().split(',').map(str::trim).filter(|text| !text.is_empty()) {
        judge(text, annotation.span, At::Object, sink);
    }
}

fn judge(text: &str, span: Span, at: At, sink: &mut Sink) {
    if !is_plain(text) {
        return;
    }
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let known = OPTIONS.iter().find(|(known, ..)| *known == name);
    let (message, help) = match known {
        None => {
            let near = nearest(name.trim(), OPTIONS.iter().map(|(name, ..)| *name));
            let help = near.map_or("remove it".to_owned(), |near| format!("did you mean `{near}`?"));
            (format!("unknown sync option `{}`", visible(name)), help)
        }
        Some((_, [], _)) => (
            format!("`{name}` is not a sync option"),
            "put it in the annotation `argocd.argoproj.io/compare-options`".to_owned(),
        ),
        Some((_, values, _)) if !values.contains(&value) => (
            format!("`{}` has no effect", visible(text)),
            format!("write `{name}={}`", values.join(&format!("` or `{name}="))),
        ),
        Some((_, _, place)) if *place != At::Both && *place != at => match at {
            At::Object => (
                format!("`{name}` has no effect on a single object"),
                "move it to `syncPolicy.syncOptions` of the Application".to_owned(),
            ),
            _ => (
                format!("`{name}` has no effect on a whole Application"),
                "move it to the annotation `argocd.argoproj.io/sync-options` of the object".to_owned(),
            ),
        },
        Some(_) => return,
    };
    sink.push(RULE.at(span, message).help(help));
}
