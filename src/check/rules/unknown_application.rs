//! An entity refers to an Argo CD Application that does not exist, by name or by labels.
//!
//! This is skipped while an ApplicationSet generates names, or where most names are not in the tree.
//!
//! ## Why
//! The delivery card of the component is empty: nobody sees in the portal that the last release failed.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { argocd/app-name: order } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { argocd/app-name: orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, nearest, suggest, visible};
use crate::object::facts::argo::Application;
use crate::object::facts::mark::{APP_NAME, APP_SELECTOR, Mark, endings};
use crate::object::index::Index;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule =
    Rule::warning("unknown-application", Verdict::Groma, "0.1.0", include_str!("unknown_application.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let applications = &index.facts.applications;
    if applications.is_empty() || applications.iter().any(|application| application.is_template) {
        return;
    }
    let names: BTreeSet<&str> = applications.iter().map(|application| &*application.of.name).collect();
    let marks = index.facts.marks.iter().filter(|mark| mark.key == APP_NAME);
    let (found, lost): (Vec<_>, Vec<_>) = marks.partition(|mark| names.contains(&*mark.value.value));
    let ends: FxHashSet<&str> = names.iter().flat_map(|name| endings(name)).collect();
    for mark in &lost {
        let name = &*mark.value.value;
        let is_near = || nearest(name, names.iter().copied().take(1_000)).is_some();
        let related = ends.contains(name) || endings(name).any(|end| names.contains(end));
        if found.len() >= lost.len() || related || is_near() {
            let finding = RULE.at(mark.value.span, format!("unknown Application `{}`", visible(name)));
            sink.push(finding.help(suggest(name, names.iter().copied())));
        }
    }
    for mark in index.facts.marks.iter().filter(|mark| mark.key == APP_SELECTOR) {
        selector(mark, applications, sink);
    }
}

/// Labels that no Application has, although some have those keys.
fn selector(mark: &Mark, applications: &[Application], sink: &mut Sink) {
    let pairs: Option<Vec<(&str, &str)>> = mark.value.value.split(',').map(|part| part.split_once('=')).collect();
    let Some(pairs) =
        pairs.filter(|pairs| !pairs.iter().any(|(key, value)| key.contains(['!', ' ']) || value.contains('=')))
    else {
        return;
    };
    let has_keys = |application: &&Application| pairs.iter().all(|(key, _)| application.of.label(key).is_some());
    let mut with_keys = applications.iter().filter(has_keys).peekable();
    let is_meant =
        |application: &Application| pairs.iter().all(|(key, value)| application.of.label(key) == Some(value));
    if with_keys.peek().is_some() && !with_keys.any(is_meant) {
        let finding =
            RULE.at(mark.value.span, format!("no Application has the labels `{}`", visible(&mark.value.value)));
        sink.push(finding.help("write labels that the Applications of this component have"));
    }
}
