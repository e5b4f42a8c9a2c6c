//! How large objects are, as far as the API server may refuse them for it.

use std::sync::Arc;

use super::Facts;
use super::argo::COPYLESS;
use super::mark::SYNC_OPTIONS;
use crate::object::layout::Role;
use crate::object::{Identity, Object};
use crate::source::{Span, Spanned};
use crate::values::base64;
use crate::yaml::node::{Entry, Node, Value};

/// The bytes that all annotations of an object may have: the API server's limit, which is the lowest of all.
pub(crate) const ANNOTATIONS: usize = 256 << 10;

/// An object of more bytes than annotations may have.
#[derive(Debug)]
pub(crate) struct Size {
    pub(crate) of: Arc<Identity>,
    /// Bytes of the object as JSON without spaces.
    pub(crate) whole: usize,
    /// Bytes of the annotations, with their keys, and where they begin.
    pub(crate) annotations: Spanned<usize>,
    /// Bytes of what a ConfigMap or a Secret holds, decoded and without keys, and where it begins.
    pub(crate) values: Spanned<usize>,
    /// Whether the object says itself that no annotation is to hold a copy of it.
    pub(crate) keeps_no_copy: bool,
}

/// Keeps how large an object is, if that matters. What is encrypted in place is another object once it is decrypted.
pub(crate) fn extract(object: &Object<'_>, facts: &mut Facts) {
    if object.identity.place.role != Role::Documents {
        return;
    }
    let whole = json(object.node);
    if whole <= ANNOTATIONS || object.at("sops").is_some() {
        return;
    }
    let metadata = object.at("metadata");
    let options = object.annotation(SYNC_OPTIONS).and_then(Node::as_str).unwrap_or_default();
    facts.sizes.push(Size {
        of: object.identity.clone(),
        whole,
        annotations: Spanned::new(
            object.annotations().iter().map(|entry| entry.key.text.len() + text(entry).len()).sum(),
            metadata.and_then(|metadata| metadata.entry("annotations")).map_or(object.span(), |entry| entry.key.span),
        ),
        values: Spanned::new(values(object), values_span(object)),
        keeps_no_copy: options.split(',').any(|option| COPYLESS.contains(&option.trim())),
    });
}

/// A Secret takes what is in `stringData` for the same key in `data`.
fn values(object: &Object<'_>) -> usize {
    let (plain, encoded) = match (&*object.identity.group, &*object.identity.kind) {
        ("", "ConfigMap") => ("data", "binaryData"),
        ("", "Secret") => ("stringData", "data"),
        _ => return 0,
    };
    let (plain, encoded) = (object.at(plain), object.at(encoded));
    let is_replaced = |entry: &&Entry<'_>| plain.is_some_and(|plain| plain.entry(&entry.key.text).is_some());
    let entries = |node: Option<&'_ Node<'_>>| -> usize {
        node.map(Node::entries).unwrap_or_default().iter().map(|entry| text(entry).len()).sum()
    };
    let encoded = encoded.map(Node::entries).unwrap_or_default().iter().filter(|entry| !is_replaced(entry));
    // What is not Base64 is filled in later.
    let decoded = |text: &str| base64::decode(text).map_or(text.len(), |bytes| bytes.len());
    entries(plain) + encoded.map(|entry| decoded(text(entry))).sum::<usize>()
}

fn values_span(object: &Object<'_>) -> Span {
    let fields = ["data", "stringData", "binaryData"];
    fields.iter().find_map(|key| object.node.entry(key)).map_or(object.span(), |entry| entry.key.span)
}

fn text<'n>(entry: &'n Entry<'_>) -> &'n str {
    entry.value.as_str().unwrap_or_default()
}

/// The bytes of a value as JSON, at least: rare characters are longer there than they are counted.
fn json(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Int(number) => number.to_string().len(),
        Value::Float(number) => number.to_string().len(),
        Value::String(text) => quoted(text),
        Value::Sequence(items) => items.iter().map(|item| json(item) + 1).sum::<usize>().max(1) + 1,
        Value::Mapping(entries) => {
            let entry = |entry: &Entry<'_>| quoted(&entry.key.text) + json(&entry.value) + 2;
            entries.iter().map(entry).sum::<usize>().max(1) + 1
        }
    }
}

fn quoted(text: &str) -> usize {
    2 + text.len() + text.bytes().filter(|byte| matches!(byte, b'"' | b'\\') || *byte < b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_value_is_as_large_as_its_json() {
        for text in [
            "{}",
            "[]",
            "null",
            r#"{"a":[1,-20,1.5,true,false,null],"b":{"c":"a \"quoted\" line\nand \\ another\tone","d":[],"e":{}}}"#,
            r#"{"größe":"klein"}"#,
        ] {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            let span = Span::new(FileId::FIRST, 0..0);
            assert_eq!(json(&Node::from_json(span, &value)), text.len(), "{text}");
        }
    }
}
