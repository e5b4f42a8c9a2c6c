//! Where blueprints come from: the binary, and the `blueprints` folder beside the inventory, which wins.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::templates::{Folder, Loading, MAX_BYTES, MAX_FILES, too_large};
use super::{Blueprints, manifest};
use crate::diagnostic::Sink;
use crate::diagnostic::rules::{blueprint_too_large, invalid_value, missing_blueprint_file, missing_field};
use crate::json_schema::JsonSchema;
use crate::source::{FileId, Sources, Span};
use crate::store::ReadError;
use crate::store::files::Store;
use crate::yaml::node::Node;
use crate::yaml::read;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/blueprints");

/// The JSON Schema of `blueprint.yaml`, as published for editors.
pub const SCHEMA: &str = include_str!("../../schemas/blueprint.schema.json");

/// Largest `blueprint.yaml`, in bytes.
const MAX_MANIFEST: usize = 256 << 10;

/// The folder of a blueprint that is no part of it.
const EXAMPLE: &str = "example/";

/// A folder to read from, by its path in a store, and how it is shown to the user.
#[derive(Clone, Copy, Debug)]
pub struct BlueprintDir<'p> {
    pub(crate) store: &'p Store,
    pub(crate) path: &'p str,
    pub(crate) shown: &'p str,
}

/// Reads the blueprints of the binary, those of a folder, and one by its name from a folder of its own; what is read later
/// takes the place of what was read before.
pub(crate) fn load(
    folder: Option<BlueprintDir<'_>>,
    single: Option<(&str, BlueprintDir<'_>)>,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Result<Blueprints, ReadError> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for embedded in EMBEDDED.dirs() {
        let name = embedded.path().to_string_lossy().into_owned();
        let mut files = Folder::new();
        collect(embedded, &name, &mut files, sources);
        folders.insert(name, files);
    }
    if let Some(shelf) = folder {
        let mut own: BTreeMap<String, Folder> = BTreeMap::new();
        let of_blueprint = |path: &str| path.split_once('/').is_some_and(|(_, rest)| !rest.starts_with(EXAMPLE));
        for (path, file) in texts(shelf, of_blueprint, sources, sink)? {
            let Some((name, rest)) = path.split_once('/') else { continue };
            own.entry(name.to_owned()).or_default().extend(file.map(|file| (rest.to_owned(), file)));
        }
        folders.extend(own);
    }
    if let Some((name, shelf)) = single {
        let files = texts(shelf, |path| !path.starts_with(EXAMPLE), sources, sink)?;
        folders.insert(name.to_owned(), files.into_iter().filter_map(|(path, file)| Some((path, file?))).collect());
    }
    Ok(compile(folders, sources, sink))
}

/// The wanted files below a folder; by their names alone when they are too many.
fn texts(
    shelf: BlueprintDir<'_>,
    wanted: fn(&str) -> bool,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Result<Vec<(String, Option<FileId>)>, ReadError> {
    let BlueprintDir { store, path, shown } = shelf;
    let mut listed = store.list(path, |_| true).whole()?;
    listed.retain(|file| wanted(file));
    let (mut files, mut bytes) = (Vec::new(), 0);
    for file in &listed {
        let id = store.read_source(&format!("{path}/{file}"), format!("{shown}/{file}"), sources, sink)?;
        bytes += sources.get(id).text.len();
        files.push((file.clone(), Some(id)));
        if files.len() > MAX_FILES || bytes > MAX_BYTES {
            sink.push(too_large(Span::top(id), &format!("the blueprints in `{shown}`")));
            return Ok(listed.into_iter().map(|file| (file, None)).collect());
        }
    }
    Ok(files)
}

fn collect(dir: &Dir<'_>, blueprint: &str, files: &mut Folder, sources: &mut Sources) {
    for file in dir.files() {
        let path = file.path().to_string_lossy();
        let relative = path.strip_prefix(blueprint).unwrap_or(&path).trim_start_matches('/').to_owned();
        if let Some(text) = file.contents_utf8().filter(|_| !relative.starts_with(EXAMPLE)) {
            files.insert(relative, sources.add(format!("blueprint:{path}"), text));
        }
    }
    dir.dirs().for_each(|dir| collect(dir, blueprint, files, sources));
}

fn compile(folders: BTreeMap<String, Folder>, sources: &Sources, sink: &mut Sink) -> Blueprints {
    let schema =
        JsonSchema::compile(serde_json::from_str(SCHEMA).expect("the published schema is JSON, a test says so"))
            .expect("the published schema compiles, a test says so");
    let mut loading = Loading::new(sink, sources);
    let (mut list, mut broken) = (Vec::new(), Vec::new());
    for (name, folder) in folders {
        // Taken back where the blueprint proves sound.
        broken.push(name.clone());
        let Some(file) = folder.get("blueprint.yaml").copied() else {
            if let Some(file) = folder.values().next() {
                let message = format!("blueprint `{name}` has no `blueprint.yaml`");
                let diagnostic = missing_blueprint_file::RULE
                    .at(Span::top(*file), message)
                    .help("add the file, or move the folder out of `blueprints/`");
                loading.sink.push(diagnostic);
            }
            continue;
        };
        let Some(root) = manifest(file, sources, loading.sink) else { continue };
        let (faults, fixed) = schema.check_and_fix(&invalid_value::RULE, &root);
        let root = fixed.unwrap_or(root);
        let mut sound = faults.is_empty();
        loading.sink.extend(faults);
        if let Some(node) = root.get("name").filter(|node| node.as_str() != Some(&name)) {
            let message =
                format!("the folder is named `{name}`, the blueprint `{}`", node.as_str().unwrap_or_default());
            loading.sink.push(invalid_value::RULE.at(node.span, message).help("use the same name for both"));
            broken.extend(node.as_str().map(str::to_owned));
            sound = false;
        }
        loading.folder = folder;
        let manifest = if sound { manifest::read(&sources.get(file).text, file, loading.sink) } else { None };
        sound &= manifest.is_some();
        let manifest = manifest.unwrap_or_default();
        loading.engine.trim = manifest.trim;
        // Even where it cannot be used, all that is wrong with it is told.
        sound &= loading.partials(&name);
        let blueprint = manifest::blueprint(&name, &manifest, &root, file, &mut loading);
        if sound {
            list.push(blueprint);
            broken.pop();
        }
    }
    loading.links(&mut list, &mut broken);
    Blueprints { list, broken, engine: loading.engine }
}

/// A `blueprint.yaml` as it is written.
fn manifest<'a>(file: FileId, sources: &'a Sources, sink: &mut Sink) -> Option<Node<'a>> {
    let text = &sources.get(file).text;
    if text.len() > MAX_MANIFEST {
        let message = format!("the file is larger than {} KiB", MAX_MANIFEST >> 10);
        let diagnostic = blueprint_too_large::RULE.at(Span::top(file), message);
        sink.push(diagnostic.help("move data into templates"));
        return None;
    }
    let before = sink.list().len();
    let root = read::read_one(file, text, sink);
    if root.is_none() && sink.list().len() == before {
        let diagnostic = missing_field::RULE.at(Span::top(file), "the blueprint is empty");
        sink.push(diagnostic.help("start it with `apiVersion: groma/v1`, or remove its folder"));
    }
    root
}
