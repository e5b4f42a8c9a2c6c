//! A pod needs a ConfigMap that does not exist in a namespace that has others.
//!
//! ## Why
//! The containers wait for the ConfigMap and never start.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: orders-settings, namespace: orders }
//! data: { LOG_LEVEL: info }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1", envFrom: [{ configMapRef: { name: order-setings } }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: orders-settings, namespace: orders }
//! data: { LOG_LEVEL: info }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1", envFrom: [{ configMapRef: { name: orders-settings } }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-config-map", Verdict::Groma, "0.1.0", include_str!("missing_config_map.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

/// In every namespace, by the cluster itself.
const ALWAYS: [&str; 3] = ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];

fn check(index: &Index, sink: &mut Sink) {
    for reference in index.facts.references.iter().filter(|reference| *reference.kind == *"ConfigMap") {
        let (name, from) = (&*reference.name.value, &reference.from);
        let is_there = reference.optional || ALWAYS.contains(&name) || index.provides("ConfigMap", name, from);
        if !is_there && index.holds_kind("ConfigMap", from) {
            let finding = RULE.at(reference.name.span, format!("unknown ConfigMap `{}`", visible(name)));
            sink.push(finding.help("write the name of one in the namespace, or add it"));
        }
    }
}
