//! Control, bidirectional and invisible characters, refused so that no template has to handle them.

use crate::diagnostic::rules::control_character;
use crate::diagnostic::{Sink, is_hostile};
use crate::source::Span;
use crate::yaml::node::{Node, Value};

/// Reports every text below `root` that holds such a character; line breaks and tabs are none.
pub(crate) fn check(root: &Node<'_>, text: &str, sink: &mut Sink) {
    // They stand in the file as they are, or behind a backslash.
    if !text.is_ascii() || text.contains('\\') {
        texts(root, text, sink);
    }
}

fn texts(node: &Node<'_>, text: &str, sink: &mut Sink) {
    match &node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                one(&entry.key.text, entry.key.span, text, sink);
                texts(&entry.value, text, sink);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| texts(item, text, sink)),
        Value::String(value) => one(value, node.span, text, sink),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

fn one(value: &str, span: Span, text: &str, sink: &mut Sink) {
    let hostile = |c: char| is_hostile(c) && !matches!(c, '\n' | '\t');
    let Some(found) = value.chars().find(|c| hostile(*c)) else { return };
    let code = found as u32;
    let what = match found {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "the bidirectional control character"
        }
        c if c.is_control() => "the control character",
        _ => "the invisible character",
    };
    // In a text of many lines the line counts.
    let written = text.get(span.range()).unwrap_or_default();
    let at = written.find(found).filter(|_| written.contains('\n')).map(|at| span.start as usize + at);
    let span = at.map_or(span, |at| Span::new(span.file, at..at + found.len_utf8()));
    let diagnostic = control_character::RULE.at(span, format!("string contains {what} U+{code:04X}"));
    sink.push(diagnostic.help("remove it; strings may contain line breaks and tabs, but no other control characters"));
}
