//! A pod mounts a PersistentVolumeClaim that does not exist in a namespace that has others.
//!
//! ## Why
//! The pod stays pending forever, and only its events say why.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: PersistentVolumeClaim
//! metadata: { name: orders-data, namespace: orders }
//! spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//!   volumes: [{ name: data, persistentVolumeClaim: { claimName: order-data } }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: PersistentVolumeClaim
//! metadata: { name: orders-data, namespace: orders }
//! spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }]
//!   volumes: [{ name: data, persistentVolumeClaim: { claimName: orders-data } }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-volume-claim", Verdict::Groma, "0.1.0", include_str!("missing_volume_claim.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for reference in index.facts.references.iter().filter(|reference| *reference.kind == *"PersistentVolumeClaim") {
        let is_closed = index.holds_kind("PersistentVolumeClaim", &reference.from);
        let made = || index.provides("PersistentVolumeClaim", &reference.name.value, &reference.from);
        if is_closed && index.referred(reference).next().is_none() && !made() {
            let name = visible(&reference.name.value);
            let finding = RULE.at(reference.name.span, format!("unknown volume claim `{name}`"));
            sink.push(finding.help("write the name of one in the namespace, or add it"));
        }
    }
}
