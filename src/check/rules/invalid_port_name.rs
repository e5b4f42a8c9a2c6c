//! The name of a port is one that Kubernetes refuses.
//!
//! It is too long, in upper case, without a letter, or missing where there are several ports.
//!
//! ## Why
//! The API server refuses the object: the sync fails, and the old version keeps running.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders }
//! spec: { ports: [{ port: 80 }, { name: metrics, port: 9090 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders }
//! spec: { ports: [{ name: http, port: 80 }, { name: metrics, port: 9090 }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("invalid-port-name", Verdict::Server, "0.1.0", include_str!("invalid_port_name.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if object.is("", "Service") {
        let ports = object.at("spec.ports").map(Node::items).unwrap_or_default();
        for port in ports.iter().filter(|port| ports.len() > 1 && port.get("name").is_none()) {
            let finding = RULE.at(port.span, "a port has no name, in a service with several ports");
            sink.push(finding.help("name every port, such as `name: http`"));
        }
        names(ports, 63, sink);
        return;
    }
    for container in object.containers() {
        names(container.get("ports").map(Node::items).unwrap_or_default(), 15, sink);
    }
}

fn names(ports: &[Node<'_>], most: usize, sink: &mut Sink) {
    for name in ports.iter().filter_map(|port| port.get("name")) {
        let Some(text) = name.as_str().filter(|text| !is_valid(text, most)) else { continue };
        let finding = RULE.at(name.span, format!("`{}` is not a valid port name", visible(text)));
        sink.push(finding.help(format!("write at most {most} of `a-z`, `0-9` and single `-`, with a letter")));
    }
}

fn is_valid(text: &str, most: usize) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = text.bytes().all(known) && !text.starts_with('-') && !text.ends_with('-');
    // Containers follow the names of the Internet's services, Services those of hosts.
    let strict = most > 15 || (!text.contains("--") && text.bytes().any(|byte| byte.is_ascii_lowercase()));
    !text.is_empty() && text.len() <= most && is_label && strict
}
