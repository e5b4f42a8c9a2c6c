//! One file by itself: read, checked, and dropped except for its facts.

use std::sync::Arc;

use super::rule::Run;
use super::rules::CHECKS;
use super::suppression::{self, Suppression};
use super::{Options, schemas, values};
use crate::diagnostic::rules::yaml_syntax;
use crate::diagnostic::{Diagnostic, Sink};
use crate::object::Object;
use crate::object::catalog::placeholder::{self, Around};
use crate::object::document::{self, Document};
use crate::object::facts::{Facts, owners, portal};
use crate::object::layout::{Place, Role};
use crate::schema::{Lookup, Schemas, Scope};
use crate::yaml::node::Node;
use crate::yaml::read;
use crate::yaml::scalar::Reading;

/// What was found in one file, and what others must know of it.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) facts: Facts,
    pub(crate) found: Sink,
    pub(crate) allows: Vec<Suppression>,
    /// Findings on objects whose kind is not known, unless the tree defines it.
    pub(crate) unknown: Sink,
}

/// Judges one file, and adds to what was found in others; `around` reads those that its entities name.
pub(crate) fn judge(place: &Arc<Place>, text: &str, part: &mut Part, options: &Options, around: &Around<'_>) {
    if place.role == Role::Owners {
        part.allows.extend(suppression::find(place.file, text));
        owners::file(place, text, &mut part.facts);
        return;
    }
    // JSON is written for many; only what looks like an object is taken for one.
    if place.path.ends_with(".json") && !text.contains("\"apiVersion\"") {
        return;
    }
    part.allows.extend(suppression::find(place.file, text));
    let (mut sink, mut judged) = (Sink::default(), false);
    documents(place, text, &mut sink, &mut |node| judged |= document(node, place, part, options, around));
    // What is nobody's document may be written as its own reader likes it; only that it is no YAML is said.
    let told = sink.into_list().into_iter().filter(|finding| judged || *finding.rule == yaml_syntax::RULE);
    part.found.extend(told);
}

/// Whether a text that can be read has certainly nothing in it that is judged.
pub(crate) fn is_foreign(place: &Place, text: &str) -> bool {
    let names = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    place.role == Role::Documents
        && !portal::is_configuration(place)
        && !["kind", "apiVersion", suppression::MARK].map(names).contains(&true)
}

/// Judges the objects of a file whose kinds were not known, by what the tree itself defines.
pub(crate) fn judge_again(place: &Arc<Place>, text: &str, defined: &Schemas, options: &Options) -> Vec<Diagnostic> {
    let mut found = Sink::default();
    let version = options.version(place);
    documents(place, text, &mut Sink::default(), &mut |node| {
        let Document::Objects(nodes) = document::recognise(node, place.role) else { return };
        for node in nodes {
            if let Some(Lookup::Unknown { .. }) = schemas::find(&options.schemas, node, version) {
                let Some(lookup) = schemas::find(defined, node, version) else { continue };
                let object = Object { node, identity: Arc::new(document::identity(node, place, None)) };
                schemas::judge(&object, &lookup, version, &mut found);
            }
        }
    });
    found.into_list()
}

/// Hands over each document as its consumer reads it.
fn documents(place: &Place, text: &str, sink: &mut Sink, consume: &mut dyn FnMut(&Node<'_>)) {
    let reading = reading(place.role, text);
    let (mut position, mut others) = (0, None);
    read::read_each(place.file, text, reading, sink, &mut |node, _| {
        let own = reading_of(&node, place.role);
        if own == reading {
            consume(&node);
        } else {
            // A file for both readers is read again, once, for the other one.
            let others = others.get_or_insert_with(|| {
                let mut roots = Vec::new();
                read::read_each(place.file, text, own, &mut Sink::default(), &mut |node, _| roots.push(node));
                roots
            });
            others.get(position).into_iter().for_each(&mut *consume);
        }
        position += 1;
    });
}

/// How the consumer of a document reads it.
fn reading_of(node: &Node<'_>, role: Role) -> Reading {
    match document::recognise(node, role) {
        Document::Entity(_) => Reading::Backstage,
        Document::Objects(_) | Document::Foreign => Reading::Kubernetes,
    }
}

/// How the consumer of a file reads it, as far as can be told before it is read.
fn reading(role: Role, text: &str) -> Reading {
    // A group is a host name, so that nothing of a long line beyond it counts.
    let group = |(at, key): (usize, &str)| {
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'', ':', ' ']);
        rest[..rest.floor_char_boundary(300)].split('\n').next()
    };
    let mut versions = text.match_indices("apiVersion").filter_map(group);
    match role == Role::Catalog || versions.any(document::is_catalog) {
        true => Reading::Backstage,
        false => Reading::Kubernetes,
    }
}

/// Judges one document; whether it is one that somebody consumes.
fn document(node: &Node<'_>, place: &Arc<Place>, part: &mut Part, options: &Options, around: &Around<'_>) -> bool {
    match document::recognise(node, place.role) {
        Document::Foreign => {
            portal::extract(node, place, &mut part.facts);
            place.role == Role::Patch
        }
        Document::Entity(node) => {
            let resolved = placeholder::resolve(node, place.folder(), around);
            let node = resolved.as_ref().unwrap_or(node);
            let entity = Object { node, identity: Arc::new(document::identity(node, place, None)) };
            for check in CHECKS {
                if let Run::Entity(check) = check.run {
                    check(&entity, &mut part.found);
                }
            }
            part.facts.add_entity(&entity);
            true
        }
        Document::Objects(nodes) => {
            nodes.into_iter().for_each(|node| object(node, place, part, options));
            true
        }
    }
}

fn object(node: &Node<'_>, place: &Arc<Place>, part: &mut Part, options: &Options) {
    let version = options.version(place);
    let lookup = schemas::find(&options.schemas, node, version).filter(|_| place.role == Role::Documents);
    let scope = match &lookup {
        Some(Lookup::Known(schema)) => schema.scope(),
        _ => None,
    };
    let namespaced = scope.map(|scope| scope == Scope::Namespaced);
    let object = Object { node, identity: Arc::new(document::identity(node, place, namespaced)) };
    match &lookup {
        Some(lookup @ Lookup::Unknown { .. }) => schemas::judge(&object, lookup, version, &mut part.unknown),
        Some(lookup) => {
            schemas::judge(&object, lookup, version, &mut part.found);
            values::judge(&object, &mut part.found);
        }
        None if place.role == Role::Documents => schemas::nameless(&object, &mut part.found),
        None => {}
    }
    for check in CHECKS {
        if let Run::Object(check) = check.run {
            check(&object, &mut part.found);
        }
    }
    part.facts.add(&object);
}
