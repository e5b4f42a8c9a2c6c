//! The inventory as written: every file of it merged by key, every value with its place.
//!
//! Names are not bound here and nothing is filled in ([`crate::platform`] does both).

pub mod ambiguous;
mod merge;

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{self, ReadError};
use crate::shape::Shape;
use crate::source::{FileId, Sources, Span};
use crate::yaml::node::Node;
use crate::yaml::read;

/// The JSON Schema of an inventory, as published for editors.
pub const SCHEMA: &str = include_str!("../../schemas/inventory.schema.json");

/// A whole inventory; values that violate the schema were reported, not removed.
#[derive(Debug)]
pub struct Inventory {
    pub file: FileId,
    pub root: Node<'static>,
}

/// The texts of an inventory: its first file and those it includes, sorted by name.
#[derive(Debug)]
pub struct Files {
    pub first: FileId,
    pub included: Vec<FileId>,
}

/// Reads the inventory at `path` and everything it includes; `base` is how its folder is shown to the user.
pub fn load(path: &Path, base: &str, sources: &mut Sources, sink: &mut Sink) -> Result<Files, ReadError> {
    let name = path.file_name().map_or_else(|| "platform.yaml".into(), |name| name.to_string_lossy().into_owned());
    let first = files::read_source(path, join(base, &name), sources, sink)?;
    let globs = include_globs(first, &sources.get(first).text, sink);
    let mut included = Vec::new();
    if globs.is_empty() {
        return Ok(Files { first, included });
    }
    let folder = files::folder_of(path);
    let mut listing = files::walk(folder, |dir| globs.iter().any(|(glob, _)| may_hold(glob.glob().glob(), dir)));
    if !listing.refused.is_empty() {
        return Err(listing.refused.swap_remove(0));
    }
    let found = listing.files;
    let mut matched = vec![false; globs.len()];
    for relative in &found {
        let mut hit = false;
        for ((glob, _), matched) in globs.iter().zip(&mut matched) {
            if glob.is_match(relative) && *relative != name {
                (hit, *matched) = (true, true);
            }
        }
        if hit {
            included.push(files::read_source(&folder.join(relative), join(base, relative), sources, sink)?);
        }
    }
    for ((glob, span), matched) in globs.iter().zip(matched) {
        if !matched {
            let message = format!("`{}` includes no file", glob.glob().glob());
            sink.push(Diagnostic::error("empty-include", *span, message).help("correct the glob, or remove it"));
        }
    }
    Ok(Files { first, included })
}

fn include_globs(file: FileId, text: &str, sink: &mut Sink) -> Vec<(GlobMatcher, Span)> {
    let mut globs = Vec::new();
    // Parsing twice is for inventories that include something only; faults are reported by `parse`.
    let roots = if text.contains("include") { read::read(file, text, &mut Sink::default()) } else { Vec::new() };
    let items = roots.first().and_then(|root| root.get("include")).map(Node::items).unwrap_or_default();
    for item in items {
        let Some(text) = item.as_str() else { continue };
        if text.starts_with('/') || text.split('/').any(|part| part == "..") {
            let diagnostic =
                Diagnostic::error("path-escapes", item.span, format!("`{text}` leaves the inventory's folder"))
                    .help("include only files below the folder of this file");
            sink.push(diagnostic);
            continue;
        }
        match GlobBuilder::new(text).literal_separator(true).build() {
            Ok(glob) => globs.push((glob.compile_matcher(), item.span)),
            Err(error) => {
                let diagnostic = Diagnostic::error("invalid-value", item.span, format!("not a glob: {}", error.kind()));
                sink.push(diagnostic.help("close `[a-z]` and `{a,b}`; `*`, `**` and `?` stand for any name"));
            }
        }
    }
    globs
}

/// Whether a folder may hold files that a glob matches, by the glob's fixed beginning.
fn may_hold(glob: &str, dir: &str) -> bool {
    let fixed = |part: &&str| !part.contains(['*', '?', '[', '{']);
    glob.split('/').take_while(fixed).zip(dir.split('/')).all(|(wanted, part)| wanted == part)
}

fn join(base: &str, name: &str) -> String {
    if base.is_empty() || base == "." { name.into() } else { format!("{}/{name}", base.trim_end_matches('/')) }
}

/// Parses and merges the files; `None` when nothing of the first could be read.
pub fn parse(files: &Files, sources: &Sources, sink: &mut Sink) -> Option<Inventory> {
    let unread: Vec<FileId> =
        sink.list().iter().filter(|f| f.rule == files::NOT_TEXT).map(|f| f.primary.span.file).collect();
    let ids: Vec<FileId> = std::iter::once(files.first).chain(files.included.iter().copied()).collect();
    let parsed: Vec<(Option<Node<'static>>, Sink)> = ids
        .par_iter()
        .filter(|file| !unread.contains(file))
        .map(|file| {
            let mut sink = Sink::default();
            let text = &sources.get(*file).text;
            let root = read::read_one(*file, text, &mut sink);
            if let Some(root) = &root {
                ambiguous::check(root, text, &mut sink);
            }
            (root.map(Node::into_owned), sink)
        })
        .collect();
    let mut merged: Option<Node<'static>> = None;
    let mut broken = ids.iter().any(|file| unread.contains(file));
    for (at, (root, found)) in parsed.into_iter().enumerate() {
        let found = found.into_list();
        broken |= found.iter().any(|finding| finding.rule == "yaml-syntax");
        sink.extend(found);
        let Some(root) = root else { continue };
        match &mut merged {
            None if at == 0 => merged = Some(root),
            None => {}
            Some(base) => merge::merge(base, root, sink),
        }
    }
    let Some(root) = merged else {
        if !broken && !sink.has_errors() {
            let diagnostic = Diagnostic::error("missing-field", Span::top(files.first), "the inventory is empty")
                .help("begin it with `apiVersion: groma/v1`");
            sink.push(diagnostic);
        }
        return None;
    };
    let shape = Shape::compile(serde_json::from_str(SCHEMA).expect("the published schema is JSON, a test says so"))
        .expect("the published schema compiles, a test says so");
    let found = shape.check("invalid-value", &root).into_iter();
    if broken {
        // What the rest of a broken file would have said is unknown; to go on would report names and fields as missing
        // that are there.
        sink.extend(found.filter(|finding| finding.rule != "missing-field"));
        return None;
    }
    sink.extend(found);
    Some(Inventory { file: files.first, root })
}
