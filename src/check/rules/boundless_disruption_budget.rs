//! A PodDisruptionBudget with an empty selector.
//!
//! ## Why
//! In `policy/v1` it selects every pod of the namespace: one budget for all of them blocks drains that have nothing to
//! do with the intended workload.
//!
//! ## Bad
//! ```yaml
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: { name: orders, namespace: orders }
//! spec: { maxUnavailable: 1, selector: {} }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: { name: orders, namespace: orders }
//! spec: { maxUnavailable: 1, selector: { matchLabels: { app: orders } } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule = Rule::warning(
    "boundless-disruption-budget",
    Verdict::Groma,
    "0.1.0",
    include_str!("boundless_disruption_budget.rs"),
);
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for selector in index.facts.budgets.iter().map(|budget| &budget.selector) {
        if selector.labels.is_empty() && !selector.expressions {
            let message = format!("budget `{}` covers every pod in its namespace", visible(&selector.from.name));
            sink.push(RULE.at(selector.span, message).help("select the pods of one workload"));
        }
    }
}
