//! The inventory as written: every file of it merged by key, every value with its place.
//!
//! Names are not bound here and nothing is filled in ([`crate::platform`] does both).

pub(crate) mod ambiguous;
mod hostile;
pub(crate) mod included;
mod merge;

use rayon::prelude::*;

use self::included::Included;
use crate::diagnostic::rules::{empty_include, invalid_value, missing_field, not_text, path_escapes, yaml_syntax};
use crate::diagnostic::{Sink, visible};
use crate::json_schema::JsonSchema;
use crate::source::{FileId, Sources, Span};
use crate::store::files::Store;
use crate::store::{Kind, ReadError};
use crate::values::glob::{self, Glob};
use crate::yaml::node::Node;
use crate::yaml::read;

/// The JSON Schema of an inventory, as published for editors.
pub const SCHEMA: &str = include_str!("../../schemas/inventory.schema.json");

/// A whole inventory; values that violate the schema were reported, not removed. Misspelt fields have the names that
/// were meant.
#[derive(Debug)]
pub(crate) struct Inventory {
    pub(crate) root: Node<'static>,
    pub(crate) included: Vec<Included>,
}

/// The texts of an inventory: its first file and those it includes, sorted by name.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) first: FileId,
    pub(crate) included: Vec<FileId>,
    /// Length of what stands before each file's path from the inventory's folder in its name.
    prefix: usize,
}

/// Reads the file `name` of a folder and everything it includes; `base` is how that folder is shown to the user.
pub(crate) fn load(
    store: &Store,
    name: &str,
    base: &str,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Result<Files, ReadError> {
    let first = store.read_source(name, join(base, name), sources, sink)?;
    let globs = include_globs(first, &sources.get(first).text, sink);
    let mut included = Vec::new();
    let prefix = sources.get(first).name.len() - name.len();
    if globs.is_empty() {
        return Ok(Files { first, included, prefix });
    }
    let mut listing = store.list("", |dir| globs.iter().any(|(glob, _)| glob.may_hold(dir) || glob.is_match(dir)));
    listing.refused.retain_mut(|refused| {
        let relative = store.relative(refused);
        refused.path = visible(&join(base, &relative));
        relative.is_empty() || globs.iter().any(|(glob, _)| glob.is_match(&relative) || glob.may_hold(&relative))
    });
    let found = listing.whole()?;
    let mut matched = vec![false; globs.len()];
    for relative in &found {
        let mut hit = false;
        for ((glob, _), matched) in globs.iter().zip(&mut matched) {
            if glob.is_match(relative) && relative != name {
                (hit, *matched) = (true, true);
            }
        }
        if hit {
            included.push(store.read_source(relative, join(base, relative), sources, sink)?);
        }
    }
    for ((glob, span), matched) in globs.iter().zip(matched) {
        if !matched {
            let text = glob.text();
            let message = format!("`{text}` matches no files");
            let help = match () {
                () if glob.is_match(name) => "remove it; the inventory's first file does not include itself".to_owned(),
                () if store.kind(text) == Some(Kind::Folder) => {
                    format!("write `{}/*.yaml` for the files in it", text.trim_end_matches('/'))
                }
                () => "correct the glob, or remove it".to_owned(),
            };
            sink.push(empty_include::RULE.at(*span, message).help(help));
        }
    }
    Ok(Files { first, included, prefix })
}

/// What an inventory may read beside its first file.
#[derive(Debug)]
pub(crate) struct Includes(Vec<Glob>);

impl Includes {
    /// Reads the globs of an inventory's first file; what is wrong with them is said by [`load`].
    pub(crate) fn new(text: &str) -> Self {
        let globs = include_globs(Sources::default().add("", ""), text, &mut Sink::default());
        Self(globs.into_iter().map(|(glob, _)| glob).collect())
    }

    /// Whether a file may be included, or any file below a folder, whose path ends in `/`.
    pub(crate) fn wants(&self, path: &str) -> bool {
        match path.strip_suffix('/') {
            Some(folder) => self.0.iter().any(|glob| glob.may_hold(folder) || glob.is_match(folder)),
            None => self.0.iter().any(|glob| glob.is_match(path)),
        }
    }
}

fn include_globs(file: FileId, text: &str, sink: &mut Sink) -> Vec<(Glob, Span)> {
    let mut globs = Vec::new();
    // Parsing twice is for inventories that include something only; faults are reported by `parse`.
    let roots = if text.contains("include") { read::read(file, text, &mut Sink::default()) } else { Vec::new() };
    let items = roots.first().and_then(|root| root.get("include")).map(Node::items).unwrap_or_default();
    for item in items {
        // An empty text was reported.
        let Some(text) = item.as_str().filter(|text| !text.is_empty()) else { continue };
        if text.starts_with('/') || text.split('/').any(|part| part == "..") {
            let diagnostic = path_escapes::RULE
                .at(item.span, format!("`{text}` leads outside the inventory's folder"))
                .help("include only files below the folder of this file");
            sink.push(diagnostic);
            continue;
        }
        match Glob::new(text) {
            Ok(glob) => globs.push((glob, item.span)),
            Err(wrong) => sink.push(invalid_value::RULE.at(item.span, wrong).help(glob::HELP)),
        }
    }
    globs
}

fn join(base: &str, name: &str) -> String {
    match base {
        "" | "." => name.into(),
        // A commit: `main:platform.yaml`.
        base if base.ends_with(':') => format!("{base}{name}"),
        base => format!("{}/{name}", base.trim_end_matches('/')),
    }
}

/// Parses and merges the files; `None` when nothing of the first could be read.
pub(crate) fn parse(files: &Files, sources: &Sources, sink: &mut Sink) -> Option<Inventory> {
    let unread: Vec<FileId> =
        sink.list().iter().filter(|f| *f.rule == not_text::RULE).map(|f| f.primary.span.file).collect();
    let ids: Vec<FileId> = std::iter::once(files.first).chain(files.included.iter().copied()).collect();
    let parsed: Vec<(Option<Node<'static>>, Sink)> = ids
        .par_iter()
        .filter(|file| !unread.contains(file))
        .map(|file| {
            let mut sink = Sink::default();
            let text = &sources.get(*file).text;
            let root = read::read_one(*file, text, &mut sink);
            if let Some(root) = &root {
                ambiguous::check_file(root, text, &mut sink);
                hostile::check(root, text, &mut sink);
            }
            (root.map(Node::into_owned), sink)
        })
        .collect();
    let (mut merged, mut included) = (None::<Node<'static>>, Vec::new());
    let mut broken = ids.iter().any(|file| unread.contains(file));
    let read = ids.iter().filter(|file| !unread.contains(file));
    for (at, (file, (root, found))) in read.zip(parsed).enumerate() {
        let found = found.into_list();
        broken |= found.iter().any(|finding| *finding.rule == yaml_syntax::RULE);
        sink.extend(found);
        let Some(root) = root else { continue };
        match &mut merged {
            None if at == 0 => merged = Some(root),
            None => {}
            Some(all) => {
                included.push(Included::new(&sources.get(*file).name[files.prefix..], &root));
                merge::merge(all, root, sink);
            }
        }
    }
    let Some(root) = merged else {
        if !broken && !sink.has_errors() {
            let diagnostic = missing_field::RULE
                .at(Span::top(files.first), "the inventory is empty")
                .help("start it with `apiVersion: groma/v1`");
            sink.push(diagnostic);
        }
        return None;
    };
    let schema =
        JsonSchema::compile(serde_json::from_str(SCHEMA).expect("the published schema is JSON, a test says so"))
            .expect("the published schema compiles, a test says so");
    let (found, fixed) = schema.check_and_fix(&invalid_value::RULE, &root);
    let found = found.into_iter();
    if broken {
        // What the rest of a broken file would have said is unknown; to go on would report names and fields as missing
        // that are there.
        sink.extend(found.filter(|finding| *finding.rule != missing_field::RULE));
        return None;
    }
    sink.extend(found);
    Some(Inventory { root: fixed.unwrap_or(root), included })
}
