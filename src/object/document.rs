//! Which documents are checked, and as what.

use std::sync::Arc;

use super::layout::{Place, Role};
use crate::object::{Identity, labels};
use crate::path::{file_name, folder};
use crate::source::Span;
use crate::yaml::node::Node;

/// What a document is to its consumer.
#[derive(Debug)]
pub(crate) enum Document<'n> {
    /// Objects of Kubernetes and what is applied like them; several when it is a list of them.
    Objects(Vec<&'n Node<'n>>),
    Entity(&'n Node<'n>),
    /// Somebody else's.
    Foreign,
}

/// Kinds of entities that the catalog itself defines.
pub(crate) const ENTITY_KINDS: [&str; 9] =
    ["Component", "API", "Resource", "System", "Domain", "Group", "User", "Location", "Template"];

/// Tells what a document is.
pub(crate) fn recognise<'n>(node: &'n Node<'n>, role: Role) -> Document<'n> {
    let (version, kind) = (node.text("apiVersion"), node.text("kind"));
    match (role, version, kind) {
        (Role::Patch | Role::Other | Role::Owners, ..) => Document::Foreign,
        (Role::Catalog, ..) => Document::Entity(node),
        (Role::Chart | Role::Values | Role::Kustomization, ..) => Document::Objects(vec![node]),
        (Role::Documents, Some(version), _) if is_catalog(version) => Document::Entity(node),
        (Role::Documents, Some(version), _) if version.starts_with("groma/") => Document::Foreign,
        (Role::Documents, Some(_), Some(kind)) => match node.get("items") {
            Some(items) if kind.ends_with("List") => {
                Document::Objects(items.items().iter().flat_map(|item| objects(item, role)).collect())
            }
            _ => Document::Objects(vec![node]),
        },
        // Half of what makes an object: nobody else writes a kind beside metadata.
        (Role::Documents, None, Some(kind)) if is_mapping(node, "metadata") => match ENTITY_KINDS.contains(&kind) {
            true => Document::Entity(node),
            false => Document::Objects(vec![node]),
        },
        (Role::Documents, Some(_), None) if is_mapping(node, "metadata") => Document::Objects(vec![node]),
        (Role::Documents, ..) => Document::Foreign,
    }
}

fn objects<'n>(item: &'n Node<'n>, role: Role) -> Vec<&'n Node<'n>> {
    match recognise(item, role) {
        Document::Objects(objects) => objects,
        Document::Entity(_) | Document::Foreign => Vec::new(),
    }
}

fn is_mapping(node: &Node<'_>, key: &str) -> bool {
    node.get(key).is_some_and(|value| !value.entries().is_empty())
}

/// Whether an `apiVersion` is of Backstage.
pub(crate) fn is_catalog(version: &str) -> bool {
    version.split('/').next().is_some_and(|group| group == "backstage.io" || group.ends_with(".backstage.io"))
}

/// Who an object is; `namespaced` says whether objects of its kind live in namespaces, where that is known.
pub(crate) fn identity(node: &Node<'_>, place: &Arc<Place>, namespaced: Option<bool>) -> Identity {
    let group = match (place.role, node.text("apiVersion").unwrap_or_default()) {
        (Role::Kustomization, _) => "kustomize.config.k8s.io",
        (Role::Chart | Role::Values, _) => "helm.sh",
        (_, version) => version.rsplit_once('/').map_or("", |(group, _)| group),
    };
    let kind = match place.role {
        Role::Kustomization => "Kustomization",
        Role::Chart => "Chart",
        Role::Values => "Values",
        _ => node.text("kind").unwrap_or_default(),
    };
    let metadata = node.get("metadata");
    let text = |key: &str| metadata.and_then(|metadata| metadata.text(key));
    let name = match place.role {
        Role::Chart => node.text("name"),
        Role::Kustomization | Role::Values => Some(file_name(folder(&place.path))),
        _ => text("name").or_else(|| text("generateName")),
    };
    let generated = place.role == Role::Documents && text("name").is_none() && text("generateName").is_some();
    let mut own = labels(metadata.and_then(|metadata| metadata.get("labels")));
    own.extend(place.changes.iter().flat_map(|changes| &changes.labels).cloned());
    Identity {
        group: group.into(),
        kind: kind.into(),
        namespace: text("namespace").map(Into::into),
        namespaced,
        name: name.unwrap_or_default().into(),
        generated,
        span: span(node),
        labels: own,
        place: place.clone(),
    }
}

/// The name, or the kind, or where the document begins.
fn span(node: &Node<'_>) -> Span {
    let named = node.at("metadata.name").or_else(|| node.get("kind")).or_else(|| node.get("apiVersion"));
    let first = || node.entries().first().map_or(Span { end: node.span.start, ..node.span }, |entry| entry.key.span);
    named.map_or_else(first, |node| node.span)
}
