//! `blueprint.yaml` as values; its schema was checked before.
//!
//! What needs no place is read into [`Manifest`] by serde; templates, schemas and globs are read from the tree, with
//! theirs.

use std::sync::Arc;

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::delimiters::other_delimiters;
use super::engine::guarded::Trim;
use super::templates::Loading;
use super::{Blueprint, Claim, Entity, Globs, Output, Pattern, Scope, Text};
use crate::diagnostic::rules::{invalid_schema, invalid_value, template_error};
use crate::diagnostic::{Sink, visible};
use crate::json_schema::JsonSchema;
use crate::schema::version::Version;
use crate::source::{FileId, Span, Spanned};
use crate::tree::Ownership;
use crate::values::glob::{self, Glob};
use crate::yaml::node::Node;

/// A `blueprint.yaml` without what may be at fault although its schema passed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Manifest {
    version: String,
    pub(crate) trim: Trim,
    serves: Option<String>,
    kubernetes: Option<String>,
    claims: Vec<ClaimFields>,
    outputs: Vec<OutputFields>,
}

#[derive(Deserialize)]
struct ClaimFields {
    #[serde(rename = "for", deserialize_with = "scope")]
    scope: Scope,
    space: String,
    #[serde(rename = "maxLength")]
    max_length: Option<usize>,
}

#[derive(Deserialize)]
struct OutputFields {
    #[serde(rename = "for", deserialize_with = "scope")]
    scope: Scope,
    #[serde(default)]
    ownership: Ownership,
}

fn scope<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
    let text = String::deserialize(deserializer)?;
    let entity = text.strip_suffix(" in environment");
    let in_environment = entity.is_some();
    Ok(Scope { entity: Entity::deserialize(entity.unwrap_or(&text).into_deserializer())?, in_environment })
}

/// Reads a text whose schema passed.
pub(crate) fn read(text: &str, file: FileId, sink: &mut Sink) -> Option<Manifest> {
    let merged = |mut value: serde_yaml::Value| value.apply_merge().map(|()| value);
    let read = serde_yaml::from_str(text).and_then(merged).and_then(serde_yaml::from_value);
    let told = |error| {
        let finding = invalid_value::RULE.at(Span::top(file), format!("the file is no blueprint: {error}"));
        sink.push(finding.help("write whole numbers without a fraction, and strings between quotes"));
    };
    read.map_err(told).ok()
}

/// Builds the blueprint of a manifest; with an empty one, whatever else is wrong with the file is told all the same.
pub(crate) fn blueprint(
    name: &str,
    manifest: &Manifest,
    root: &Node<'_>,
    file: FileId,
    loading: &mut Loading<'_>,
) -> Blueprint {
    let entries = |key| root.get(key).map(Node::entries).unwrap_or_default();
    let items = |key| root.get(key).map(Node::items).unwrap_or_default().iter().enumerate();
    let mut blueprint = Blueprint {
        version: manifest.version.clone(),
        serves: manifest.serves.is_some(),
        kubernetes: manifest.kubernetes.as_deref().and_then(Version::parse),
        parameters: parameters(root, loading.sink),
        env: root.get("env").map(|node| schema(node, loading.sink)),
        sizes: entries("sizes").iter().map(|size| (size.key.text.to_string(), size.value.to_json())).collect(),
        claims: Vec::new(),
        outputs: Vec::new(),
        makes: Vec::new(),
        templates: Vec::new(),
        files: loading.files(name),
        file,
        name: name.to_owned(),
    };
    for (at, node) in items("claims") {
        blueprint.claims.extend(claim(manifest.claims.get(at), node, &format!("{name}#claims/{at}"), loading));
    }
    for (at, node) in items("outputs") {
        output(manifest.outputs.get(at), node, &format!("{name}#outputs/{at}"), &mut blueprint, loading);
    }
    blueprint
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

fn claim(fields: Option<&ClaimFields>, node: &Node<'_>, name: &str, loading: &mut Loading<'_>) -> Option<Claim> {
    let name = field(node, "name", name, loading);
    let pattern = node.get("pattern").and_then(|node| pattern(node, loading.sink));
    let ClaimFields { scope, space, max_length } = fields?;
    Some(Claim { scope: *scope, space: space.clone(), name: name?, pattern, max_length: *max_length })
}

fn pattern(node: &Node<'_>, sink: &mut Sink) -> Option<Spanned<Pattern>> {
    match Pattern::compile(node.as_str()?) {
        Ok(pattern) => Some(Spanned::new(pattern, node.span)),
        Err(reason) => {
            let diagnostic = invalid_schema::RULE.at(node.span, format!("invalid regular expression: {reason}"));
            sink.push(diagnostic.help("correct the pattern"));
            None
        }
    }
}

fn output(
    fields: Option<&OutputFields>,
    node: &Node<'_>,
    name: &str,
    blueprint: &mut Blueprint,
    loading: &mut Loading<'_>,
) {
    let mut part = |key: &str| field(node, key, &format!("{name}/{key}"), loading);
    let (when, repository, branches, visibility) =
        (part("when"), part("repository"), part("branches"), part("visibility"));
    // Without its condition an output would be made where it is not meant to be.
    blueprint.makes.extend(fields.map(|fields| fields.scope.entity));
    let conditional = when.is_some() || node.get("when").is_none();
    let globs = globs(node, loading.sink);
    let begin = blueprint.templates.len();
    if let Some(folder) = node.get("templates").filter(|node| node.as_str().is_some_and(|path| !path.starts_with('/')))
    {
        loading.templates(folder, &globs, blueprint);
    }
    let (Some(&OutputFields { scope, ownership }), Some(repository), true) = (fields, repository, conditional) else {
        return;
    };
    let templates = begin..blueprint.templates.len();
    blueprint.outputs.push(Output { scope, when, repository, branches, visibility, ownership, templates });
}

/// The globs of an output; those that are none are reported and left out.
fn globs(node: &Node<'_>, sink: &mut Sink) -> Globs {
    let mut glob = |node: &Node<'_>, text: &str| -> Option<Glob> {
        Glob::new(text).map_err(|wrong| sink.push(invalid_value::RULE.at(node.span, wrong).help(glob::HELP))).ok()
    };
    let verbatim = node.get("verbatim").map(Node::items).unwrap_or_default();
    let verbatim = verbatim.iter().filter_map(|item| glob(item, item.as_str()?)).collect();
    let mut keep = Vec::new();
    for entry in node.get("keep").map(Node::entries).unwrap_or_default() {
        let fields: Arc<[String]> =
            entry.value.items().iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
        keep.extend(glob(&entry.value, &entry.key.text).map(|glob| (glob, fields)));
    }
    Globs { verbatim, keep }
}

/// A field that may be a template; a boolean stands for its text.
fn field(node: &Node<'_>, key: &str, name: &str, loading: &mut Loading<'_>) -> Option<Text> {
    let node = node.get(key)?;
    let source = node.as_str().map(str::to_owned).or_else(|| node.as_bool().map(|value| value.to_string()))?;
    if key == "when" && other_delimiters(&source).is_none() && !is_condition(&source) {
        let message = "this condition is a string, so it is always true";
        let inner = source.replace("${{ ", "").replace(" }}", "");
        let help = format!("write `${{{{ {} }}}}`", visible(inner.trim()));
        loading.sink.push(template_error::RULE.at(node.span, message).help(help));
        return None;
    }
    loading.text(source, node.span, name.to_owned(), &format!("`{key}`"), "")
}

/// Whether a text begins with a value, or says yes or no.
fn is_condition(source: &str) -> bool {
    let text = source.trim();
    let begins = ["${{", "{%", "{#"].iter().any(|delimiter| text.starts_with(delimiter));
    begins || matches!(text, "true" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merge_keys_count_as_they_do_in_the_tree() {
        let text = "version: 1.0.0\noutputs:\n  - &one { for: app, ownership: once }\n  - { <<: *one, for: resource in environment }\n";
        let manifest = read(text, FileId::FIRST, &mut Sink::default()).unwrap();
        let [one, two] = &manifest.outputs[..] else { panic!("two outputs") };
        assert_eq!((one.scope.entity, one.scope.in_environment), (Entity::App, false));
        assert_eq!((two.scope.entity, two.scope.in_environment), (Entity::Resource, true));
        assert_eq!([one.ownership, two.ownership], [Ownership::Once; 2]);
    }
}
