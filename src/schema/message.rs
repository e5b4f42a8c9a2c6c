//! Messages in the terms of the person who wrote the file: what is wrong, and how to fix it.

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::kind::{Bound, Count, Index, Kinds, Limits, Types};
use crate::cel::Rule;
use crate::cel::cost::BUDGET;
use crate::diagnostic::{Fix, suggest, visible};
use crate::source::Span;
use crate::values::format::Format;
use crate::words::{counted, quoted_list};
use crate::yaml::node::{Node, Value};
use crate::yaml::scalar::meaning;

/// What is wrong, without the name of the value, and what to do.
pub(crate) struct Message {
    pub(crate) message: String,
    pub(crate) help: String,
    pub(crate) fix: Option<Fix>,
}

pub(super) fn told(message: impl Into<String>, help: impl Into<String>) -> Message {
    Message { message: message.into(), help: help.into(), fix: None }
}

pub(crate) fn wrong_kind(kinds: Kinds, node: &Node<'_>) -> Message {
    let expected = names(kinds);
    let message = format!("expected {expected}, found {}", node.kind());
    let bare = matches!(node.value, Value::Int(_) | Value::Float(_) | Value::Bool(_)) && kinds.has(Kinds::STRING);
    let help = match &node.value {
        _ if bare => "quote it".into(),
        Value::String(text) => instead_of_text(text, kinds).unwrap_or_else(|| format!("write {expected}")),
        Value::Null => format!("write {expected}, or remove the line"),
        _ if kinds == Kinds::NONE => "remove it".into(),
        _ if kinds.without(Kinds::NULL) == Kinds::MAPPING => "write fields below it, or `{}` for none".into(),
        _ if kinds.without(Kinds::NULL) == Kinds::LIST => "write items below it, or `[]` for none".into(),
        _ => format!("write {expected}"),
    };
    Message { fix: bare.then_some(Fix::Quote(node.span)), ..told(message, help) }
}

/// A text that stands for a value of another kind.
fn instead_of_text(text: &str, kinds: Kinds) -> Option<String> {
    let bare = |value: &str| Some(format!("write `{value}` without quotes"));
    match meaning(text) {
        Some(Value::Bool(value)) if kinds.has(Kinds::BOOLEAN) => Some(format!("write `{value}`")),
        _ if kinds.has(Kinds::INTEGER) && text.parse::<i64>().is_ok() => bare(text),
        _ if kinds.has(Kinds::NUMBER) && text.parse::<f64>().is_ok() => bare(text),
        _ if kinds.has(Kinds::LIST) && text.len() <= 60 => Some(format!("write `[{}]`", visible(text))),
        _ => None,
    }
}

pub(crate) fn wrong_format(format: Format, node: &Node<'_>) -> Message {
    let (expected, help) = format.told();
    told(format!("{} is not {expected}", node.shown()), help)
}

pub(crate) fn no_option(options: &[Json], node: &Node<'_>) -> Message {
    let names: Vec<String> =
        options.iter().map(|option| option.as_str().map_or(option.to_string(), str::to_owned)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let help = match (node.as_str(), names.as_slice()) {
        (_, [only]) => format!("write `{only}`"),
        (Some(text), names) => suggest(text, names.iter().copied()),
        (None, names) => format!("known: {}", quoted_list(names)),
    };
    let meant = node.as_str().and_then(|text| otherwise_written(text, names.iter().copied()));
    let fix = meant.map(|name| Fix::Rename(node.span, name.to_owned()));
    Message { fix, ..told(format!("{} is not one of the known values", node.shown()), help) }
}

/// The one known name that differs from a string only in case.
pub(crate) fn otherwise_written<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let mut meant = known.into_iter().filter(|name| name.eq_ignore_ascii_case(text));
    meant.next().filter(|_| meant.next().is_none())
}

/// A value beyond a limit of its size, its form or its number.
pub(crate) fn beyond(limits: &Limits, node: &Node<'_>) -> Option<Message> {
    match &node.value {
        Value::String(text) => count(limits.length, || text.chars().count(), "character").or_else(|| {
            let pattern = limits.pattern.as_ref().filter(|pattern| !pattern.is_in(text))?;
            Some(told(format!("{} has an invalid format", node.shown()), format!("match `{}`", pattern.text)))
        }),
        Value::Sequence(items) => count(limits.items, || items.len(), "item"),
        Value::Mapping(entries) => count(limits.properties, || entries.len(), "field"),
        Value::Int(value) => number(limits, *value as f64, node),
        Value::Float(value) => number(limits, *value, node),
        Value::Null | Value::Bool(_) => None,
    }
}

fn count(limits: Count, length: impl Fn() -> usize, what: &str) -> Option<Message> {
    if limits.least.is_none() && limits.most.is_none() {
        return None;
    }
    let length = length();
    let size = u64::try_from(length).unwrap_or(u64::MAX);
    match (limits.least, limits.most) {
        (Some(_), _) if length == 0 && limits.least != Some(0) => {
            Some(told("must not be empty", "add what is missing, or remove it"))
        }
        (Some(least), _) if size < least => {
            let message = format!("{}, minimum is {least}", counted(length, what));
            Some(told(message, "add what is missing"))
        }
        (_, Some(most)) if size > most => {
            let message = format!("{}, maximum is {most}", counted(length, what));
            Some(told(message, format!("keep at most {most}")))
        }
        _ => None,
    }
}

fn number(limits: &Limits, value: f64, node: &Node<'_>) -> Option<Message> {
    let low = |bound: &Bound| value < bound.value || bound.exclusive && value <= bound.value;
    let high = |bound: &Bound| value > bound.value || bound.exclusive && value >= bound.value;
    let shown = node.shown();
    if let Some(Bound { value, exclusive }) = limits.minimum.filter(low) {
        let word = if exclusive { "more than" } else { "at least" };
        return Some(told(format!("{shown} is too small"), format!("write {word} {value}")));
    }
    if let Some(Bound { value, exclusive }) = limits.maximum.filter(high) {
        let word = if exclusive { "less than" } else { "at most" };
        return Some(told(format!("{shown} is too large"), format!("write {word} {value}")));
    }
    let factor = limits.multiple_of.filter(|factor| (value / factor).fract() != 0.0)?;
    Some(told(format!("{shown} is not a multiple of {factor}"), format!("write a multiple of {factor}")))
}

/// Two items of a list that may not both be there.
pub(crate) fn double<'n, 'a>(limits: &Limits, node: &'n Node<'a>) -> Option<(&'n Node<'a>, &'n Node<'a>)> {
    if !limits.unique && limits.keys.is_empty() {
        return None;
    }
    let identity = |item: &Node<'_>| match limits.keys.as_slice() {
        [] => item.to_json(),
        keys => keys.iter().map(|key| item.get(key).map_or(Json::Null, Node::to_json)).collect(),
    };
    let mut seen: FxHashMap<Json, &Node<'_>> = FxHashMap::default();
    node.items().iter().find_map(|item| Some((seen.insert(identity(item), item)?, item)))
}

pub(crate) fn given_twice(limits: &Limits, item: &Node<'_>) -> Message {
    let values: Vec<String> = match limits.keys.as_slice() {
        [] => vec![item.shown()],
        keys => keys.iter().filter_map(|key| item.get(key)).map(Node::shown).collect(),
    };
    told(format!("{} is listed twice", values.join(" with ")), "remove one of the two")
}

/// Where an item says what it is.
pub(crate) fn key_span(limits: &Limits, item: &Node<'_>) -> Span {
    let named = limits.keys.iter().find_map(|key| item.get(key));
    named.map_or_else(|| item.entries().first().map_or(item.span, |entry| entry.key.span), |value| value.span)
}

/// Several parts that exclude each other hold.
pub(crate) fn several(types: &Types, parts: &[Index], node: &Node<'_>) -> Message {
    let given: Vec<&str> =
        required(types, parts).into_iter().flatten().filter(|name| node.get(name).is_some()).collect();
    match given.as_slice() {
        [] | [_] => told("matches several forms that are mutually exclusive", "keep one of them"),
        names => told(format!("{} are mutually exclusive", quoted_list(names)), "keep one of them"),
    }
}

/// No part holds, and each asks for fields; absent when they ask for more than that.
pub(crate) fn none(types: &Types, parts: &[Index], node: &Node<'_>) -> Option<Message> {
    let wanted = required(types, parts)?;
    let names: Vec<&str> = wanted.into_iter().filter(|name| node.get(name).is_none()).collect();
    match names.as_slice() {
        [] => None,
        names => Some(told(format!("one of {} is required", quoted_list(names)), format!("add `{}:`", names[0]))),
    }
}

/// The fields that parts ask for, when that is all that they do.
fn required<'t>(types: &'t Types, parts: &[Index]) -> Option<Vec<&'t str>> {
    let mut names = Vec::new();
    for index in parts {
        let of = &types[*index as usize];
        let object = of.object.as_deref().filter(|object| of.limits.is_none() && object.required > 0)?;
        names.extend(object.fields.iter().filter(|(_, field)| field.required).map(|(name, _)| &**name));
    }
    names.sort_unstable();
    names.dedup();
    Some(names)
}

pub(crate) fn forbidden(types: &Types, part: Option<Index>, node: &Node<'_>) -> Message {
    let fields = part.and_then(|index| required(types, &[index])).unwrap_or_default();
    match fields.as_slice() {
        [] => told(format!("{} is not allowed here", node.shown()), "write another value"),
        names => told(format!("{} must not be set together", quoted_list(names)), "remove one of them"),
    }
}

pub(crate) fn no_form(node: &Node<'_>) -> Message {
    told(format!("{} matches none of the allowed forms", node.shown()), "write one of the forms that its schema allows")
}

pub(crate) fn violated(rule: &Rule, said: Option<&str>) -> Message {
    let text = visible(&rule.text.split_whitespace().collect::<Vec<_>>().join(" "));
    match said {
        Some(message) => told(visible(message).trim_end_matches('.'), format!("make this true for it: `{text}`")),
        None => told("violates a rule of its kind", format!("make this true, where `self` is this value: `{text}`")),
    }
}

pub(crate) fn costly(rule: &Rule) -> Message {
    let text = visible(&rule.text.split_whitespace().collect::<Vec<_>>().join(" "));
    let message = format!("this rule is not checked: it may cost more than {BUDGET}, the budget of the API server");
    told(message, format!("write less here, or a rule that costs less: `{text}`"))
}

/// Whether a value is an option of an enumeration.
pub(crate) fn equals(node: &Node<'_>, option: &Json) -> bool {
    match (&node.value, option) {
        (Value::String(text), Json::String(option)) => text == option,
        (Value::Int(value), Json::Number(option)) => option.as_f64() == Some(*value as f64),
        (Value::Float(value), Json::Number(option)) => option.as_f64() == Some(*value),
        (Value::String(_), _) => false,
        _ => node.to_json() == *option,
    }
}

/// The kinds in words; that nothing is allowed too is not worth a word.
fn names(kinds: Kinds) -> String {
    let table = [
        (Kinds::STRING, "a string"),
        (Kinds::NUMBER, "a number"),
        (Kinds::INTEGER, "an integer"),
        (Kinds::BOOLEAN, "a boolean"),
        (Kinds::LIST, "a list"),
        (Kinds::MAPPING, "a mapping"),
    ];
    let mut left = kinds;
    let mut words = Vec::new();
    for (kind, word) in table {
        if left.has(kind) {
            left = left.without(kind);
            words.push(word);
        }
    }
    if words.is_empty() { "nothing".into() } else { words.join(" or ") }
}
