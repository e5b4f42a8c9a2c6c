//! Expressions of software templates: `${{ parameters.name }}`.

use crate::yaml::node::{Node, Value};

/// Hands over every expression in a node and in what lies below it.
pub(crate) fn each_expression<'n>(node: &'n Node<'n>, found: &mut dyn FnMut(&'n Node<'n>, &'n str)) {
    match &node.value {
        Value::String(text) => {
            for part in text.split("${{").skip(1).filter_map(|part| part.split_once("}}")) {
                found(node, part.0);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| each_expression(item, found)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| each_expression(&entry.value, found)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// The names that follow a root: `name` of `parameters.name`, `parameters['name']` and `parameters["name"]`.
pub(crate) fn names_after<'e>(expression: &'e str, root: &str) -> impl Iterator<Item = &'e str> {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '\'' | '"');
    expression.match_indices(root).filter_map(move |(at, root)| {
        if expression[..at].ends_with(is_inside) {
            return None;
        }
        let rest = expression[at + root.len()..].trim_start_matches('?');
        let name = match rest.strip_prefix(['.', '[']) {
            Some(quoted) if quoted.starts_with(['\'', '"']) => quoted[1..].split(['\'', '"']).next()?,
            Some(rest) => rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()?,
            None => return None,
        };
        (!name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_their_root() {
        let names = |text| names_after(text, "parameters").collect::<Vec<_>>().join(" ");
        assert_eq!(names("parameters.name + parameters['team name'] | upper"), "name team name");
        assert_eq!(names("steps.parameters.output.name"), "");
        assert_eq!(names("parameters"), "");
    }
}
