//! A Namespace has no ResourceQuota.
//!
//! An info where the tree has no ResourceQuota for the cluster: they may be created elsewhere.
//!
//! ## Why
//! One application that scales without end, or a loop that creates volumes, uses up what all others need.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ---
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: { name: quota, namespace: orders }
//! spec: { hard: { requests.cpu: "8", requests.memory: 16Gi, pods: "40" } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("unlimited-namespace", Verdict::Groma, "0.1.0", include_str!("unlimited_namespace.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for namespace in index.namespaces() {
        let name = &*namespace.name;
        if index.holds_kind_in("ResourceQuota", namespace, name) {
            continue;
        }
        let mut finding = RULE.at(namespace.span, format!("namespace `{}` has no quota", visible(name)));
        let is_closed = index.holds_kind_in_cluster("ResourceQuota", namespace);
        finding.level = if is_closed { RULE.level } else { Level::Info };
        sink.push(finding.help("add a ResourceQuota, and a LimitRange with defaults for containers"));
    }
}
