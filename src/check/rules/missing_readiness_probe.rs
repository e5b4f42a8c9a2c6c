//! A Service sends requests to a pod without a readiness probe.
//!
//! ## Why
//! Requests go to a container that is still starting: each deployment loses some, and a version that never starts
//! replaces one that works.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec:
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders:1.4.2
//!       readinessProbe: { httpGet: { path: /ready, port: 8000 } }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::index::Index;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::warning("missing-readiness-probe", Verdict::Groma, "0.1.0", include_str!("missing_readiness_probe.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let (mut told, mut known): (FxHashSet<Span>, FxHashSet<_>) = (FxHashSet::default(), FxHashSet::default());
    for selector in index.facts.selectors.iter().filter(|selector| selector.from.is("", "Service")) {
        // Several services may call the same pods.
        if !known.insert((selector.from.place.cluster(), &selector.from.namespace, &selector.labels)) {
            continue;
        }
        for pod in index.selected_pods(selector) {
            let Some(span) = pod.without_readiness.filter(|span| told.insert(*span)) else { continue };
            let finding = RULE.at(span, "no container has a readiness probe");
            let finding = finding.related(selector.from.span, "this service sends traffic to it immediately");
            sink.push(finding.help("add a `readinessProbe` to the container that listens"));
        }
    }
}
