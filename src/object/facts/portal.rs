//! The portal's own configuration: which kinds its catalog takes.

use std::sync::Arc;

use super::Facts;
use crate::object::layout::Place;
use crate::path::file_name;
use crate::source::Span;
use crate::yaml::node::Node;

/// The kinds that one `app-config*.yaml` lets into the catalog.
#[derive(Debug)]
pub(crate) struct Portal {
    /// The rules, or the catalog's section where they are those of Backstage.
    pub(crate) span: Span,
    /// In lower case.
    pub(crate) kinds: Vec<Box<str>>,
}

/// What a catalog takes unless it is told otherwise.
const DEFAULT: [&str; 3] = ["component", "api", "location"];

/// Whether a file is called like the configuration of a portal.
pub(crate) fn is_configuration(place: &Place) -> bool {
    file_name(&place.path).starts_with("app-config")
}

/// Keeps what a portal's configuration lets in.
pub(crate) fn extract(node: &Node<'_>, place: &Arc<Place>, facts: &mut Facts) {
    let Some(catalog) = node.entry("catalog").filter(|_| is_configuration(place)) else { return };
    let (rules, section) = (catalog.value.entry("rules"), &catalog.value);
    let mut kinds: Vec<Box<str>> = match rules {
        Some(rules) => allowed(&rules.value).collect(),
        None => DEFAULT.map(Into::into).into(),
    };
    let locations = section.get("locations").map(Node::items).unwrap_or_default();
    let providers = section.get("providers").map(Node::entries).unwrap_or_default().iter();
    let providers = providers.flat_map(|provider| {
        std::iter::once(&provider.value).chain(provider.value.entries().iter().map(|entry| &entry.value))
    });
    kinds.extend(locations.iter().chain(providers).filter_map(|source| source.get("rules")).flat_map(allowed));
    facts.portals.push(Portal { span: rules.unwrap_or(catalog).key.span, kinds });
}

fn allowed<'n>(rules: &'n Node<'n>) -> impl Iterator<Item = Box<str>> + use<'n> {
    let lists = rules.items().iter().filter_map(|rule| rule.get("allow"));
    let kinds = lists.flat_map(Node::items).filter_map(|kind| kind.as_str().or_else(|| kind.text("kind")));
    kinds.map(|kind| kind.to_lowercase().into())
}
