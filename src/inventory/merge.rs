//! Several files, one inventory: mappings merge by key, every other value is set once.

use crate::diagnostic::rules::{duplicate_value, invalid_value, unknown_field};
use crate::diagnostic::{Sink, visible};
use crate::yaml::node::{Entry, Node, Value};

/// Merges the root of one more file into `base`.
pub(crate) fn merge(base: &mut Node<'static>, other: Node<'static>, sink: &mut Sink) {
    let Value::Mapping(mut entries) = other.value else {
        let message = format!("expected a mapping, found {}", other.kind());
        let diagnostic = invalid_value::RULE.at(other.span, message);
        sink.push(diagnostic.help("write inventory keys such as `systems:`, or narrow the glob in `include`"));
        return;
    };
    entries.retain(|entry| match &*entry.key.text {
        "apiVersion" => entry.value.as_str() != Some("groma/v1"),
        "include" => {
            let diagnostic = unknown_field::RULE
                .at(entry.key.span, "an included file cannot include others")
                .help("list the glob in the first file");
            sink.push(diagnostic);
            false
        }
        _ => true,
    });
    merge_entries(base, entries, sink);
}

fn merge_entries(base: &mut Node<'static>, more: Vec<Entry<'static>>, sink: &mut Sink) {
    let Value::Mapping(entries) = &mut base.value else { return };
    // Large mappings (all systems, all apps) are merged by index, so that a file per app stays linear.
    let mut index: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
    if more.len() * entries.len() > 256 {
        index.extend(entries.iter().enumerate().map(|(at, entry)| (entry.key.text.to_string(), at)));
    }
    for entry in more {
        let at = if index.is_empty() {
            entries.iter().position(|known| known.key.text == entry.key.text)
        } else {
            index.get(&*entry.key.text).copied()
        };
        match at {
            None => {
                if !index.is_empty() {
                    index.insert(entry.key.text.to_string(), entries.len());
                }
                entries.push(entry);
            }
            Some(at) => merge_entry(&mut entries[at], entry, sink),
        }
    }
}

fn merge_entry(first: &mut Entry<'static>, second: Entry<'static>, sink: &mut Sink) {
    if matches!((&first.value.value, &second.value.value), (Value::Mapping(_), Value::Mapping(_))) {
        let Value::Mapping(entries) = second.value.value else { return };
        return merge_entries(&mut first.value, entries, sink);
    }
    let name = visible(&first.key.text);
    let diagnostic = duplicate_value::RULE
        .at(second.key.span, format!("`{name}` is defined twice"))
        .label("defined again here")
        .related(first.key.span, "first defined here")
        .help("remove one of the two; files are merged by key, and each value is set only once");
    sink.push(diagnostic);
}
