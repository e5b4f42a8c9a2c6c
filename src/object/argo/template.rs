//! What an ApplicationSet generates from a list: placeholders, and the elements that fill them.

use crate::object::Object;
use crate::yaml::node::{Node, Value};

/// Whether the placeholders are Go templates.
pub(crate) fn is_go(object: &Object<'_>) -> bool {
    object.at("spec.goTemplate").and_then(Node::as_bool) == Some(true)
}

/// The texts between `{{` and `}}`, without spaces and trim marks around them.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("{{").skip(1).filter_map(|part| part.split_once("}}"));
    parts.map(|(inside, _)| inside.trim_matches(['-', ' ', '\t', '\n']))
}

/// Hands over every text that holds a placeholder, in a template and in what lies below it.
pub(crate) fn each_text<'n>(node: &'n Node<'n>, found: &mut dyn FnMut(&'n Node<'n>, &'n str)) {
    match &node.value {
        Value::String(text) if text.contains("{{") => found(node, text),
        Value::Sequence(items) => items.iter().for_each(|item| each_text(item, found)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| each_text(&entry.value, found)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// The elements of all generators, when each of them is a list.
pub(crate) fn elements<'n>(object: &Object<'n>) -> Option<Vec<&'n Node<'n>>> {
    let mut elements = Vec::new();
    for generator in object.at("spec.generators").map(Node::items).unwrap_or_default() {
        let list =
            generator.get("list").filter(|list| list.get("elementsYaml").is_none() && list.get("template").is_none());
        elements.extend(list?.get("elements")?.items());
    }
    Some(elements)
}

/// Fills in a text by an element; nothing when that takes more than putting values in places.
pub(crate) fn filled(text: &str, element: &Node<'_>, go: bool) -> Option<String> {
    let (mut rest, mut out) = (text, String::new());
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, after) = after.split_once("}}")?;
        let inside = inside.trim();
        let key = if go { inside.strip_prefix('.')? } else { inside };
        out.push_str(before);
        match &element.get(key)?.value {
            Value::String(text) => out.push_str(text),
            Value::Int(number) => out.push_str(&number.to_string()),
            Value::Bool(value) => out.push_str(&value.to_string()),
            Value::Null | Value::Float(_) | Value::Sequence(_) | Value::Mapping(_) => return None,
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The parameters that a placeholder names; nothing when it is more than names put through functions.
pub(crate) fn parameters(inside: &str, go: bool) -> Vec<&str> {
    if !go {
        return vec![inside];
    }
    const WORDS: [&str; 14] = [
        "range", "with", "define", "template", "block", "if", "else", "end", "default", "hasKey", "dig", "get",
        "index", "coalesce",
    ];
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if inside.contains('$') || inside.split(|c| !is_name(c)).any(|word| WORDS.contains(&word)) {
        return Vec::new();
    }
    // What stands between quotes is a text.
    let outside = inside.split(['"', '`']).step_by(2);
    let names = outside.flat_map(|part| {
        part.match_indices('.').filter_map(move |(at, _)| {
            let free = !part[..at].ends_with(|c| is_name(c) || matches!(c, '.' | ')' | ']'));
            let name = &part[at + 1..];
            let name = &name[..name.find(|c| !is_name(c)).unwrap_or(name.len())];
            (free && name.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(name)
        })
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_the_first_parts_of_names() {
        assert_eq!(parameters(".path.basename | normalize", true), ["path"]);
        assert_eq!(parameters("printf \"%s.example.com\" .team", true), ["team"]);
        assert_eq!(parameters("if .team", true), Vec::<&str>::new());
        assert_eq!(parameters("path.basename", false), ["path.basename"]);
        assert_eq!(placeholders("a-{{ .team }}-{{- .name -}}").collect::<Vec<_>>(), [".team", ".name"]);
    }
}
