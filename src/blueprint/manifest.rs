//! `blueprint.yaml` as values; its schema was checked before.

use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::{Value as Json, json};

use super::delimiters::{is_template, other_delimiters};
use super::engine::Engine;
use super::engine::guarded::Trim;
use super::templates::Loading;
use super::{Blueprint, Claim, Entity, Globs, Output, Pattern, Scope, Text, TextKind, minor};
use crate::diagnostic::rules::{invalid_schema, invalid_value, template_error};
use crate::diagnostic::{Sink, visible};
use crate::json_schema::JsonSchema;
use crate::source::{FileId, Spanned};
use crate::tree::Ownership;
use crate::yaml::node::Node;

/// Builds the blueprint of a checked `blueprint.yaml`.
pub(crate) fn blueprint(root: &Node<'_>, file: FileId, loading: &mut Loading<'_>) -> Blueprint {
    let name = text(root, "name");
    let mut blueprint = Blueprint {
        version: text(root, "version"),
        serves: root.get("serves").is_some(),
        kubernetes: root.get("kubernetes").and_then(Node::as_str).and_then(minor),
        parameters: parameters(root, loading.sink),
        env: root.get("env").map(|node| schema(node, loading.sink)),
        sizes: root.get("sizes").map(Node::to_json).and_then(into_object).unwrap_or_default(),
        claims: Vec::new(),
        outputs: Vec::new(),
        makes: Vec::new(),
        templates: Vec::new(),
        files: loading.files(&name),
        file,
        name: name.clone(),
    };
    for (at, node) in root.get("claims").map(Node::items).unwrap_or_default().iter().enumerate() {
        let claim = claim(node, &format!("{name}#claims/{at}"), &mut loading.engine, loading.sink);
        blueprint.claims.extend(claim);
    }
    for (at, node) in root.get("outputs").map(Node::items).unwrap_or_default().iter().enumerate() {
        output(node, &format!("{name}#outputs/{at}"), &mut blueprint, loading);
    }
    blueprint
}

/// Which lines of its templates vanish.
pub(crate) fn trim(root: &Node<'_>) -> Trim {
    match root.get("trim").and_then(Node::as_str) {
        Some("none") => Trim::None,
        _ => Trim::Lines,
    }
}

fn parameters(root: &Node<'_>, sink: &mut Sink) -> JsonSchema {
    let closed = json!({ "type": "object", "additionalProperties": false });
    let Some(node) = root.get("parameters") else { return JsonSchema::compile(closed).expect("this schema compiles") };
    schema(node, sink)
}

fn schema(node: &Node<'_>, sink: &mut Sink) -> JsonSchema {
    let (schema, found) = JsonSchema::written(node);
    sink.extend(found);
    schema
}

fn claim(node: &Node<'_>, name: &str, engine: &mut Engine, sink: &mut Sink) -> Option<Claim> {
    Some(Claim {
        scope: scope(node)?,
        space: text(node, "space"),
        name: field(node, "name", name, engine, sink)?,
        pattern: node.get("pattern").and_then(|node| pattern(node, sink)),
        max_length: node.get("maxLength").and_then(Node::as_int).and_then(|length| usize::try_from(length).ok()),
    })
}

fn pattern(node: &Node<'_>, sink: &mut Sink) -> Option<Spanned<Pattern>> {
    match Pattern::compile(node.as_str()?) {
        Ok(pattern) => Some(Spanned::new(pattern, node.span)),
        Err(reason) => {
            let diagnostic = invalid_schema::RULE.at(node.span, format!("not a regular expression: {reason}"));
            sink.push(diagnostic.help("correct the pattern"));
            None
        }
    }
}

fn output(node: &Node<'_>, name: &str, blueprint: &mut Blueprint, loading: &mut Loading<'_>) {
    let mut part = |key: &str| field(node, key, &format!("{name}/{key}"), &mut loading.engine, loading.sink);
    let (when, repository, branches, visibility) =
        (part("when"), part("repository"), part("branches"), part("visibility"));
    // Without its condition an output would be made where it is not meant to be.
    let scope = scope(node);
    blueprint.makes.extend(scope.map(|scope| scope.entity));
    let conditional = when.is_some() || node.get("when").is_none();
    let globs = globs(node, loading.sink);
    let begin = blueprint.templates.len();
    if let Some(folder) = node.get("templates").filter(|node| node.as_str().is_some_and(|path| !path.starts_with('/')))
    {
        loading.templates(folder, &globs, blueprint);
    }
    let (Some(scope), Some(repository), true) = (scope, repository, conditional) else { return };
    let ownership = match node.get("ownership").and_then(Node::as_str) {
        Some("once") => Ownership::Once,
        _ => Ownership::Managed,
    };
    let templates = begin..blueprint.templates.len();
    blueprint.outputs.push(Output { scope, when, repository, branches, visibility, ownership, templates });
}

fn scope(node: &Node<'_>) -> Option<Scope> {
    let text = node.get("for")?.as_str()?;
    let entity = match text.split(' ').next()? {
        "platform" => Entity::Platform,
        "domain" => Entity::Domain,
        "team" => Entity::Team,
        "system" => Entity::System,
        "app" => Entity::App,
        "api" => Entity::Api,
        "resource" => Entity::Resource,
        _ => return None,
    };
    Some(Scope { entity, in_environment: text.ends_with(" in environment") })
}

/// The globs of an output; those that are none are reported and left out.
fn globs(node: &Node<'_>, sink: &mut Sink) -> Globs {
    let mut glob = |node: &Node<'_>, text: &str| -> Option<Glob> {
        let built = GlobBuilder::new(text).literal_separator(true).build();
        built
            .map_err(|error| {
                let diagnostic = invalid_value::RULE.at(node.span, format!("not a glob: {}", error.kind()));
                sink.push(diagnostic.help("close `[a-z]` and `{a,b}`; `*`, `**` and `?` stand for any name"));
            })
            .ok()
    };
    let mut verbatim = GlobSetBuilder::new();
    for item in node.get("verbatim").map(Node::items).unwrap_or_default() {
        if let Some(glob) = item.as_str().and_then(|text| glob(item, text)) {
            verbatim.add(glob);
        }
    }
    let mut keep = Vec::new();
    for entry in node.get("keep").map(Node::entries).unwrap_or_default() {
        let fields: Arc<[String]> =
            entry.value.items().iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
        keep.extend(glob(&entry.value, &entry.key.text).map(|glob| (glob.compile_matcher(), fields)));
    }
    Globs { verbatim: verbatim.build().unwrap_or_else(|_| GlobSet::empty()), keep }
}

/// A field that may be a template; a boolean stands for its text.
fn field(node: &Node<'_>, key: &str, name: &str, engine: &mut Engine, sink: &mut Sink) -> Option<Text> {
    let node = node.get(key)?;
    let source = node.as_str().map(str::to_owned).or_else(|| node.as_bool().map(|value| value.to_string()))?;
    if let Some(help) = other_delimiters(&source) {
        let message = format!("`{key}` holds `{{{{`, which no value is written with");
        sink.push(template_error::RULE.at(node.span, message).help(help));
        return None;
    }
    if key == "when" && !is_condition(&source) {
        let message = "this condition is a text, and so it always holds";
        let inner = source.replace("${{ ", "").replace(" }}", "");
        let help = format!("write `${{{{ {} }}}}`", visible(inner.trim()));
        sink.push(template_error::RULE.at(node.span, message).help(help));
        return None;
    }
    if !is_template(&source) {
        return Some(Text { span: node.span, kind: TextKind::Fixed(source) });
    }
    if let Err(error) = engine.add(name.to_owned(), source) {
        sink.push(template_error::RULE.at(node.span, error.reason).help(error.help));
        return None;
    }
    Some(Text { span: node.span, kind: TextKind::Template(name.to_owned()) })
}

/// Whether a text begins with a value, or says yes or no.
fn is_condition(source: &str) -> bool {
    let text = source.trim();
    let begins = ["${{", "{%", "{#"].iter().any(|delimiter| text.starts_with(delimiter));
    begins || matches!(text, "true" | "false")
}

fn text(node: &Node<'_>, key: &str) -> String {
    node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned()
}

fn into_object(json: Json) -> Option<serde_json::Map<String, Json>> {
    match json {
        Json::Object(map) => Some(map),
        _ => None,
    }
}
