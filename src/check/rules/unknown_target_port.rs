//! A Service sends requests to a port of its pods that none of them has.
//!
//! Numbers are compared only with pods that declare ports.
//!
//! ## Why
//! The Service has no endpoint for the port, or the connection is refused: every request fails.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80, targetPort: web }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", ports: [{ name: http, containerPort: 8000 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { selector: { app: orders }, ports: [{ port: 80, targetPort: http }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders, labels: { app: orders } }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", ports: [{ name: http, containerPort: 8000 }] }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::index::Index;
use crate::source::Span;

pub(crate) static RULE: Rule =
    Rule::error("unknown-target-port", Verdict::Groma, "0.1.0", include_str!("unknown_target_port.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let selectors = index.facts.selectors.iter().map(|selector| (selector.from.span, selector));
    let selectors: FxHashMap<Span, _> = selectors.collect();
    for service in index.facts.services.iter().filter(|service| !service.external) {
        let Some(selector) = selectors.get(&service.of.span) else { continue };
        if index.selected_pods(selector).next().is_none() {
            continue;
        }
        // Most often the first pod has it.
        let ports = || index.selected_pods(selector).flat_map(|pod| &pod.ports);
        for target in service.ports.iter().filter_map(|port| port.target.as_ref()) {
            let number = target.value.parse::<i64>().ok();
            let is_known = match number {
                Some(number) => ports().next().is_none() || ports().any(|port| port.number == number),
                None => ports().any(|port| port.name.as_ref().is_some_and(|name| name.value == target.value)),
            };
            if is_known {
                continue;
            }
            let verb = if number.is_some() { "declares" } else { "has" };
            let mut finding = RULE.at(target.span, format!("no pod {verb} a port `{}`", visible(&target.value)));
            // A container may listen on a port that it does not declare.
            finding.level = if number.is_some() { Level::Info } else { RULE.level };
            let names = ports().filter_map(|port| Some(&*port.name.as_ref()?.value));
            let names: Vec<&str> = names.collect();
            sink.push(finding.help(match names.is_empty() {
                true => "give the container port this name".to_owned(),
                false => suggest(&target.value, names.iter().copied()),
            }));
        }
    }
}
