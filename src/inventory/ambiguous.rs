//! Unquoted strings that YAML 1.1 and 1.2 parsers read as different values.

use crate::diagnostic::Sink;
use crate::diagnostic::rules::ambiguous_scalar;
use crate::source::Span;
use crate::yaml::node::{Node, Value};
use crate::yaml::scalar::read_otherwise;

/// Warns of every plain scalar of a file that two readers read differently; `off` is a level that nobody else reads.
pub(crate) fn check_file(root: &Node<'_>, text: &str, sink: &mut Sink) {
    for entry in root.entries().iter().filter(|entry| entry.key.text != "rules") {
        key(entry.key.span, text, sink);
        check(&entry.value, text, sink);
    }
}

/// Warns of a plain key that is a text here and none to many readers.
fn key(span: Span, text: &str, sink: &mut Sink) {
    let Some(plain) = text.get(span.range()) else { return };
    let other = match plain.to_ascii_lowercase().as_str() {
        "true" | "false" => "a boolean",
        "null" | "~" => "nothing",
        _ => return scalar(span, text, sink),
    };
    let diagnostic = ambiguous_scalar::RULE.at(span, format!("other YAML parsers read the key `{plain}` as {other}"));
    sink.push(diagnostic.label("read differently by other tools").help(format!("write `\"{plain}\"`")));
}

/// Warns of every plain scalar below `node` that two readers read differently.
fn check(node: &Node<'_>, text: &str, sink: &mut Sink) {
    match &node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                key(entry.key.span, text, sink);
                check(&entry.value, text, sink);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| check(item, text, sink)),
        Value::String(value) => {
            // A quoted text or a block never equals its own source.
            if text.get(node.span.range()) == Some(value) {
                scalar(node.span, text, sink);
            }
        }
        Value::Int(_) | Value::Float(_) => scalar(node.span, text, sink),
        Value::Null | Value::Bool(_) => {}
    }
}

fn scalar(span: Span, text: &str, sink: &mut Sink) {
    let Some(plain) = text.get(span.range()) else { return };
    let Some(other) = read_otherwise(plain) else { return };
    let message = format!("YAML 1.1 parsers read `{plain}` as {}", other.kind);
    let help = match other.agreed {
        Some(value) => format!("write `\"{plain}\"` for the string, or `{value}`"),
        None => format!("write `\"{plain}\"`"),
    };
    let diagnostic = ambiguous_scalar::RULE.at(span, message).label("read differently by other tools").help(help);
    sink.push(diagnostic);
}
