//! A ConfigMap or Secret has a key that is not a valid file name, or a ConfigMap has it in two places.
//!
//! ## Why
//! The API server refuses the object: a key is at most 253 letters, digits, `-`, `_` and `.`, and does not start with
//! `..`.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: dashboards }
//! data: { "latency/orders.json": "{}" }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: dashboards }
//! data: { latency-orders.json: "{}" }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("invalid-data-key", Verdict::Server, "0.1.0", include_str!("invalid_data_key.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const LONGEST: usize = 253;

fn check(object: &Object<'_>, sink: &mut Sink) {
    let fields = match (&*object.identity.group, &*object.identity.kind) {
        ("", "ConfigMap") => ["data", "binaryData"],
        ("", "Secret") => ["data", "stringData"],
        _ => return,
    };
    for key in fields.iter().filter_map(|field| object.at(field)).flat_map(Node::entries).map(|entry| &entry.key) {
        if let Some((why, help)) = fault(&key.text).filter(|_| is_plain(&key.text)) {
            let message = format!("invalid {1} key `{0}`: {why}", visible(&key.text), object.identity.kind);
            sink.push(RULE.at(key.span, message).help(help));
        }
    }
    let (Some(data), Some(binary)) = (object.at("data"), object.at("binaryData")) else { return };
    for key in binary.entries().iter().map(|entry| &entry.key) {
        if let Some(text) = data.entry(&key.text) {
            let finding = RULE.at(key.span, format!("`{}` is also a key of `data`", visible(&key.text)));
            sink.push(finding.related(text.key.span, "defined here").help("keep one of them"));
        }
    }
}

/// Why a text is no key, and what to write.
fn fault(key: &str) -> Option<(String, String)> {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if key.is_empty() {
        return Some(("it is empty".to_owned(), "write a name".to_owned()));
    }
    if let Some(wrong) = key.chars().find(|c| !is_legal(*c)) {
        let legal = key.replace(|c| !is_legal(c), "-");
        return Some((format!("it has `{}`", visible(wrong.encode_utf8(&mut [0; 4]))), format!("write `{legal}`")));
    }
    if key.len() > LONGEST {
        return Some((format!("it has {} characters", key.len()), format!("write at most {LONGEST}")));
    }
    let is_folder = key == "." || key.starts_with("..");
    is_folder.then(|| ("it points to another folder".to_owned(), "write the name of a file".to_owned()))
}
