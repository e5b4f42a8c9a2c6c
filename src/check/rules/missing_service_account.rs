//! A pod or a binding uses a ServiceAccount that does not exist in a namespace that has others.
//!
//! ## Why
//! No pod is created at all: the workload is applied, and only the events of its ReplicaSet show the error. A binding
//! to a missing account grants nothing.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ServiceAccount
//! metadata: { name: orders, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   serviceAccountName: order
//!   containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ServiceAccount
//! metadata: { name: orders, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   serviceAccountName: orders
//!   containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-service-account", Verdict::Groma, "0.1.0", include_str!("missing_service_account.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for reference in index.facts.references.iter().filter(|reference| *reference.kind == *"ServiceAccount") {
        let name = &*reference.name.value;
        let from = &reference.from;
        let elsewhere = reference.namespace.as_ref().is_some_and(|other| Some(other) != from.namespace.as_ref());
        if name == "default" || elsewhere || !index.holds_kind("ServiceAccount", from) {
            continue;
        }
        if index.referred(reference).next().is_none() {
            let finding = RULE.at(reference.name.span, format!("unknown ServiceAccount `{}`", visible(name)));
            sink.push(finding.help("write the name of one in the namespace, or add it"));
        }
    }
}
