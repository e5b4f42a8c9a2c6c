//! Values that the API server refuses although their schema allows them: enums, quantities, ports.
//!
//! The tables say where they stand; what a value means to others is the business of rules.

mod table;

use super::rules::invalid_object;
use crate::diagnostic::{Diagnostic, Fix, Sink, suggest, visible};
use crate::object::Object;
use crate::values::quantity;
use crate::yaml::node::{Entry, Node, Value};
use table::{CONTAINER, Form, HANDLERS, KINDS, POD, PROBES, Row};

/// Tells every such value of an object.
pub(crate) fn judge(object: &Object<'_>, sink: &mut Sink) {
    let is = |(group, kind): &(&str, &str)| object.is(group, kind);
    for (_, rows) in KINDS.iter().filter(|(kinds, _)| kinds.iter().any(is)) {
        judge_rows(object.node, rows, sink);
    }
    if let Some(spec) = object.pod().and_then(|pod| pod.get("spec")) {
        judge_rows(spec, POD, sink);
    }
    for container in object.containers() {
        judge_rows(container, CONTAINER, sink);
        for probe in PROBES.iter().filter_map(|key| container.at(key)) {
            let handlers: Vec<&Entry<'_>> = HANDLERS.iter().filter_map(|key| probe.entry(key)).collect();
            only_one(&handlers, sink);
        }
        for variable in container.get("env").map(Node::items).unwrap_or_default() {
            let value =
                variable.entry("value").filter(|entry| entry.value.as_str().is_some_and(|text| !text.is_empty()));
            let given: Vec<&Entry<'_>> = value.into_iter().chain(variable.entry("valueFrom")).collect();
            only_one(&given, sink);
        }
    }
}

fn judge_rows(node: &Node<'_>, rows: &[Row], sink: &mut Sink) {
    for (path, form) in rows {
        each("", node, path, &mut |key, node| sink.extend(fault(key, node, form)));
    }
}

/// Hands over every value at a path, with its key; `*` stands for each item of a list, or each value of a mapping.
fn each(key: &str, node: &Node<'_>, path: &str, found: &mut dyn FnMut(&str, &Node<'_>)) {
    if path.is_empty() {
        return found(key, node);
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    if first != "*" {
        if let Some(entry) = node.entry(first) {
            each(&entry.key.text, &entry.value, rest, found);
        }
        return;
    }
    node.items().iter().for_each(|item| each(key, item, rest, found));
    node.entries().iter().for_each(|entry| each(&entry.key.text, &entry.value, rest, found));
}

fn fault(key: &str, node: &Node<'_>, form: &Form) -> Option<Diagnostic> {
    // What is filled in later is nobody's value yet; an empty string counts as none.
    if node.as_str().is_some_and(|text| text.is_empty() || text.contains("${")) {
        return None;
    }
    let key = visible(key);
    let at = |message: String| invalid_object::RULE.at(node.span, format!("`{key}`: {message}"));
    match (form, &node.value) {
        (Form::OneOf(known), Value::String(text)) if !known.contains(&&**text) => {
            let finding = at(format!("`{}` is not one of the known values", visible(text)));
            let mut finding = finding.help(suggest(text, known.iter().copied()));
            let meant = known.iter().find(|known| known.eq_ignore_ascii_case(text));
            finding.fix = meant.map(|meant| Fix::Rename(node.span, (*meant).to_owned()));
            Some(finding)
        }
        (Form::Amount, Value::String(text)) if quantity::parse(text).is_none() => {
            let help = match text.trim().strip_suffix(['B', 'b']).filter(|bare| quantity::parse(bare).is_some()) {
                Some(bare) => format!("write `{bare}`"),
                None => "write a number, with an optional unit: `500m`, `1.5`, `512Mi`, `2G`".to_owned(),
            };
            Some(at(format!("invalid quantity `{}`", visible(text))).help(help))
        }
        (Form::Port(least), Value::Int(port)) if !(*least..=65535).contains(port) => {
            Some(at(format!("port `{port}` is out of range")).help(format!("write a number from {least} to 65535")))
        }
        _ => None,
    }
}

/// Fields of which the server takes one; `null` is none.
fn only_one(given: &[&Entry<'_>], sink: &mut Sink) {
    let mut given = given.iter().filter(|entry| !matches!(entry.value.value, Value::Null));
    if let (Some(first), Some(second)) = (given.next(), given.next()) {
        let message = format!("`{}` and `{}` are mutually exclusive", first.key.text, second.key.text);
        let finding = invalid_object::RULE.at(second.key.span, message).related(first.key.span, "first defined here");
        sink.push(finding.help("keep one of them"));
    }
}
