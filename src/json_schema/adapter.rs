//! Shows our spanned tree to the validator as it is, without a copy.

use std::borrow::Cow;

use jsonschema::json::{Array, Json as JsonFamily, JsonNumber, Node as JsonNode, NodeIdentity, Object};
use jsonschema::{JsonType, json::cmp};
use serde_json::Value as Json;

use crate::source::{FileId, Span};
use crate::yaml::node::{Entry, Node, Value};

/// The family of our nodes, for the validator.
#[derive(Debug)]
pub(crate) struct Yaml;

pub(crate) struct Number(serde_json::Number);

impl JsonFamily for Yaml {
    type Node<'a> = &'a Node<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    fn prepare_key(key: &str) -> String {
        key.into()
    }

    fn with_string_node<T>(_: &mut (), text: &str, f: impl FnOnce(Self::Node<'_>) -> T) -> T {
        f(&Node::new(Span::top(FileId::FIRST), Value::String(Cow::Borrowed(text))))
    }
}

impl JsonNumber for Number {
    fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }
    fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }
    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Borrowed(&self.0)
    }
}

impl<'a> JsonNode<'a, Yaml> for &'a Node<'a> {
    type Object = &'a [Entry<'a>];
    type Array = &'a [Node<'a>];
    type Number = Number;

    fn as_object(&self) -> Option<Self::Object> {
        matches!(self.value, Value::Mapping(_)).then(|| self.entries())
    }
    fn as_array(&self) -> Option<Self::Array> {
        matches!(self.value, Value::Sequence(_)).then(|| self.items())
    }
    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.as_str().map(Cow::Borrowed)
    }
    fn as_number(&self) -> Option<Number> {
        match self.value {
            Value::Int(value) => Some(Number(value.into())),
            Value::Float(value) => serde_json::Number::from_f64(value).map(Number),
            _ => None,
        }
    }
    fn as_boolean(&self) -> Option<bool> {
        self.as_bool()
    }
    fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
    fn json_type(&self) -> JsonType {
        match self.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Int(_) | Value::Float(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Sequence(_) => JsonType::Array,
            Value::Mapping(_) => JsonType::Object,
        }
    }
    fn equals_value(&self, expected: &Json) -> bool {
        match (self.as_str(), expected) {
            (Some(text), Json::String(other)) => text == other,
            (Some(_), _) => false,
            (None, _) => cmp::equal(&self.to_json(), expected),
        }
    }
    fn to_value(&self) -> Cow<'a, Json> {
        Cow::Owned(self.to_json())
    }
    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(*self) as usize))
    }
}

impl<'a> Object<'a, Yaml> for &'a [Entry<'a>] {
    type Node = &'a Node<'a>;
    type MemberName = &'a str;
    type MembersIter = std::iter::Map<std::slice::Iter<'a, Entry<'a>>, fn(&'a Entry<'a>) -> (&'a str, &'a Node<'a>)>;

    fn len(&self) -> usize {
        <[_]>::len(self)
    }
    fn get(&self, key: &String) -> Option<&'a Node<'a>> {
        self.iter().find(|entry| entry.key.text == *key).map(|entry| &entry.value)
    }
    fn members(&self) -> Self::MembersIter {
        self.iter().map(|entry| (&*entry.key.text, &entry.value))
    }
}

impl<'a> Array<'a, Yaml> for &'a [Node<'a>] {
    type Node = &'a Node<'a>;
    type ElementsIter = std::slice::Iter<'a, Node<'a>>;

    fn len(&self) -> usize {
        <[_]>::len(self)
    }
    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }
}
