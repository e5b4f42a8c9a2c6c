//! A probe uses a port that its container does not have. Numbers are compared only where ports are declared.
//!
//! ## Why
//! The probe always fails: the pod never becomes ready, or is restarted over and over.
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
//!       readinessProbe: { httpGet: { path: /ready, port: web } }
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
//!       readinessProbe: { httpGet: { path: /ready, port: http } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("unknown-probe-port", Verdict::Groma, "0.1.0", include_str!("unknown_probe_port.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const PORTS: [&str; 3] = ["httpGet.port", "tcpSocket.port", "grpc.port"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    for container in object.containers() {
        let ports = container.get("ports").map(Node::items).unwrap_or_default();
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"].iter().filter_map(|key| container.get(key)) {
            for port in PORTS.iter().filter_map(|path| probe.at(path)) {
                let mut finding = match (port.as_str(), port.as_int()) {
                    (Some(name), _) if ports.iter().all(|own| own.text("name") != Some(name)) => {
                        RULE.at(port.span, format!("the container has no port `{}`", visible(name)))
                    }
                    (_, Some(number)) if is_undeclared(ports, number) => {
                        RULE.at(port.span, format!("the container declares no port {number}"))
                    }
                    _ => continue,
                };
                // A container may listen on a port that it does not declare.
                finding.level = if port.as_str().is_some() { RULE.level } else { Level::Info };
                sink.push(finding.help("probe one of the container's `ports`"));
            }
        }
    }
}

fn is_undeclared(ports: &[Node<'_>], number: i64) -> bool {
    let declared = |own: &Node<'_>| own.get("containerPort").and_then(Node::as_int) == Some(number);
    !ports.is_empty() && !ports.iter().any(declared)
}
