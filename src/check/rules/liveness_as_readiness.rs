//! The liveness probe is the same as the readiness probe.
//!
//! ## Why
//! A pod that is not ready, for example because its database is down, should not be killed: when the dependency fails,
//! all pods restart together and recover later than it does.
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
//!       ports: [{ name: http, containerPort: 8000 }]
//!       livenessProbe: { httpGet: { path: /health, port: http } }
//!       readinessProbe: { httpGet: { path: /health, port: http } }
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
//!       ports: [{ name: http, containerPort: 8000 }]
//!       livenessProbe: { httpGet: { path: /health/live, port: http } }
//!       readinessProbe: { httpGet: { path: /health/ready, port: http } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::info("liveness-as-readiness", Verdict::Groma, "0.1.0", include_str!("liveness_as_readiness.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for container in object.containers() {
        let path = |probe: &str| container.get(probe).and_then(|probe| probe.at("httpGet.path"));
        let (Some(live), Some(ready)) = (path("livenessProbe"), path("readinessProbe")) else { continue };
        if live.as_str() == ready.as_str() {
            let finding = RULE.at(live.span, "the liveness probe is the same as the readiness probe");
            let finding = finding.related(ready.span, "the readiness probe");
            sink.push(finding.help("probe a path that calls no dependency, or remove the liveness probe"));
        }
    }
}
