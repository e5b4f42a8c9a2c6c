//! A container has an environment variable twice.
//!
//! ## Why
//! The last one wins silently; tools that merge lists by name may keep the first one.
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
//!       env: [{ name: LOG_LEVEL, value: info }, { name: LOG_LEVEL, value: debug }]
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
//!       env: [{ name: LOG_LEVEL, value: info }]
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::warning("duplicate-env", Verdict::Groma, "0.1.0", include_str!("duplicate_env.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for container in object.containers() {
        let env = container.get("env").map(Node::items).unwrap_or_default();
        let mut known: FxHashMap<&str, &Node<'_>> = FxHashMap::default();
        for name in env.iter().filter_map(|env| env.get("name")) {
            let Some(text) = name.as_str() else { continue };
            if let Some(first) = known.insert(text, name) {
                let finding = RULE.at(name.span, format!("`{}` is set twice", visible(text)));
                sink.push(finding.related(first.span, "first defined here").help("keep one of them"));
            }
        }
    }
}
