//! The catalog: how its entities refer to one another.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::object::facts::{Facts, Text, as_text};
use crate::object::{Identity, Object};
use crate::source::Span;
use crate::yaml::node::Node;

/// A reference from one entity to another.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) from: Arc<Identity>,
    /// The field of `spec`, such as `owner`.
    pub(crate) field: &'static str,
    pub(crate) span: Span,
    pub(crate) text: Box<str>,
    /// The whole reference in lower case, such as `group:default/team-a`; absent when it has no such form.
    pub(crate) target: Option<Box<str>>,
}

/// A file that an entity names: the target of a Location, or a definition that stands elsewhere.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) from: Arc<Identity>,
    pub(crate) path: Text,
}

/// The fields of `spec` that hold references, and the kind that is meant when a reference names none (backstage.io,
/// descriptor format).
const FIELDS: [(&str, Option<&str>); 13] = [
    ("owner", Some("group")),
    ("system", Some("system")),
    ("domain", Some("domain")),
    ("subdomainOf", Some("domain")),
    ("subcomponentOf", Some("component")),
    ("parent", Some("group")),
    ("children", Some("group")),
    ("members", Some("user")),
    ("memberOf", Some("group")),
    ("providesApis", Some("api")),
    ("consumesApis", Some("api")),
    ("dependsOn", None),
    ("dependencyOf", None),
];

/// Those of them that hold several.
const LISTS: [&str; 7] =
    ["children", "members", "memberOf", "providesApis", "consumesApis", "dependsOn", "dependencyOf"];

/// Keeps the references of an entity.
pub(crate) fn extract(object: &Object<'_>, facts: &mut Facts) {
    targets(object, facts);
    if object.text("spec.lifecycle") == Some("deprecated") {
        facts.deprecated.push(object.identity.clone());
    }
    let namespace = object.identity.namespace.as_deref().unwrap_or("default");
    for (field, kind) in FIELDS {
        let Some(value) = object.at("spec").and_then(|spec| spec.get(field)) else { continue };
        // One of the other form is refused by the catalog, and leads nowhere.
        let texts = if LISTS.contains(&field) { value.items() } else { std::slice::from_ref(value) }.iter();
        for (node, text) in texts.filter_map(|node: &Node<'_>| Some((node, node.as_str()?))) {
            facts.relations.push(Relation {
                from: object.identity.clone(),
                field,
                span: node.span,
                text: text.into(),
                target: reference(text, kind, namespace),
            });
        }
    }
}

/// Keeps the files that an entity names.
fn targets(object: &Object<'_>, facts: &mut Facts) {
    let listed = object.at("spec.targets").map(Node::items).unwrap_or_default();
    let nodes: Vec<&Node<'_>> = match &*object.identity.kind {
        "Location" => object.at("spec.target").into_iter().chain(listed).collect(),
        "API" => {
            let definition = object.at("spec.definition").map(Node::entries).unwrap_or_default().iter();
            definition.filter(|entry| entry.key.text.starts_with('$')).map(|entry| &entry.value).collect()
        }
        _ => return,
    };
    let paths = nodes.into_iter().filter_map(as_text).filter(|path| !path.value.contains("://"));
    facts.targets.extend(paths.map(|path| Target { from: object.identity.clone(), path }));
}

/// `[<kind>:][<namespace>/]<name>` with everything filled in, in lower case, taken apart as the catalog model does.
pub(crate) fn reference(text: &str, kind: Option<&str>, namespace: &str) -> Option<Box<str>> {
    let slash = text.find('/');
    let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
    let after_colon = colon.map_or(0, |colon| colon + 1);
    let kind = colon.map(|colon| &text[..colon]).or(kind)?;
    let namespace = slash.map_or(namespace, |slash| &text[after_colon..slash]);
    let name = &text[slash.map_or(after_colon, |slash| slash + 1)..];
    let whole = !kind.is_empty() && !namespace.is_empty() && !name.is_empty();
    whole.then(|| format!("{kind}:{namespace}/{name}").to_lowercase().into())
}

/// The reference of an entity itself.
pub(crate) fn reference_of(entity: &Identity) -> Box<str> {
    let namespace = entity.namespace.as_deref().unwrap_or("default");
    format!("{}:{namespace}/{}", entity.kind, entity.name).to_lowercase().into()
}

/// The names of the catalog's groups, in lower case.
pub(crate) fn groups(facts: &Facts) -> FxHashSet<String> {
    let groups = facts.entities.iter().filter(|entity| *entity.kind == *"Group");
    groups.map(|group| group.name.to_lowercase()).collect()
}

/// The group that owns each entity, and where that is said, by the place of the entity.
pub(crate) fn owners(facts: &Facts) -> FxHashMap<Span, (String, Span)> {
    let owners = facts.relations.iter().filter(|relation| relation.field == "owner");
    let groups = owners.filter_map(|relation| {
        let (_, name) = relation.target.as_ref()?.strip_prefix("group:")?.split_once('/')?;
        Some((relation.from.span, (name.to_owned(), relation.span)))
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_filled_in() {
        let whole = |text, kind| reference(text, kind, "default").map(String::from);
        assert_eq!(whole("Team-A", Some("group")).as_deref(), Some("group:default/team-a"));
        assert_eq!(whole("user:people/jane", Some("group")).as_deref(), Some("user:people/jane"));
        assert_eq!(whole("orders", None), None);
        assert_eq!(whole("a:b:c", None).as_deref(), Some("a:default/b:c"));
        assert_eq!(whole("a/b:c", Some("group")).as_deref(), Some("group:a/b:c"));
        assert_eq!(whole("a:/c", None), None);
    }
}
