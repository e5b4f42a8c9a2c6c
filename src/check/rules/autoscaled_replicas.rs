//! A workload sets `replicas` although an autoscaler controls them.
//!
//! ## Why
//! Each sync resets the number to what is in git, and the autoscaler changes it again: under load, every deployment
//! kills pods, and Argo CD reports permanent drift.
//!
//! ## Bad
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
//!   replicas: 2
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
    Rule::warning("autoscaled-replicas", Verdict::Groma, "0.1.0", include_str!("autoscaled_replicas.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for pod in &index.facts.pods {
        let Some(replicas) = &pod.replicas else { continue };
        if let Some(scaler) = index.scaler_of(&pod.of) {
            let message = format!("the autoscaler of `{}` sets its replicas", visible(&pod.of.name));
            let finding = RULE.at(replicas.span, message).related(scaler.of().span, "the autoscaler");
            sink.push(finding.help("remove `replicas`"));
        }
    }
}
