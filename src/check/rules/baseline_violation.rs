//! A pod violates the Pod Security Standard `baseline`.
//!
//! It is privileged, or uses the host network, host processes, host paths or host ports.
//!
//! An error where the labels of its namespace enforce the standard; nothing where they say `privileged`.
//!
//! ## Why
//! Where the standard is enforced, no pod is created although the Deployment is applied. Where it is not, an attacker
//! in the container controls the node and every pod on it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", securityContext: { privileged: true } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   containers:
//!     - { name: app, image: "registry.example.com/orders:1.4.2", securityContext: { privileged: false } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::facts::security::{Standard, standard_of};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("baseline-violation", Verdict::Server, "0.1.0", include_str!("baseline_violation.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for pod in index.facts.pods.iter().filter(|pod| !pod.violations.is_empty()) {
        let namespace = index.namespace_of(&pod.of);
        let of_cluster = pod.of.namespace.as_ref().is_some_and(|namespace| namespace.starts_with("kube-"));
        let (level, since) = match namespace.map(|namespace| standard_of(namespace, false)) {
            Some(Some(found)) => found,
            // It says `privileged`.
            Some(None) => continue,
            None if of_cluster => continue,
            None => (RULE.level, 0),
        };
        for violation in &pod.violations {
            let applies =
                violation.standard == Standard::Baseline || (violation.standard == Standard::Baseline34 && since >= 34);
            if applies {
                let mut finding = RULE.at(violation.span, format!("the pod {}", violation.fault));
                finding.level = level;
                sink.push(finding.help("remove it, or label the namespace `privileged` if it is needed"));
            }
        }
    }
}
