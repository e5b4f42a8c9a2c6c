//! Applications have sync waves, but Argo CD has no health check for Applications.
//!
//! It is configured in `argocd-cm`; without that ConfigMap in the tree, this is skipped.
//!
//! ## Why
//! Argo CD waits between waves for kinds whose health it knows, and since 1.8 Application is not one of them: all waves
//! are applied at once, and the second starts before the first is running.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: argocd-cm, namespace: argocd }
//! data: { application.resourceTrackingMethod: annotation }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, annotations: { argocd.argoproj.io/sync-wave: "1" } }
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
//! metadata: { name: argocd-cm, namespace: argocd }
//! data:
//!   resource.customizations.health.argoproj.io_Application: |
//!     return { status = obj.status.health.status }
//! ---
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd, annotations: { argocd.argoproj.io/sync-wave: "1" } }
//! spec:
//!   project: team-a
//!   source: { repoURL: "https://git.example.com/team-a/deployments.git", path: apps/orders }
//!   destination: { name: in-cluster, namespace: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::facts::mark::WAVE;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::info("waves-between-applications", Verdict::Argocd, "0.1.0", include_str!("waves_between_applications.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    if index.facts.settings.is_empty() {
        return;
    }
    for mark in index.facts.marks.iter().filter(|mark| mark.key == WAVE && &*mark.value.value != "0") {
        let settings = index.facts.settings.iter().find(|settings| settings.of.shares_argocd(&mark.of));
        let Some(settings) = settings.filter(|settings| !settings.knows_applications) else { continue };
        if mark.of.is("argoproj.io", "Application") {
            let finding = RULE.at(mark.value.span, "later waves do not wait until this Application is healthy");
            let finding = finding.related(settings.of.span, "the Argo CD settings");
            sink.push(finding.help("add `resource.customizations.health.argoproj.io_Application` to `argocd-cm`"));
        }
    }
}
