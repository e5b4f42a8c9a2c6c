//! An object is too large for the API server, or to be applied.
//!
//! The values of a ConfigMap or Secret exceed 1 MiB, annotations exceed 256 KiB, or the whole object exceeds 1.5 MiB.
//!
//! Values are counted decoded, the object as JSON with every alias expanded. Built-in kinds are stored in a denser form
//! and may have 3 MiB. A warning where only applying fails: by default, Argo CD keeps a copy of each object that it
//! applies in one of its annotations.
//!
//! ## Why
//! The object is refused when it is applied, after the change was merged, and the sync that it is part of fails.
//!
//! ## Bad
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   source:
//!     repoURL: "https://git.example.com/team-a/orders.git"
//!     path: chart
//!     helm:
//!       valuesObject:
//!         rule: &rule { expression: 'sum(rate(http_requests_total{job="orders"}[5m])) by (code) > 10', severity: warning }
//!         group: &group [*rule, *rule, *rule, *rule, *rule, *rule, *rule, *rule, *rule, *rule]
//!         team: &team [*group, *group, *group, *group, *group, *group, *group, *group, *group, *group]
//!         unit: &unit [*team, *team, *team, *team, *team, *team, *team, *team, *team, *team]
//!         all: [*unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit, *unit]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: argoproj.io/v1alpha1
//! kind: Application
//! metadata: { name: orders, namespace: argocd }
//! spec:
//!   project: team-a
//!   destination: { server: "https://kubernetes.default.svc", namespace: orders }
//!   source:
//!     repoURL: "https://git.example.com/team-a/orders.git"
//!     path: chart
//!     helm: { valueFiles: [rules.yaml] }
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Diagnostic, Sink, visible};
use crate::object::Identity;
use crate::object::facts::argo::Application;
use crate::object::facts::size::{ANNOTATIONS, Size};
use crate::object::index::Index;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("oversized-object", Verdict::Server, "0.1.0", include_str!("oversized_object.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

/// What the API server takes as the values of a ConfigMap or Secret.
const VALUES: usize = 1 << 20;
/// What etcd takes as one request, and the API server as the body of one.
const STORED: usize = 3 << 19;
const SENT: usize = 3 << 20;

fn check(index: &Index, sink: &mut Sink) {
    let deployed = if index.facts.sizes.is_empty() { FxHashMap::default() } else { deployed(index) };
    for size in &index.facts.sizes {
        let copied = || uncopyable(size, deployed.get(&size.of.span).copied().flatten()?);
        sink.extend(refused(size).or_else(copied));
    }
}

/// What Applications deploy of the large objects, by the places of these; with the Application that keeps a copy of it in
/// an annotation, if one does.
fn deployed(index: &Index) -> FxHashMap<Span, Option<&Application>> {
    let large: FxHashSet<Span> = index.facts.sizes.iter().map(|size| size.of.span).collect();
    let mut deployed = FxHashMap::default();
    for application in &index.facts.applications {
        let objects = application.sources.iter().flat_map(|source| index.deployed(source));
        for object in objects.filter(|object| large.contains(&object.span)) {
            let by: &mut Option<&Application> = deployed.entry(object.span).or_default();
            *by = by.or((!application.keeps_no_copy).then_some(application));
        }
    }
    deployed
}

fn refused(size: &Size) -> Option<Diagnostic> {
    let Size { of, whole, annotations, values, .. } = size;
    let (taker, most) = if is_stored_as_json(of) { ("etcd", STORED) } else { ("the API server", SENT) };
    let (span, message, help) = if values.value > VALUES {
        let message = format!("the values are {} bytes, but a {} holds {VALUES}", values.value, visible(&of.kind));
        (values.span, message, "split it, or keep large files in a volume or an image")
    } else if annotations.value > ANNOTATIONS {
        let message = format!("the annotations are {} bytes, but the limit is {ANNOTATIONS}", annotations.value);
        (annotations.span, message, "move long values to a ConfigMap")
    } else if *whole > most {
        let message = format!("the object is {whole} bytes as JSON, but {taker} accepts at most {most}");
        (of.span, message, "split it into several objects")
    } else {
        return None;
    };
    Some(RULE.at(span, message).help(help))
}

fn uncopyable(size: &Size, application: &Application) -> Option<Diagnostic> {
    if size.keeps_no_copy {
        return None;
    }
    let message = format!("a copy of {} bytes exceeds the limit of annotations, {ANNOTATIONS}", size.whole);
    let mut finding = RULE.at(size.of.span, message);
    finding.level = Level::Warning;
    finding = finding.help("add the annotation `argocd.argoproj.io/sync-options: ServerSideApply=true`");
    Some(finding.related(application.of.span, "applied by this"))
}

/// Whether the API server stores objects of the kind as JSON: those of custom kinds, and their definitions.
fn is_stored_as_json(of: &Identity) -> bool {
    let own = !of.group.contains('.') || of.group.ends_with(".k8s.io");
    !own || matches!(&*of.group, "apiextensions.k8s.io" | "gateway.networking.k8s.io")
}
