//! An Argo CD hook has a phase or a delete policy that does not exist.
//!
//! ## Why
//! Argo CD treats it as an ordinary object: a migration that should run before the sync runs with it, and only once.
//!
//! ## Bad
//! ```yaml
//! apiVersion: batch/v1
//! kind: Job
//! metadata:
//!   name: migrate
//!   annotations: { argocd.argoproj.io/hook: "PreSynch" }
//! spec:
//!   template:
//!     spec:
//!       restartPolicy: Never
//!       containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: batch/v1
//! kind: Job
//! metadata:
//!   name: migrate
//!   annotations: { argocd.argoproj.io/hook: "PreSync" }
//! spec:
//!   template:
//!     spec:
//!       restartPolicy: Never
//!       containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::Object;
use crate::object::argo::is_plain;

pub(crate) static RULE: Rule = Rule::error("unknown-hook", Verdict::Argocd, "0.1.0", include_str!("unknown_hook.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const PHASES: [&str; 7] = ["PreSync", "Sync", "PostSync", "SyncFail", "Skip", "PreDelete", "PostDelete"];
const POLICIES: [&str; 3] = ["BeforeHookCreation", "HookFailed", "HookSucceeded"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    let keys = [
        ("argocd.argoproj.io/hook", "phase", PHASES.as_slice()),
        ("argocd.argoproj.io/hook-delete-policy", "delete policy", POLICIES.as_slice()),
    ];
    for entry in object.annotations().iter().filter(|entry| entry.key.text.starts_with("argocd.argoproj.io/hook")) {
        let Some((_, what, known)) = keys.iter().find(|(key, ..)| *key == entry.key.text) else { continue };
        for word in entry.value.as_str().unwrap_or_default().split(',').map(str::trim) {
            if !known.contains(&word) && is_plain(word) {
                let finding = RULE.at(entry.value.span, format!("unknown {what} `{}`", visible(word)));
                sink.push(finding.help(suggest(word, known.iter().copied())));
            }
        }
    }
}
