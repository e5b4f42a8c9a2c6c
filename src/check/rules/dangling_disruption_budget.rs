//! A PodDisruptionBudget selects no pods, although its namespace has some.
//!
//! ## Why
//! It protects nothing: all pods of the intended workload can be evicted at once when nodes are drained.
//!
//! ## Bad
//! ```yaml
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: { name: orders, namespace: orders }
//! spec: { maxUnavailable: 1, selector: { matchLabels: { app: order } } }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: { name: orders, namespace: orders }
//! spec: { maxUnavailable: 1, selector: { matchLabels: { app: orders } } }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-disruption-budget", Verdict::Groma, "0.1.0", include_str!("dangling_disruption_budget.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for selector in index.facts.budgets.iter().map(|budget| &budget.selector) {
        let is_closed = index.holds_workload(&selector.from) && !selector.labels.is_empty();
        if is_closed && index.selected_pods(selector).next().is_none() && !index.is_made(selector) {
            let message = format!("budget `{}` selects no pods", visible(&selector.from.name));
            sink.push(RULE.at(selector.span, message).help("select labels that the pod template has"));
        }
    }
}
