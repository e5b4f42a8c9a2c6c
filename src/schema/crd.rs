//! Kinds that users define: CustomResourceDefinitions, and Crossplane's CompositeResourceDefinitions.

use serde_json::{Map, Value as Json, json};

use super::compile;
use super::xrd::{self, Life};
use super::{Removal, Schema, Scope};
use crate::cel::Rule;
use crate::diagnostic::rule::Level;
use crate::diagnostic::rules::{invalid_schema, unjudged_rule};
use crate::diagnostic::{Diagnostic, Sink, visible};
use crate::values::pattern;
use crate::yaml::node::Node;

/// A version of a kind that a document defines.
pub(crate) struct Defined {
    pub(crate) api_version: String,
    pub(crate) kind: String,
    /// The schema; or what to use instead, where the version is not served.
    pub(crate) schema: Result<Schema, Removal>,
}

/// What becomes of the schema that stands in a document.
#[derive(Clone, Copy)]
enum Form {
    /// It describes the whole object.
    Whole,
    /// It describes what Crossplane adds its own fields to.
    Composite(Life),
    Claim,
}

/// The kinds of a document; nothing when it defines none.
pub(crate) fn read(document: &Node<'_>, sink: &mut Sink) -> Option<Vec<Defined>> {
    let text = |name: &str| document.get(name).and_then(Node::as_str);
    let empty = Node::new(document.span, crate::yaml::node::Value::Null);
    let spec = document.get("spec").unwrap_or(&empty);
    let scope = spec.get("scope").and_then(Node::as_str);
    let mut found = Vec::new();
    match (text("apiVersion")?, text("kind")?) {
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition") => {
            let scope = if scope == Some("Cluster") { Scope::Cluster } else { Scope::Namespaced };
            versions(spec, "names", scope, Form::Whole, &mut found);
        }
        (
            version @ ("apiextensions.crossplane.io/v1" | "apiextensions.crossplane.io/v2"),
            "CompositeResourceDefinition",
        ) => {
            let life = Life::of(version, scope);
            versions(spec, "names", life.scope(), Form::Composite(life), &mut found);
            versions(spec, "claimNames", Scope::Namespaced, Form::Claim, &mut found);
        }
        _ => return None,
    }
    for version in spec.get("versions").map(Node::items).unwrap_or_default() {
        if let Some(schema) = schema_of(version) {
            inspect(schema, sink);
        }
    }
    Some(found)
}

/// Appends every version of the kind that is named under `names`.
fn versions(spec: &Node<'_>, names: &str, scope: Scope, form: Form, found: &mut Vec<Defined>) {
    let text = |node: &Node<'_>, name: &str| node.get(name).and_then(Node::as_str).map(str::to_owned);
    let kind = spec.get(names).and_then(|names| text(names, "kind"));
    let (Some(group), Some(kind)) = (text(spec, "group"), kind) else { return };
    let list = spec.get("versions").map(Node::items).unwrap_or_default();
    let is = |version: &Node<'_>, name: &str| version.get(name).and_then(Node::as_bool) == Some(true);
    let left = |version: &Node<'_>| is(version, "deprecated") || !is(version, "served");
    let stays = list.iter().find(|version| !left(version) && (is(version, "storage") || is(version, "referenceable")));
    let instead = stays.and_then(|version| text(version, "name")).map(|name| format!("{group}/{name}"));
    for version in list {
        let Some(name) = text(version, "name") else { continue };
        let removal = Removal { since: None, instead: instead.clone() };
        let schema = is(version, "served").then(|| {
            let json = shaped(schema_of(version).map(Node::to_json), form);
            let deprecated = is(version, "deprecated").then(|| removal.clone());
            Schema { types: compile::structural(&json), scope: Some(scope), deprecated }
        });
        let schema = schema.ok_or(removal);
        found.push(Defined { api_version: format!("{group}/{name}"), kind: kind.clone(), schema });
    }
}

fn schema_of<'n, 'a>(version: &'n Node<'a>) -> Option<&'n Node<'a>> {
    version.get("schema")?.get("openAPIV3Schema")
}

fn shaped(schema: Option<Json>, form: Form) -> Json {
    // Without a schema the server keeps whatever is there.
    let Some(Json::Object(schema)) = schema else { return json!({ "type": "object" }) };
    match form {
        Form::Whole => whole(schema),
        Form::Composite(life) => whole(xrd::composite(&schema, life)),
        Form::Claim => whole(xrd::claim(&schema)),
    }
}

/// Adds what every object has, also when its schema does not say so.
fn whole(mut schema: Map<String, Json>) -> Json {
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.entry("apiVersion").or_insert_with(|| json!({ "type": "string" }));
        properties.entry("kind").or_insert_with(|| json!({ "type": "string" }));
        let metadata = properties.entry("metadata").or_insert_with(|| json!({ "type": "object" }));
        // A schema may only narrow names; the server knows the rest.
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.insert("x-kubernetes-preserve-unknown-fields".into(), Json::Bool(true));
        }
    }
    Json::Object(schema)
}

/// Reports the parts of a schema that cannot be checked.
fn inspect(schema: &Node<'_>, sink: &mut Sink) {
    let pattern = schema.get("pattern");
    let broken = pattern.and_then(|node| Some((node, pattern::compile(node.as_str()?).err()?)));
    if let Some((node, error)) = broken {
        let message = format!("the pattern is not a valid regular expression: {}", visible(&error));
        let finding = invalid_schema::RULE.at(node.span, message).help("write it as Go reads it (RE2)");
        sink.push(Diagnostic { level: Level::Warning, ..finding });
    }
    for node in schema.get("x-kubernetes-validations").map(Node::items).unwrap_or_default() {
        let rule = Rule::read(&node.to_json());
        if let Some(Err(error)) = rule.as_ref().map(|rule| rule.program().map(drop)) {
            let span = node.get("rule").map_or(node.span, |text| text.span);
            let message = format!("this rule is not checked: {}", visible(error));
            let help = "keep it; the server checks it when the object is applied";
            sink.push(unjudged_rule::RULE.at(span, message).help(help));
        }
    }
    for entry in schema.entries() {
        match &*entry.key.text {
            "properties" => entry.value.entries().iter().for_each(|entry| inspect(&entry.value, sink)),
            "items" | "additionalProperties" | "not" => inspect(&entry.value, sink),
            "allOf" | "anyOf" | "oneOf" => entry.value.items().iter().for_each(|part| inspect(part, sink)),
            _ => {}
        }
    }
}
