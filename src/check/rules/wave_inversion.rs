//! An object is in an earlier sync wave than what it needs.
//!
//! That is a ConfigMap, a Secret, a ServiceAccount, or, for an Application, its database or its definitions
//! (`<name>-database`, `<name>-crds`).
//!
//! ## Why
//! Argo CD waits until a wave is healthy before it starts the next: the pod waits for what comes later, and the sync
//! waits for the pod, until it fails.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, annotations: { argocd.argoproj.io/sync-wave: "1" } }
//! data: { LEVEL: info }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders:1.4.2
//!       envFrom: [{ configMapRef: { name: settings } }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, annotations: { argocd.argoproj.io/sync-wave: "-1" } }
//! data: { LEVEL: info }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders:1.4.2
//!       envFrom: [{ configMapRef: { name: settings } }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Identity;
use crate::object::facts::mark::{HOOK, WAVE};
use crate::object::index::Index;
use crate::source::Span;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("wave-inversion", Verdict::Argocd, "0.1.0", include_str!("wave_inversion.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

/// What an Application is called that another one of the first part of the name needs.
const NEEDED: [&str; 5] = ["crds", "database", "db", "operator", "postgresql"];

/// Waves that are written, and where.
type Waves = FxHashMap<Span, Option<(i64, Span)>>;

fn check(index: &Index, sink: &mut Sink) {
    let mut waves = Waves::default();
    for mark in &index.facts.marks {
        match mark.key {
            WAVE => drop(
                waves.entry(mark.of.span).or_insert(mark.value.value.parse().ok().map(|wave| (wave, mark.value.span))),
            ),
            // Hooks have phases of their own.
            HOOK => drop(waves.insert(mark.of.span, None)),
            _ => {}
        }
    }
    if waves.is_empty() {
        return;
    }
    for reference in index.facts.references.iter().filter(|reference| !reference.optional) {
        for needed in index.referred(reference) {
            compare(&waves, &reference.from, needed, sink);
        }
    }
    for application in index.facts.applications.iter().filter(|application| waves.contains_key(&application.of.span)) {
        let Some((base, _)) = application.of.name.rsplit_once('-').filter(|(_, last)| NEEDED.contains(last)) else {
            continue;
        };
        for user in index.named("argoproj.io", "Application", base) {
            compare(&waves, user, &application.of, sink);
        }
    }
}

fn compare(waves: &Waves, user: &Identity, needed: &Identity, sink: &mut Sink) {
    let wave = |object: &Identity| waves.get(&object.span).copied().unwrap_or(Some((0, object.span)));
    let (Some((early, span)), Some((late, related))) = (wave(user), wave(needed)) else { return };
    let are_synced_together = user.place.folder() == needed.place.folder() && user.place.tree == needed.place.tree;
    if early < late && are_synced_together {
        let (kind, name) = (visible(&needed.kind), visible(&needed.name));
        let message =
            format!("`{}` is in wave {early}, but needs {kind} `{name}` from wave {late}", visible(&user.name));
        let finding = RULE.at(span, message).related(related, "this comes later");
        sink.push(finding.help(format!("set the wave of `{name}` to at most {early}")));
    }
}
