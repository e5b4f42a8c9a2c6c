//! Unquoted strings that YAML 1.1 and 1.2 parsers read as different values.

use crate::diagnostic::rules::ambiguous_scalar;
use crate::diagnostic::{Sink, visible};
use crate::source::Span;
use crate::yaml::node::{Node, Value};

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
    let Some((other, value)) = reading_of_1_1(plain) else { return };
    let message = format!("YAML 1.1 parsers read `{}` as {other}", visible(plain));
    let diagnostic =
        ambiguous_scalar::RULE.at(span, message).label("read differently by other tools").help(match value {
            Some(value) => format!("write `\"{plain}\"` for the string, or `{value}`"),
            None => format!("write `\"{plain}\"`"),
        });
    sink.push(diagnostic);
}

/// What a reader of YAML 1.1 makes of a plain scalar, where that differs from YAML 1.2 (yaml.org/type), and how to write
/// it so that both agree.
pub(crate) fn reading_of_1_1(plain: &str) -> Option<(&'static str, Option<String>)> {
    let boolean = |value: &str| Some(("a boolean", Some(value.to_owned())));
    match plain {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return boolean("true"),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return boolean("false"),
        _ => {}
    }
    let first = *plain.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+')) {
        return None;
    }
    let digits = plain.trim_start_matches(['-', '+']);
    let all = |extra: &[u8]| digits.bytes().all(|byte| byte.is_ascii_digit() || extra.contains(&byte));
    if digits.len() > 1 && digits.starts_with('0') && all(b"_") {
        let decimal = digits.trim_start_matches(['0', '_']).replace('_', "");
        let sign = &plain[..plain.len() - digits.len()];
        return Some(("an octal number", Some(format!("{sign}{}", if decimal.is_empty() { "0" } else { &decimal }))));
    }
    if digits.contains('_') && all(b"_.") {
        return Some(("a number", Some(plain.replace('_', ""))));
    }
    if digits.contains(':') && all(b":.") && !digits.starts_with(':') && !digits.ends_with(':') {
        return Some(("a base-60 number", None));
    }
    let date: Vec<_> = digits.split('-').collect();
    let is_date =
        date.len() == 3 && date[0].len() == 4 && date.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    is_date.then_some(("a date", None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_that_differ() {
        for (plain, reading) in [("no", true), ("010", true), ("1_000", true), ("12:30", true), ("2024-01-01", true)] {
            assert_eq!(reading_of_1_1(plain).is_some(), reading, "{plain}");
        }
        for plain in ["1.34", "0", "10", "orders", "true", "a:b", "-"] {
            assert!(reading_of_1_1(plain).is_none(), "{plain}");
        }
    }
}
