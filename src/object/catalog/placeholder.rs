//! `$text`, `$json` and `$yaml` in entities: the content of another file, put in their place as the catalog's
//! PlaceholderProcessor does. A mapping with other keys beside such a one stays what it is.

use std::borrow::Cow;

use crate::diagnostic::{Level, Sink};
use crate::path::joined;
use crate::source::{FileId, Span};
use crate::yaml::node::{Entry, Key, Node, Value};
use crate::yaml::read;
use crate::yaml::scalar::Reading;

/// Gives the text of a file of the tree by its path.
pub(crate) type Around<'r> = dyn Fn(&str) -> Option<String> + 'r;

/// The entity with everything in place that can be read from `folder`; nothing when it names nothing that can.
pub(crate) fn resolve(node: &Node<'_>, folder: &str, around: &Around<'_>) -> Option<Node<'static>> {
    if let Some((key, value)) = named(node) {
        let text = around(&joined(folder, value.as_str()?)?)?;
        return content(key, text, value.span);
    }
    let value = match &node.value {
        Value::Sequence(items) => {
            let resolved: Vec<_> = items.iter().map(|item| resolve(item, folder, around)).collect();
            resolved.iter().any(Option::is_some).then(|| {
                let items = items.iter().zip(resolved);
                Value::Sequence(items.map(|(item, new)| new.unwrap_or_else(|| item.clone().into_owned())).collect())
            })?
        }
        // The catalog looks no further below such a key either.
        Value::Mapping(entries) if !entries.iter().any(|entry| entry.key.text.starts_with('$')) => {
            let resolved: Vec<_> = entries.iter().map(|entry| resolve(&entry.value, folder, around)).collect();
            resolved.iter().any(Option::is_some).then(|| {
                let entries = entries.iter().zip(resolved).map(|(entry, new)| Entry {
                    key: Key { span: entry.key.span, text: Cow::Owned(entry.key.text.to_string()) },
                    value: new.unwrap_or_else(|| entry.value.clone().into_owned()),
                });
                Value::Mapping(entries.collect())
            })?
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) | Value::Mapping(_) => {
            return None;
        }
    };
    Some(Node::new(node.span, value))
}

/// Whether the catalog puts the content of another file here before it judges; the last two are of its module for APIs.
pub(crate) fn is_one(node: &Node<'_>) -> bool {
    named(node).is_some_and(|(key, _)| matches!(key, "$text" | "$json" | "$yaml" | "$openapi" | "$asyncapi"))
}

/// The only key of a mapping, and its text.
fn named<'n>(node: &'n Node<'_>) -> Option<(&'n str, &'n Node<'n>)> {
    match node.entries() {
        [only] if only.key.text.starts_with('$') && only.value.as_str().is_some() => {
            Some((&only.key.text, &only.value))
        }
        _ => None,
    }
}

/// What a file holds; its values lie where the file was named.
fn content(key: &str, text: String, span: Span) -> Option<Node<'static>> {
    match key {
        "$text" => Some(Node::new(span, Value::String(Cow::Owned(text)))),
        "$json" => Some(Node::from_json(span, &serde_json::from_str(&text).ok()?)),
        "$yaml" => {
            let (mut sink, mut documents) = (Sink::default(), Vec::new());
            read::read_each(FileId::FIRST, &text, Reading::Backstage, &mut sink, &mut |node, _| {
                documents.push(Node::from_json(span, &node.to_json()));
            });
            let is_readable = sink.list().iter().all(|finding| finding.level != Level::Error);
            (is_readable && documents.len() == 1).then(|| documents.pop())?
        }
        _ => None,
    }
}
