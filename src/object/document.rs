//! Which documents are checked, and as what.

use std::sync::Arc;

use super::id::{self, ObjectId};
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
        (Role::Documents, Some(_), Some(_)) => match id::items(node) {
            Some(items) => Document::Objects(items.iter().flat_map(|item| objects(item, role)).collect()),
            None => Document::Objects(vec![node]),
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

/// Whether an `apiVersion`, or a line that begins with one, is of Backstage.
pub(crate) fn is_catalog(version: &str) -> bool {
    version.split('/').next().is_some_and(|group| group == "backstage.io" || group.ends_with(".backstage.io"))
}

/// Who an object is; `namespaced` says whether objects of its kind live in namespaces, where that is known.
pub(crate) fn identity(node: &Node<'_>, place: &Arc<Place>, namespaced: Option<bool>) -> Identity {
    let id = ObjectId::new(node);
    let named = |group: &str, kind: &str, name: Option<&str>| ObjectId {
        group: group.into(),
        kind: kind.into(),
        name: name.unwrap_or_default().into(),
        ..id.clone()
    };
    let own = file_name(folder(&place.path));
    let id = match place.role {
        Role::Chart => named("helm.sh", "Chart", node.text("name")),
        Role::Values => named("helm.sh", "Values", Some(own)),
        Role::Kustomization => named("kustomize.config.k8s.io", "Kustomization", Some(own)),
        Role::Documents | Role::Catalog | Role::Patch | Role::Owners | Role::Other => id,
    };
    let metadata = node.get("metadata");
    let has = |key: &str| metadata.is_some_and(|metadata| metadata.text(key).is_some());
    let generated = place.role == Role::Documents && !has("name") && has("generateName");
    let mut own = labels(metadata.and_then(|metadata| metadata.get("labels")));
    own.extend(place.changes.iter().flat_map(|changes| &changes.labels).cloned());
    Identity { id, namespaced, generated, span: span(node), labels: own, place: place.clone() }
}

/// The name, or the kind, or where the document begins.
fn span(node: &Node<'_>) -> Span {
    let named = node.at("metadata.name").or_else(|| node.get("kind")).or_else(|| node.get("apiVersion"));
    let first = || node.entries().first().map_or(Span { end: node.span.start, ..node.span }, |entry| entry.key.span);
    named.map_or_else(first, |node| node.span)
}
