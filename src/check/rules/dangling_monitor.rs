//! A ServiceMonitor or PodMonitor selects nothing, although there are Services or pods to select.
//!
//! ## Why
//! No metrics are scraped, so no alert on them ever fires.
//!
//! ## Bad
//! ```yaml
//! apiVersion: monitoring.coreos.com/v1
//! kind: ServiceMonitor
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { matchLabels: { app: order } }, endpoints: [{ port: http }] }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { selector: { app: orders }, ports: [{ name: http, port: 80 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: monitoring.coreos.com/v1
//! kind: ServiceMonitor
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { matchLabels: { app: orders } }, endpoints: [{ port: http }] }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec: { selector: { app: orders }, ports: [{ name: http, port: 80 }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::network::Selected;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-monitor", Verdict::Groma, "0.1.0", include_str!("dangling_monitor.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for monitor in index.facts.monitors.iter().filter(|monitor| !monitor.elsewhere) {
        let selector = &monitor.selector;
        let (selects, what) = match selector.of {
            Selected::Services => {
                let is_closed = index.holds_kind("Service", &selector.from);
                (!is_closed || index.selected_services(selector).next().is_some(), "services")
            }
            Selected::Pods => {
                let is_closed = index.holds_workload(&selector.from);
                (!is_closed || index.selected_pods(selector).next().is_some(), "pods")
            }
        };
        if !selects && !index.is_made(selector) {
            let message = format!("monitor `{}` selects no {what}", visible(&selector.from.name));
            let help = format!("select labels that the {what} have: a ServiceMonitor looks at those of the Service");
            sink.push(RULE.at(selector.span, message).help(help));
        }
    }
}
