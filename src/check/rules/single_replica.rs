//! A Deployment in production runs one pod.
//!
//! ## Why
//! When its node is drained or fails, the app is down until another pod has started.
//!
//! ## Bad
//! ```yaml
//! # file: production/orders.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders }
//! spec:
//!   replicas: 1
//!   selector: { matchLabels: { app: orders } }
//!   template:
//!     metadata: { labels: { app: orders } }
//!     spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: production/orders.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders }
//! spec:
//!   replicas: 2
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
    Rule::warning("single-replica", Verdict::Groma, "0.1.0", include_str!("single_replica.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let production = index.facts.pods.iter().filter(|pod| pod.of.is("apps", "Deployment") && pod.of.is_production());
    for pod in production {
        // One that scales to nothing, or runs nothing yet, does so on purpose.
        let fewest = match (index.scaler_of(&pod.of), &pod.replicas) {
            (Some(scaler), _) => scaler.fewest,
            (None, Some(replicas)) => replicas.value,
            (None, None) => 1,
        };
        if fewest == 1 {
            let span = pod.replicas.as_ref().map_or(pod.of.span, |replicas| replicas.span);
            let finding = RULE.at(span, format!("`{}` runs one pod in production", visible(&pod.of.name)));
            sink.push(finding.help("run at least two"));
        }
    }
}
