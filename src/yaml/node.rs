//! The spanned tree: every key and every value knows where it was written.

use std::borrow::Cow;

use crate::diagnostic::visible;
use crate::source::Span;
use crate::values::quantity;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub(crate) span: Span,
    pub(crate) value: Value<'a>,
}

/// A mapping key and its place.
#[derive(Clone, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) span: Span,
    pub(crate) text: Cow<'a, str>,
}

/// One key of a mapping with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Key<'a>,
    pub(crate) value: Node<'a>,
}

/// What a node holds, resolved by the YAML 1.2 core schema.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(Cow<'a, str>),
    Sequence(Vec<Node<'a>>),
    Mapping(Vec<Entry<'a>>),
}

impl Value<'_> {
    /// Whether both are scalars and the same.
    pub(crate) fn is_same_scalar(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::Int(one), Value::Int(other)) => one == other,
            (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
            (Value::String(one), Value::String(other)) => one == other,
            _ => false,
        }
    }
}

impl<'a> Node<'a> {
    pub(crate) fn new(span: Span, value: Value<'a>) -> Self {
        Self { span, value }
    }

    /// The value under `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }

    /// The value at a path of keys separated by dots, such as `spec.template.spec`.
    pub(crate) fn at(&self, path: &str) -> Option<&Node<'a>> {
        // Bytes are split faster than characters, and rules ask for many short paths.
        path.as_bytes().split(|byte| *byte == b'.').try_fold(self, |node, key| {
            let entry = node.entries().iter().find(|entry| entry.key.text.as_bytes() == key)?;
            Some(&entry.value)
        })
    }

    /// The string at a path, as [`Node::at`] finds it.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str()
    }

    /// The entries of a mapping; none for anything else.
    pub(crate) fn entries(&self) -> &[Entry<'a>] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for anything else.
    pub(crate) fn items(&self) -> &[Node<'a>] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        match self.value {
            Value::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The quantity of Kubernetes that this is, such as `2` or `512Mi`.
    pub(crate) fn as_quantity(&self) -> Option<f64> {
        match &self.value {
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::String(text) => quantity::parse(text),
            Value::Null | Value::Bool(_) | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// What the value is, in the words of the messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a number",
            Value::String(_) => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// The value as a message names it.
    pub(crate) fn shown(&self) -> String {
        match &self.value {
            Value::String(text) if text.is_empty() => "an empty string".into(),
            Value::String(text) if text.chars().count() <= 60 => format!("`{}`", visible(text)),
            Value::String(_) => "this string".into(),
            Value::Int(value) => format!("`{value}`"),
            Value::Float(value) => format!("`{value}`"),
            Value::Bool(value) => format!("`{value}`"),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => self.kind().into(),
        }
    }

    /// How many values there are, with all below.
    pub(crate) fn count(&self) -> usize {
        let items = self.items().iter().chain(self.entries().iter().map(|entry| &entry.value));
        1 + items.map(Node::count).sum::<usize>()
    }

    pub(crate) fn into_owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Int(value) => Value::Int(value),
            Value::Float(value) => Value::Float(value),
            Value::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Value::Sequence(items) => Value::Sequence(items.into_iter().map(Node::into_owned).collect()),
            Value::Mapping(entries) => Value::Mapping(entries.into_iter().map(Entry::into_owned).collect()),
        };
        Node { span: self.span, value }
    }

    /// A value that was written nowhere; `span` stands for its place.
    pub(crate) fn from_json(span: Span, json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => {
                number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Int)
            }
            Json::String(text) => Value::String(Cow::Owned(text.clone())),
            Json::Array(items) => Value::Sequence(items.iter().map(|item| Self::from_json(span, item)).collect()),
            Json::Object(fields) => Value::Mapping(
                fields
                    .iter()
                    .map(|(name, value)| Entry {
                        key: Key { span, text: Cow::Owned(name.clone()) },
                        value: Self::from_json(span, value),
                    })
                    .collect(),
            ),
        };
        Self::new(span, value)
    }

    /// The same value without places.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::from(*value),
            Value::Float(value) => serde_json::Number::from_f64(*value).map_or(Json::Null, Json::Number),
            Value::String(text) => Json::String(text.to_string()),
            Value::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(entries) => {
                entries.iter().map(|entry| (entry.key.text.to_string(), entry.value.to_json())).collect()
            }
        }
    }
}

impl Entry<'_> {
    fn into_owned(self) -> Entry<'static> {
        let key = Key { span: self.key.span, text: Cow::Owned(self.key.text.into_owned()) };
        Entry { key, value: self.value.into_owned() }
    }
}
