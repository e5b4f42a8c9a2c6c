//! A container has no memory limit, and no LimitRange of its namespace sets one.
//!
//! ## Why
//! A leak in one pod makes the node kill others.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: orders }
//! spec:
//!   containers:
//!     - name: app
//!       image: registry.example.com/orders:1.4.2
//!       resources: { requests: { cpu: 100m, memory: 256Mi } }
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
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-memory-limit", Verdict::Groma, "0.1.0", include_str!("missing_memory_limit.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for pod in &index.facts.pods {
        let mut unlimited = pod.unmeasured.iter().filter(|container| container.memory_limit).peekable();
        if unlimited.peek().is_none() || index.limits_of(&pod.of).any(|limits| limits.memory_limit) {
            continue;
        }
        for container in unlimited {
            let finding = RULE.at(container.span, "the container has no memory limit");
            sink.push(finding.help("write `resources.limits.memory`"));
        }
    }
}
