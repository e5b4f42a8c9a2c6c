//! T-shirt sizes: those of the inventory have the fields of the blueprint's own, and those that an app asks for exist.

use std::sync::Arc;

use serde_json::Value as Json;

use super::Environment;
use super::bind::Binder;
use super::missing_sizes::Wanted;
use crate::blueprint::Blueprint;
use crate::diagnostic::rules::{invalid_value, missing_field, unknown_blueprint, unknown_field};
use crate::diagnostic::{Diagnostic, is_slip, suggest, visible};
use crate::source::Span;
use crate::values::quantity;
use crate::yaml::node::{Entry, Node};

/// Looks a size up: the environment's, the platform's, the blueprint's own.
pub(crate) fn size(
    binder: &mut Binder<'_>,
    blueprint: Option<usize>,
    wanted: Option<&Node<'static>>,
    environment: &Environment,
    span: Span,
) -> (Option<String>, Arc<Json>) {
    let Some(at) = blueprint else { return (None, Arc::default()) };
    let chosen = &binder.blueprints.list[at];
    let name = wanted.and_then(Node::as_str).or_else(|| chosen.sizes.keys().next().map(String::as_str));
    let Some(name) = name.map(str::to_owned) else { return (None, Arc::default()) };
    let tables = environment.sizes.iter().filter_map(|sizes| sizes.get(&chosen.name));
    let found = tables
        .clone()
        .find_map(|table| table.get(&name))
        .map(Node::to_json)
        .or_else(|| chosen.sizes.get(&name).cloned());
    if let Some(size) = found {
        return (Some(name), Arc::new(size));
    }
    let known: Vec<&str> =
        tables.flat_map(Node::entries).map(|e| &*e.key.text).chain(chosen.sizes.keys().map(String::as_str)).collect();
    let help = suggest(&name, known.iter().copied());
    let span = wanted.map_or(span, |node| node.span);
    binder.missing_sizes.add(Wanted { span, name, blueprint: at }, help, environment);
    (None, Arc::default())
}

/// Checks the tables of sizes of the platform and its environments.
pub(crate) fn check(binder: &mut Binder<'_>) {
    let root = binder.root;
    let of_platform = root.get("platform").and_then(|platform| platform.get("sizes"));
    let environments = root.get("environments").map(Node::entries).unwrap_or_default().iter();
    let of_environments = environments.filter_map(|entry| entry.value.get("sizes"));
    for table in of_platform.into_iter().chain(of_environments).flat_map(Node::entries) {
        match binder.blueprints.find(&table.key.text).map(|at| &binder.blueprints.list[at]) {
            Some(blueprint) => {
                let sizes = table.value.entries().iter();
                binder.sink.extend(sizes.flat_map(|size| [lacking(size, blueprint), wrong(size, blueprint)].concat()))
            }
            None if binder.blueprints.is_broken(&table.key.text) => {}
            None => {
                let known = binder.blueprints.names();
                binder.unknown(&unknown_blueprint::RULE, "blueprint", &table.key.text, table.key.span, known);
            }
        }
    }
}

/// Fields that all sizes of a blueprint have, so that its templates count on them, and this one has not.
fn lacking(size: &Entry<'static>, blueprint: &Blueprint) -> Vec<Diagnostic> {
    let has = |size: &Json, field: &str| size.get(field).is_some();
    let first = blueprint.sizes.values().next().and_then(Json::as_object);
    let counted = first.into_iter().flatten().map(|(field, _)| field.as_str());
    let needed = counted.filter(|field| blueprint.sizes.values().all(|size| has(size, field)));
    // A value that is no mapping was reported.
    let fields = size.value.entries();
    let lacks = |field: &&str| !fields.is_empty() && size.value.get(field).is_none();
    let told = |field: &str| {
        let slip = fields.iter().find(|entry| !known(blueprint, &entry.key.text) && is_slip(&entry.key.text, field));
        let message = format!("missing field `{field}` in size `{}` of `{}`", visible(&size.key.text), blueprint.name);
        match slip {
            Some(entry) => missing_field::RULE
                .at(entry.key.span, message)
                .help(format!("write `{field}` for `{}`", visible(&entry.key.text))),
            None => missing_field::RULE
                .at(size.key.span, message)
                .help(format!("add `{field}:`, which every size of the blueprint itself has")),
        }
    };
    needed.filter(lacks).map(told).collect()
}

/// Fields that no size of the blueprint has, and amounts that are none or contradict one another.
fn wrong(size: &Entry<'static>, blueprint: &Blueprint) -> Vec<Diagnostic> {
    let own: Vec<&str> =
        blueprint.sizes.values().filter_map(Json::as_object).flatten().map(|(key, _)| &**key).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for Entry { key, value } in size.value.entries() {
        let name = &*key.text;
        if !own.contains(&name) {
            // A slip was told as what is missing.
            if !own.iter().any(|own| is_slip(name, own) && size.value.get(own).is_none()) {
                let message = format!("unknown field `{}` in a size of `{}`", visible(name), blueprint.name);
                found.push(unknown_field::RULE.at(key.span, message).help(suggest(name, own.clone())));
            }
            continue;
        }
        if !is_amount(blueprint, name) {
            continue;
        }
        let amount = value.as_quantity().filter(|amount| *amount >= 0.0);
        if amount.is_none() {
            let span = if value.items().is_empty() && value.entries().is_empty() { value.span } else { key.span };
            let message = format!("invalid quantity for `{name}` in a size of `{}`", blueprint.name);
            let diagnostic = invalid_value::RULE.at(span, message);
            found.push(diagnostic.help("write a quantity such as `2`, `100m` or `512Mi`"));
        }
        let request = name.strip_suffix("Limit").and_then(|name| size.value.get(name));
        if let (Some(most), Some(request)) = (amount, request)
            && request.as_quantity().is_some_and(|least| least > most)
        {
            let message = format!("`{name}` is below `{}`", name.trim_end_matches("Limit"));
            let diagnostic = invalid_value::RULE.at(value.span, message).related(request.span, "the request");
            found.push(diagnostic.help("raise the limit to at least the request"));
        }
    }
    found
}

/// Whether a field is an amount in all of the blueprint's own sizes.
fn is_amount(blueprint: &Blueprint, field: &str) -> bool {
    let amount = |value: &Json| match value {
        Json::Number(_) => true,
        Json::String(text) => quantity::parse(text).is_some(),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => false,
    };
    blueprint.sizes.values().filter_map(|size| size.get(field)).all(amount)
}

fn known(blueprint: &Blueprint, field: &str) -> bool {
    blueprint.sizes.values().any(|size| size.get(field).is_some())
}
