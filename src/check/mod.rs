//! Judging: documents in, findings out.
//!
//! Each file is read, judged by itself and dropped; what others must know of it is kept as facts ([`facts`]), and rules
//! about the whole [`world`] look at nothing else. Where files come from is none of its business: it never names the
//! disk, and never what renders.

pub mod allow;
pub mod document;
pub mod facts;
pub mod layout;
pub mod levels;
pub mod object;
pub mod rule;
pub mod rules;
pub mod world;

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Sink};
use crate::source::FileId;
use crate::yaml::node::Node;
use crate::yaml::read;
use crate::yaml::scalar::Reading;
use allow::Allow;
use document::Document;
use facts::Facts;
use layout::{Layout, Place, Role};
use levels::Levels;
use object::Object;
use rule::Run;
use world::{Tree, World};

/// What holds for a whole run.
#[derive(Debug, Default)]
pub struct Options {
    pub levels: Levels,
}

/// Gives the text of the file with a place in the list of trees and in the list of its paths; a file that is no text, or
/// cannot be read, is a finding.
pub type Read<'r> = dyn Fn(usize, usize) -> Result<String, Box<Diagnostic>> + Sync + 'r;

/// What was found in one file, and what others must know of it.
#[derive(Debug, Default)]
struct Part {
    facts: Facts,
    found: Sink,
    allows: Vec<Allow>,
}

/// Judges trees, each with the ids of its files, in parallel; the order of what is found depends on the trees alone.
pub fn judge(trees: Vec<(Tree, Vec<FileId>)>, read: &Read<'_>, options: &Options) -> Vec<Diagnostic> {
    let (mut facts, mut found, mut allows) = (Facts::default(), Vec::new(), Vec::new());
    for (index, (tree, files)) in trees.iter().enumerate() {
        let position = |path: &str| tree.paths.binary_search_by(|known| known.as_str().cmp(path)).ok();
        let layout = Layout::new(&tree.paths, &|path| read(index, position(path)?).ok());
        let judged = tree.paths.par_iter().enumerate().map(|(at, path)| {
            let place = Arc::new(layout.place(files[at], index as u32, path));
            file(&place, &|| read(index, at), options)
        });
        for part in judged.collect::<Vec<Part>>() {
            facts.append(part.facts);
            found.extend(part.found.into_list());
            allows.extend(part.allows);
        }
    }
    let world = World::new(facts, trees.into_iter().map(|(tree, _)| tree).collect());
    found.extend(judge_world(&world, options));
    options.levels.settle(&mut found);
    allow::apply(&mut found, allows, &|rule| options.levels.runs(rule));
    // What is said of the allows has a level too.
    options.levels.settle(&mut found);
    found
}

/// All rules about the world, each on its own.
fn judge_world(world: &World, options: &Options) -> Vec<Diagnostic> {
    let sinks = rules::RULES.par_iter().filter(|rule| options.levels.runs(rule.name)).map(|rule| {
        let mut sink = Sink::default();
        if let Run::World(check) = rule.run {
            check(world, &mut sink);
        }
        sink.into_list()
    });
    sinks.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// Judges one file by itself.
fn file(place: &Arc<Place>, read: &dyn Fn() -> Result<String, Box<Diagnostic>>, options: &Options) -> Part {
    let mut part = Part::default();
    if place.role == Role::Other {
        return part;
    }
    let text = match read() {
        Ok(text) => text,
        Err(finding) => {
            part.found.push(*finding);
            return part;
        }
    };
    // JSON is written for many; only what looks like an object is taken for one.
    if place.role == Role::Owners || (place.path.ends_with(".json") && !text.contains("\"apiVersion\"")) {
        return part;
    }
    part.allows = allow::find(place.file, &text);
    let (mut sink, mut judged) = (Sink::default(), false);
    let mut position = 0;
    let reading = reading(place.role, &text);
    read::read_each(place.file, &text, reading, &mut sink, &mut |node, _| {
        let read_as = Reading::of(&node, place.role);
        judged |= match reading == read_as {
            true => document(&node, place, &mut part, options),
            false => reread(place, &text, read_as, position, &mut part, options),
        };
        position += 1;
    });
    // What is nobody's document may be written as its own reader likes it; only that it is no YAML is said.
    part.found.extend(sink.into_list().into_iter().filter(|finding| judged || finding.rule == "yaml-syntax"));
    part
}

impl Reading {
    /// How the consumer of a document reads it.
    fn of(node: &Node<'_>, role: Role) -> Self {
        match document::recognise(node, role) {
            Document::Entity(_) => Self::Backstage,
            Document::Objects(_) | Document::Foreign => Self::Kubernetes,
        }
    }
}

/// How the consumer of a file reads it, as far as can be told before it is read.
fn reading(role: Role, text: &str) -> Reading {
    let versions = text.match_indices("apiVersion").filter_map(|(at, key)| text[at + key.len()..].split('\n').next());
    let written = |rest: &str| rest.trim_start_matches(['"', '\'', ':', ' ']).to_owned();
    match role == Role::Catalog || versions.map(written).any(|version| document::is_catalog(&version)) {
        true => Reading::Backstage,
        false => Reading::Kubernetes,
    }
}

/// Judges one document of a file whose documents have several readers.
fn reread(
    place: &Arc<Place>,
    text: &str,
    reading: Reading,
    position: usize,
    part: &mut Part,
    options: &Options,
) -> bool {
    let (mut at, mut judged) = (0, false);
    read::read_each(place.file, text, reading, &mut Sink::default(), &mut |node, _| {
        if at == position {
            judged = document(&node, place, part, options);
        }
        at += 1;
    });
    judged
}

/// Judges one document; whether it is one that somebody consumes.
fn document(node: &Node<'_>, place: &Arc<Place>, part: &mut Part, options: &Options) -> bool {
    let object = |node| Object { node, identity: Arc::new(document::identity(node, place)) };
    match document::recognise(node, place.role) {
        Document::Foreign => return place.role == Role::Patch,
        Document::Entity(node) => {
            let entity = object(node);
            run(&entity, &mut part.found, options, |run| match run {
                Run::Entity(check) => Some(*check),
                Run::Object(_) | Run::World(_) | Run::Elsewhere => None,
            });
            part.facts.add_entity(&entity);
        }
        Document::Objects(nodes) => {
            for object in nodes.into_iter().map(object) {
                run(&object, &mut part.found, options, |run| match run {
                    Run::Object(check) => Some(*check),
                    Run::Entity(_) | Run::World(_) | Run::Elsewhere => None,
                });
                part.facts.add(&object);
            }
        }
    }
    true
}

type Check = fn(&Object<'_>, &mut Sink);

fn run(object: &Object<'_>, sink: &mut Sink, options: &Options, wanted: fn(&Run) -> Option<Check>) {
    for rule in rules::RULES {
        if let Some(check) = wanted(&rule.run).filter(|_| options.levels.runs(rule.name)) {
            check(object, sink);
        }
    }
}
