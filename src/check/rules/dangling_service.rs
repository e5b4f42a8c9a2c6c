//! A Service selects no pods: no workload in its namespace has all of its labels.
//!
//! ## Why
//! The Service has no endpoints and every request to it fails, although each object by itself is valid.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   selector: { app: order }
//!   ports: [{ port: 80 }]
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
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   selector: { app: orders }
//!   ports: [{ port: 80 }]
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
    Rule::warning("dangling-service", Verdict::Groma, "0.1.0", include_str!("dangling_service.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for selector in index.facts.selectors.iter().filter(|selector| selector.from.is("", "Service")) {
        if index.selected_pods(selector).next().is_none() && !index.is_made(selector) {
            let message = format!("service `{}` selects no pods", visible(&selector.from.name));
            let finding = RULE.at(selector.span, message);
            sink.push(finding.help("select labels that the pod template of its workload has"));
        }
    }
}
