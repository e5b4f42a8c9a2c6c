//! Values as rules see them: with defaults, and with names that the language can say.

use serde_json::Value as Json;

use super::kind::{Index, Kinds, Object, Rest, Types};
use crate::cel::{Value as RuleValue, escaped};
use crate::values::format::Format;
use crate::yaml::node::{Node, Value};

/// Most defaults of which each has the next: a type that holds itself would have no end of them.
const DEFAULTS: u32 = 16;

/// The value of a type as rules see it.
pub(crate) fn value(types: &Types, index: Index, node: &Node<'_>) -> RuleValue {
    let of = &types[index as usize];
    match &node.value {
        Value::Null => RuleValue::NULL,
        Value::Bool(value) => RuleValue::bool(*value),
        // A number is a double by its type, however it is written.
        Value::Int(value) if of.kinds.has(Kinds::NUMBER) && !of.kinds.has(Kinds::STRING) => {
            RuleValue::double(*value as f64)
        }
        Value::Int(value) => RuleValue::int(*value),
        Value::Float(value) if of.kinds.has(Kinds::NUMBER) => RuleValue::double(*value),
        Value::Float(value) => RuleValue::int(*value as i64),
        Value::String(text) => RuleValue::string(of.format, text),
        Value::Sequence(items) => match of.items {
            Some(below) => RuleValue::list(items.iter().map(|item| value(types, below, item))),
            None => RuleValue::list(items.iter().map(|item| json(types, None, &item.to_json(), DEFAULTS))),
        },
        Value::Mapping(_) => match &of.object {
            Some(object) => mapping(types, object, node),
            None => json(types, None, &node.to_json(), DEFAULTS),
        },
    }
}

fn mapping(types: &Types, object: &Object, node: &Node<'_>) -> RuleValue {
    let given = node.entries().iter().filter_map(|entry| {
        let name = &*entry.key.text;
        Some(match (object.fields.get(name), object.rest) {
            // Null gives way to a default, and to nothing where nothing may be null.
            (Some(field), _) if matches!(entry.value.value, Value::Null) => {
                let null = types[field.index as usize].kinds.has(Kinds::NULL) && field.default.is_none();
                return null.then(|| (escaped(name), RuleValue::NULL));
            }
            (Some(field), _) => (escaped(name), value(types, field.index, &entry.value)),
            (None, Rest::Of(index)) => (name.to_owned(), value(types, index, &entry.value)),
            (None, Rest::Open | Rest::Closed) => (name.to_owned(), json(types, None, &entry.value.to_json(), DEFAULTS)),
        })
    });
    let absent = |name: &str| node.get(name).is_none_or(|value| matches!(value.value, Value::Null));
    let filled = object.fields.iter().filter(|(name, _)| absent(name)).filter_map(|(name, field)| {
        let default = field.default.as_deref()?;
        Some((escaped(name), json(types, Some(field.index), default, DEFAULTS)))
    });
    RuleValue::map(given.chain(filled))
}

/// A default, with the defaults within.
fn json(types: &Types, index: Option<Index>, value: &Json, depth: u32) -> RuleValue {
    let of = index.map(|index| &types[index as usize]);
    match value {
        Json::Null => RuleValue::NULL,
        Json::Bool(value) => RuleValue::bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(value) if !of.is_some_and(|of| of.kinds == Kinds::NUMBER) => RuleValue::int(value),
            _ => RuleValue::double(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => RuleValue::string(of.map_or(Format::Free, |of| of.format), text),
        Json::Array(items) => {
            RuleValue::list(items.iter().map(|item| json(types, of.and_then(|of| of.items), item, depth)))
        }
        Json::Object(entries) => {
            let fields = of.and_then(|of| of.object.as_deref());
            let field = |name: &str| fields.and_then(|object| object.fields.get(name));
            let given = entries.iter().map(|(name, value)| {
                let index = field(name).map(|field| field.index);
                (if index.is_some() { escaped(name) } else { name.clone() }, json(types, index, value, depth))
            });
            let fields = fields.into_iter().flat_map(|object| &object.fields);
            let absent = fields.filter(|(name, _)| depth > 0 && !entries.contains_key(&***name));
            let filled = absent.filter_map(|(name, field)| {
                Some((escaped(name), json(types, Some(field.index), field.default.as_deref()?, depth - 1)))
            });
            RuleValue::map(given.chain(filled))
        }
    }
}
