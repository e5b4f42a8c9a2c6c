//! A ServiceMonitor or PodMonitor scrapes a port that what it selects does not have. Ports are matched by name.
//!
//! ## Why
//! No metrics are scraped, so no alert on them ever fires.
//!
//! ## Bad
//! ```yaml
//! apiVersion: monitoring.coreos.com/v1
//! kind: ServiceMonitor
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { matchLabels: { app: orders } }, endpoints: [{ port: metrics }] }
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

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::facts::network::Selected;
use crate::object::index::Index;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("unknown-monitor-port", Verdict::Groma, "0.1.0", include_str!("unknown_monitor_port.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    if index.facts.monitors.is_empty() {
        return;
    }
    let ports = index.facts.services.iter().map(|service| (service.of.span, &service.ports));
    let ports: FxHashMap<Span, _> = ports.collect();
    for monitor in index.facts.monitors.iter().filter(|monitor| !monitor.elsewhere) {
        let names: Vec<&str> = match monitor.selector.of {
            Selected::Services => {
                let services =
                    index.selected_services(&monitor.selector).filter_map(|service| ports.get(&service.span));
                services.flat_map(|ports| ports.iter()).filter_map(|port| Some(&*port.name.as_ref()?.value)).collect()
            }
            Selected::Pods => {
                let ports = index.selected_pods(&monitor.selector).flat_map(|pod| &pod.ports);
                ports.filter_map(|port| Some(&*port.name.as_ref()?.value)).collect()
            }
        };
        for port in monitor.ports.iter().filter(|port| !names.is_empty() && !names.contains(&&*port.value)) {
            let message = format!("no selected object has a port `{}`", visible(&port.value));
            sink.push(RULE.at(port.span, message).help(suggest(&port.value, names.iter().copied())));
        }
    }
}
