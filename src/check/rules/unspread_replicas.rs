//! The pods of a Deployment in production can all end up on one node or in one zone.
//!
//! ## Why
//! The scheduler may place all of them where a single failure stops them together.
//!
//! ## Bad
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
//!     spec:
//!       topologySpreadConstraints:
//!         - maxSkew: 1
//!           topologyKey: topology.kubernetes.io/zone
//!           whenUnsatisfiable: ScheduleAnyway
//!           labelSelector: { matchLabels: { app: orders } }
//!       containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::info("unspread-replicas", Verdict::Groma, "0.1.0", include_str!("unspread_replicas.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let production = index.facts.pods.iter().filter(|pod| pod.of.is("apps", "Deployment") && pod.of.is_production());
    for pod in production.filter(|pod| !pod.is_spread) {
        if pod.replicas.as_ref().is_some_and(|replicas| replicas.value > 1) {
            let message = format!("nothing spreads the pods of `{}`", visible(&pod.of.name));
            sink.push(RULE.at(pod.of.span, message).help("add `topologySpreadConstraints` over zones and nodes"));
        }
    }
}
