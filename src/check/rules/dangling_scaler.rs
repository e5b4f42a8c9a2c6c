//! An autoscaler targets a workload that does not exist in a namespace that has others.
//!
//! ## Why
//! Nothing is ever scaled: the autoscaler reports an error in its status only.
//!
//! ## Bad
//! ```yaml
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: { name: orders, namespace: orders }
//! spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: order }, maxReplicas: 5 }
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   selector: { matchLabels: { app: orders } }
//!   template:
//!     metadata: { labels: { app: orders } }
//!     spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: { name: orders, namespace: orders }
//! spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }, maxReplicas: 5 }
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   selector: { matchLabels: { app: orders } }
//!   template:
//!     metadata: { labels: { app: orders } }
//!     spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-scaler", Verdict::Groma, "0.1.0", include_str!("dangling_scaler.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for target in index.facts.scalers.iter().map(|scaler| &scaler.target) {
        if index.holds_kind(&target.kind, &target.from) && index.referred(target).next().is_none() {
            let message = format!("unknown scale target {} `{}`", visible(&target.kind), visible(&target.name.value));
            sink.push(RULE.at(target.name.span, message).help("write the name of a workload in the same namespace"));
        }
    }
}
