//! What Crossplane makes of a CompositeResourceDefinition: its own fields beside those of the user.

use serde_json::{Map, Value as Json, json};

use super::Scope;

/// Where a composite resource lives, and by which generation's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Namespaced,
    Cluster,
    /// As before version 2: with claims, and with Crossplane's fields among those of the user.
    Legacy,
}

impl Life {
    pub(crate) fn of(api_version: &str, scope: Option<&str>) -> Self {
        match (scope, api_version) {
            (Some("Namespaced"), _) => Self::Namespaced,
            (Some("Cluster"), _) => Self::Cluster,
            (Some("LegacyCluster"), _) | (_, "apiextensions.crossplane.io/v1") => Self::Legacy,
            _ => Self::Namespaced,
        }
    }

    pub(crate) fn scope(self) -> Scope {
        match self {
            Self::Namespaced => Scope::Namespaced,
            Self::Cluster | Self::Legacy => Scope::Cluster,
        }
    }
}

/// The schema of a composite resource.
pub(crate) fn composite(given: &Map<String, Json>, life: Life) -> Map<String, Json> {
    let mut own = machinery();
    own.insert("resourceRefs".into(), resources(life));
    if life == Life::Legacy {
        own.insert("claimRef".into(), reference(&["apiVersion", "kind", "namespace", "name"]));
        own.insert("writeConnectionSecretToRef".into(), reference(&["name", "namespace"]));
    } else {
        own = Map::from_iter([("crossplane".to_owned(), json!({ "type": "object", "properties": own }))]);
    }
    extended(given, own, life)
}

/// The schema of a claim of a composite resource.
pub(crate) fn claim(given: &Map<String, Json>) -> Map<String, Json> {
    let mut own = machinery();
    own.insert("compositeDeletePolicy".into(), json!({ "type": "string", "enum": ["Background", "Foreground"] }));
    own.insert("resourceRef".into(), reference(&["apiVersion", "kind", "name"]));
    own.insert("writeConnectionSecretToRef".into(), reference(&["name"]));
    extended(given, own, Life::Legacy)
}

/// Only spec and status of the user count, and of these only what Crossplane takes over.
fn extended(given: &Map<String, Json>, spec: Map<String, Json>, life: Life) -> Map<String, Json> {
    let part = |name: &str| given.get("properties").and_then(|fields| fields.get(name)).and_then(Json::as_object);
    let name =
        part("metadata").and_then(|metadata| metadata.get("properties")?.get("name")?.get("maxLength")?.as_u64());
    let name = json!({ "type": "string", "maxLength": name.map_or(63, |length| length.min(63)) });
    let schema = json!({
        "type": "object",
        "required": ["spec"],
        "properties": {
            "metadata": { "type": "object", "properties": { "name": name } },
            "spec": taken(part("spec"), spec),
            "status": taken(part("status"), status(life)),
        },
    });
    schema.as_object().cloned().unwrap_or_default()
}

/// A part of the user's schema, with fields that win over those of the same name.
fn taken(given: Option<&Map<String, Json>>, own: Map<String, Json>) -> Json {
    let mut part = Map::from_iter([("type".to_owned(), json!("object"))]);
    for name in ["required", "oneOf", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations"] {
        if let Some(value) = given.and_then(|given| given.get(name)) {
            part.insert(name.to_owned(), value.clone());
        }
    }
    let fields = given.and_then(|given| given.get("properties")).and_then(Json::as_object);
    let mut fields = fields.cloned().unwrap_or_default();
    fields.extend(own);
    part.insert("properties".into(), Json::Object(fields));
    Json::Object(part)
}

/// The fields that choose a composition.
fn machinery() -> Map<String, Json> {
    let labels = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let selector = json!({ "type": "object", "required": ["matchLabels"], "properties": { "matchLabels": labels } });
    Map::from_iter([
        ("compositionRef".to_owned(), reference(&["name"])),
        ("compositionSelector".to_owned(), selector.clone()),
        ("compositionRevisionRef".to_owned(), reference(&["name"])),
        ("compositionRevisionSelector".to_owned(), selector),
        ("compositionUpdatePolicy".to_owned(), json!({ "type": "string", "enum": ["Automatic", "Manual"] })),
    ])
}

/// An object of texts, all of them required.
fn reference(names: &[&str]) -> Json {
    let fields: Map<String, Json> =
        names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
    json!({ "type": "object", "required": names, "properties": fields })
}

/// What a composite resource is composed of; within its own namespace where it has one.
fn resources(life: Life) -> Json {
    let names: &[&str] = if life == Life::Namespaced {
        &["apiVersion", "kind", "name"]
    } else {
        &["apiVersion", "kind", "name", "namespace"]
    };
    let mut item = reference(names);
    item["required"] = json!(["apiVersion", "kind"]);
    json!({ "type": "array", "items": item })
}

fn status(life: Life) -> Map<String, Json> {
    let time = json!({ "type": "string", "format": "date-time" });
    let mut condition = reference(&["lastTransitionTime", "reason", "status", "type"]);
    condition["properties"]["lastTransitionTime"] = time.clone();
    condition["properties"]["message"] = json!({ "type": "string" });
    condition["properties"]["observedGeneration"] = json!({ "type": "integer", "format": "int64" });
    let conditions = json!({ "type": "array", "items": condition, "x-kubernetes-list-map-keys": ["type"] });
    let mut fields = Map::from_iter([("conditions".to_owned(), conditions)]);
    if life == Life::Legacy {
        let published = json!({ "type": "object", "properties": { "lastPublishedTime": time } });
        fields.insert("connectionDetails".into(), published);
        let types = json!({ "type": "array", "items": { "type": "string" }, "x-kubernetes-list-type": "set" });
        fields.insert("claimConditionTypes".into(), types);
    }
    fields
}
