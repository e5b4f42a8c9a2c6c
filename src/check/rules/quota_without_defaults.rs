//! A ResourceQuota counts CPU or memory, and no LimitRange in its namespace sets defaults for containers.
//!
//! ## Why
//! The namespace refuses every pod with a container that does not set everything the quota counts, such as those that
//! operators and service meshes add.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: { name: quota, namespace: orders }
//! spec: { hard: { requests.cpu: "8", requests.memory: 16Gi } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: { name: quota, namespace: orders }
//! spec: { hard: { requests.cpu: "8", requests.memory: 16Gi } }
//! ---
//! apiVersion: v1
//! kind: LimitRange
//! metadata: { name: limits, namespace: orders }
//! spec: { limits: [{ type: Container, defaultRequest: { cpu: 100m, memory: 128Mi } }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::facts::guard::Limits;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("quota-without-defaults", Verdict::Server, "0.1.0", include_str!("quota_without_defaults.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for quota in &index.facts.quotas {
        let fills = |wanted: bool, fills: fn(&Limits) -> bool| !wanted || index.limits_of(&quota.of).any(fills);
        let missing = [
            ("a CPU request", fills(quota.cpu_request, |limits| limits.cpu_request)),
            ("a memory request", fills(quota.memory_request, |limits| limits.memory_request)),
            ("a CPU limit", fills(quota.cpu_limit, |limits| limits.cpu_limit)),
            ("a memory limit", fills(quota.memory_limit, |limits| limits.memory_limit)),
        ];
        if let Some((what, _)) = missing.iter().find(|(_, fills)| !fills) {
            let finding = RULE.at(quota.of.span, format!("pods without {what} are rejected"));
            sink.push(finding.help("add a LimitRange with `defaultRequest` and `default` for containers"));
        }
    }
}
