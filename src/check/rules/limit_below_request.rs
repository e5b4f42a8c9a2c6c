//! A container requests more than its limit allows.
//!
//! ## Why
//! The API server refuses every pod, although the Deployment is applied.
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
//!       resources: { requests: { memory: 1Gi }, limits: { memory: 512Mi } }
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
//!       resources: { requests: { memory: 512Mi }, limits: { memory: 1Gi } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("limit-below-request", Verdict::Server, "0.1.0", include_str!("limit_below_request.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for container in object.containers() {
        let Some(limits) = container.at("resources.limits") else { continue };
        for request in container.at("resources.requests").map(Node::entries).unwrap_or_default() {
            let Some(limit) = limits.get(&request.key.text) else { continue };
            let (Some(wanted), Some(most)) = (request.value.as_quantity(), limit.as_quantity()) else { continue };
            if wanted > most {
                let finding = RULE.at(request.value.span, "the container requests more than its limit");
                sink.push(finding.related(limit.span, "the limit").help("raise the limit, or lower the request"));
            }
        }
    }
}
