//! A container has no CPU or memory request, and no LimitRange of its namespace sets one.
//!
//! ## Why
//! The scheduler may place it on a full node, an autoscaler cannot measure its load, and a namespace with a quota
//! refuses the pod.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders:1.4.2
//!       resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 512Mi } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::facts::guard::Limits;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-requests", Verdict::Groma, "0.1.0", include_str!("missing_requests.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for pod in index.facts.pods.iter().filter(|pod| !pod.unmeasured.is_empty()) {
        let defaults = |fills: fn(&Limits) -> bool| index.limits_of(&pod.of).any(fills);
        let (cpu, memory) = (defaults(|limits| limits.cpu_request), defaults(|limits| limits.memory_request));
        for container in &pod.unmeasured {
            let what = match (container.cpu_request && !cpu, container.memory_request && !memory) {
                (true, true) => "neither CPU nor memory",
                (true, false) => "no CPU",
                (false, true) => "no memory",
                (false, false) => continue,
            };
            let finding = RULE.at(container.span, format!("the container requests {what}"));
            sink.push(finding.help("write `resources.requests` with `cpu` and `memory`"));
        }
    }
}
