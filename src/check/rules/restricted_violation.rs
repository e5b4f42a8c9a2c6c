//! A pod violates the Pod Security Standard `restricted`, which its namespace requires.
//!
//! A warning where the labels of the namespace only ask to warn or audit.
//!
//! ## Why
//! The Deployment is applied and looks right, but no pod is created; only the events of its ReplicaSet say why.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders, labels: { pod-security.kubernetes.io/enforce: restricted } }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders, labels: { pod-security.kubernetes.io/enforce: restricted } }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders, namespace: orders }
//! spec:
//!   securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders:1.4.2
//!       securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::facts::security::{Standard, standard_of};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("restricted-violation", Verdict::Server, "0.1.0", include_str!("restricted_violation.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for pod in index.facts.pods.iter().filter(|pod| !pod.violations.is_empty()) {
        let Some(namespace) = index.namespace_of(&pod.of) else { continue };
        let Some((level, _)) = standard_of(namespace, true) else { continue };
        for violation in pod.violations.iter().filter(|violation| violation.standard == Standard::Restricted) {
            let mut finding = RULE.at(violation.span, format!("the container {}", violation.fault));
            finding.level = level;
            let finding = finding.related(namespace.span, "the namespace enforces `restricted`");
            sink.push(finding.help("set it in the `securityContext`, as `groma explain restricted-violation` shows"));
        }
    }
}
