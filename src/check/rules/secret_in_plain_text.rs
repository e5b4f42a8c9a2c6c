//! A value in an environment variable, a ConfigMap or a values file looks like a password or a token.
//!
//! ## Why
//! Anyone who can read the repository, a copy of it or an old commit knows the value. It must be rotated, because
//! deleting it here leaves it in the history.
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
//!       env: [{ name: DATABASE_PASSWORD, value: correct-horse }]
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
//!       env: [{ name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: orders, key: password } } }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::secret::exposure;
use crate::secret::names::option;
use crate::secret::token_patterns::Form;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("secret-in-plain-text", Verdict::Groma, "0.1.0", include_str!("secret_in_plain_text.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for container in object.containers() {
        for env in container.get("env").map(Node::items).unwrap_or_default() {
            if let Some(value) = env.get("value") {
                judge(env.text("name").unwrap_or_default(), value, sink);
            }
        }
        for arguments in ["command", "args"].into_iter().filter_map(|field| container.get(field)) {
            list(arguments.items(), sink);
        }
    }
    if object.is("", "ConfigMap") {
        for entry in object.at("data").map(Node::entries).unwrap_or_default() {
            judge(&entry.key.text, &entry.value, sink);
        }
    } else if object.is("helm.sh", "Values") {
        values(object.node, sink);
    }
}

/// Every string below a node, by its key.
fn values(node: &Node<'_>, sink: &mut Sink) {
    for entry in node.entries() {
        judge(&entry.key.text, &entry.value, sink);
        values(&entry.value, sink);
    }
    list(node.items(), sink);
    for item in node.items() {
        values(item, sink);
    }
}

/// The strings of a list, which may be the arguments of options before them.
fn list(items: &[Node<'_>], sink: &mut Sink) {
    let mut before = "";
    for item in items {
        let text = item.as_str().unwrap_or_default();
        judge(if text.starts_with('-') { "" } else { before }, item, sink);
        before = option(text).unwrap_or_default();
    }
}

fn judge(name: &str, value: &Node<'_>, sink: &mut Sink) {
    let Some(text) = value.as_str() else { return };
    if let Some(form) = exposure::exposed(name, text) {
        let what = match form {
            Form::PrivateKey => "a private key",
            Form::Token => "a token",
            Form::Address => "a URL with a password",
            Form::Value => "a value that should be secret",
        };
        let message = if name.is_empty() { what.to_owned() } else { format!("`{}` contains {what}", visible(name)) };
        sink.push(RULE.at(value.span, message).help("rotate the value, keep it in a vault, and refer to it"));
    }
}
