//! A Namespace has no Pod Security Standard label.
//!
//! An info where no other Namespace of the cluster has one: a policy engine may decide.
//!
//! ## Why
//! Anything can run there, including a privileged container that controls the node.
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
//! metadata: { name: orders, labels: { pod-security.kubernetes.io/enforce: restricted } }
//! ```

use rustc_hash::FxHashSet;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("unlabelled-pod-security", Verdict::Groma, "0.1.0", include_str!("unlabelled_pod_security.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

const LABEL: &str = "pod-security.kubernetes.io/enforce";

fn check(index: &Index, sink: &mut Sink) {
    let labelled = index.namespaces().filter(|namespace| namespace.label(LABEL).is_some());
    let labelled: FxHashSet<&str> = labelled.map(|namespace| namespace.place.cluster()).collect();
    for namespace in index.namespaces().filter(|namespace| namespace.label(LABEL).is_none()) {
        let mut finding = RULE.at(namespace.span, format!("any pod can run in `{}`", visible(&namespace.name)));
        finding.level = if labelled.contains(namespace.place.cluster()) { RULE.level } else { Level::Info };
        sink.push(finding.help(format!("add the label `{LABEL}: restricted`, or `baseline`")));
    }
}
