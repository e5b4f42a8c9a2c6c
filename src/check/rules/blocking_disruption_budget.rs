//! A PodDisruptionBudget never allows an eviction: `maxUnavailable: 0`, or `minAvailable` of all pods.
//!
//! ## Why
//! Draining a node never finishes, and neither does a cluster upgrade.
//!
//! ## Bad
//! ```yaml
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: { name: orders, namespace: orders }
//! spec: { minAvailable: 1, selector: { matchLabels: { app: orders } } }
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders, namespace: orders }
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
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: { name: orders, namespace: orders }
//! spec: { maxUnavailable: 1, selector: { matchLabels: { app: orders } } }
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

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("blocking-disruption-budget", Verdict::Groma, "0.1.0", include_str!("blocking_disruption_budget.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let scaled: FxHashSet<&str> = index.facts.scalers.iter().map(|scaler| &*scaler.target.name.value).collect();
    for budget in &index.facts.budgets {
        let mut refuse = |span, message: String| {
            sink.push(RULE.at(span, message).help("write `maxUnavailable: 1`, and run at least two pods"));
        };
        if let Some(most) = budget.most_away.as_ref().filter(|most| matches!(&*most.value, "0" | "0%")) {
            refuse(most.span, "no pod can ever be evicted".to_owned());
        }
        let Some(fewest) = &budget.fewest else { continue };
        if *fewest.value == *"100%" {
            refuse(fewest.span, "no pod can ever be evicted".to_owned());
        }
        let Ok(number) = fewest.value.parse::<i64>() else { continue };
        if budget.selector.labels.is_empty() {
            continue;
        }
        let mut pods = index.selected_pods(&budget.selector);
        let (Some(pod), None) = (pods.next(), pods.next()) else { continue };
        let scaled = scaled.contains(&*pod.of.name);
        let replicas = pod.replicas.as_ref().map_or(1, |replicas| replicas.value);
        if !scaled && &*pod.of.kind != "DaemonSet" && replicas > 0 && number >= replicas {
            refuse(fewest.span, format!("none of the {replicas} pods of `{}` can be evicted", visible(&pod.of.name)));
        }
    }
}
