//! Where blueprints come from: the binary, and the `blueprints` folder beside the inventory, which wins.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use rustc_hash::{FxHashMap, FxHashSet};

use super::engine::{Engine, TemplateError};
use super::manifest::{self, is_template, other_delimiters};
use super::{Blueprint, Blueprints, Body, Globs, Template, Text, TextKind};
use crate::diagnostic::rules::{
    blueprint_too_large, invalid_value, missing_blueprint_file, missing_field, missing_templates, template_error,
};
use crate::diagnostic::{Diagnostic, Sink, visible};
use crate::interpolate::{Dialect, MemoryBudget, Plans, proof};
use crate::json_schema::Shape;
use crate::source::{FileId, Sources, Span};
use crate::store::ReadError;
use crate::store::place::Place;
use crate::tree::Shared;
use crate::yaml::node::Node;
use crate::yaml::read;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/blueprints");

/// The JSON Schema of `blueprint.yaml`, as published for editors.
pub const SCHEMA: &str = include_str!("../../schemas/blueprint.schema.json");

/// Most files of all blueprints of a folder, and of all outputs of one blueprint.
const MAX_FILES: usize = 20_000;
/// Bytes that all of these files may have.
const MAX_BYTES: usize = 64 << 20;
/// Largest `blueprint.yaml`, in bytes.
const MAX_MANIFEST: usize = 256 << 10;

/// The folder of a blueprint that is no part of it.
const EXAMPLE: &str = "example/";

/// The files of one blueprint by path below its folder.
type Folder = BTreeMap<String, FileId>;

/// A folder to read from, by its path in a place, and how it is shown to the user.
#[derive(Clone, Copy, Debug)]
pub struct BlueprintDir<'p> {
    pub(crate) place: &'p Place,
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
    let BlueprintDir { place, path, shown } = shelf;
    let mut listing = place.walk(path, |_| true);
    if !listing.refused.is_empty() {
        return Err(listing.refused.swap_remove(0));
    }
    listing.files.retain(|file| wanted(file));
    let (mut files, mut bytes) = (Vec::new(), 0);
    for file in &listing.files {
        let id = place.read_source(&format!("{path}/{file}"), format!("{shown}/{file}"), sources, sink)?;
        bytes += sources.get(id).text.len();
        files.push((file.clone(), Some(id)));
        if files.len() > MAX_FILES || bytes > MAX_BYTES {
            sink.push(too_large(Span::top(id), &format!("the blueprints in `{shown}`")));
            return Ok(listing.files.into_iter().map(|file| (file, None)).collect());
        }
    }
    Ok(files)
}

fn too_large(span: Span, what: &str) -> Diagnostic {
    let message = format!("{what} hold more than {MAX_FILES} files, or more than {} MiB", MAX_BYTES >> 20);
    let help = "remove what is not rendered, such as installed packages";
    blueprint_too_large::RULE.at(span, message).help(help)
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

/// Blueprints under construction.
pub(crate) struct Loading<'a> {
    pub(crate) engine: Engine,
    pub(crate) sink: &'a mut Sink,
    sources: &'a Sources,
    folder: Folder,
    /// Files that no value goes into; several outputs may render one file.
    fixed: FxHashMap<FileId, Arc<Shared>>,
    /// Files that were found to be what their name says, or not.
    proven: FxHashSet<FileId>,
    /// What all templates together may remember.
    room: MemoryBudget,
}

fn compile(folders: BTreeMap<String, Folder>, sources: &Sources, sink: &mut Sink) -> Blueprints {
    let shape = Shape::compile(serde_json::from_str(SCHEMA).expect("the published schema is JSON, a test says so"))
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
        let Some(root) = loading.manifest(file) else { continue };
        let (faults, mended) = shape.judge(&invalid_value::RULE, &root);
        let root = mended.unwrap_or(root);
        let mut sound = faults.is_empty();
        loading.sink.extend(faults);
        if let Some(node) = root.get("name").filter(|node| node.as_str() != Some(&name)) {
            let message =
                format!("the folder is called `{name}`, the blueprint `{}`", node.as_str().unwrap_or_default());
            loading.sink.push(invalid_value::RULE.at(node.span, message).help("give both the same name"));
            broken.extend(node.as_str().map(str::to_owned));
            sound = false;
        }
        loading.folder = folder;
        // Even where it cannot be used, all that is wrong with it is told.
        sound &= loading.partials(&name);
        let blueprint = manifest::blueprint(&root, file, &mut loading);
        if sound {
            list.push(blueprint);
            broken.pop();
        }
    }
    loading.links(&mut list, &mut broken);
    Blueprints { list, broken, engine: loading.engine }
}

impl<'a> Loading<'a> {
    fn new(sink: &'a mut Sink, sources: &'a Sources) -> Self {
        Self {
            engine: Engine::default(),
            sink,
            sources,
            folder: Folder::new(),
            fixed: FxHashMap::default(),
            proven: FxHashSet::default(),
            room: MemoryBudget::default(),
        }
    }

    /// A `blueprint.yaml` as it is written.
    fn manifest(&mut self, file: FileId) -> Option<Node<'a>> {
        let text = &self.sources.get(file).text;
        if text.len() > MAX_MANIFEST {
            let message = format!("the file is larger than {} KiB", MAX_MANIFEST >> 10);
            let diagnostic = blueprint_too_large::RULE.at(Span::top(file), message);
            self.sink.push(diagnostic.help("move data to templates"));
            return None;
        }
        let before = self.sink.list().len();
        let root = read::read_one(file, text, self.sink);
        if root.is_none() && self.sink.list().len() == before {
            let diagnostic = missing_field::RULE.at(Span::top(file), "the blueprint is empty");
            self.sink.push(diagnostic.help("begin it with `apiVersion: groma/v1`, or remove its folder"));
        }
        root
    }

    /// Takes out the blueprints whose files name one another in a way that has no bound.
    fn links(&mut self, list: &mut Vec<Blueprint>, broken: &mut Vec<String>) {
        for fault in self.engine.links() {
            let name = fault.template.as_deref().unwrap_or_default();
            let own = |blueprint: &&Blueprint| name.split(['/', '#']).next() == Some(&blueprint.name);
            let Some(blueprint) = list.iter().find(own) else { continue };
            self.sink.push(match blueprint.file_of(name) {
                Some(file) => syntax(&fault, file, self.sources),
                None => template_error::RULE.at(Span::top(blueprint.file), &fault.reason).help(&fault.help),
            });
            broken.push(blueprint.name.clone());
        }
        list.retain(|blueprint| !broken.contains(&blueprint.name));
    }

    /// Files ending in `.jinja` are there to be included and imported; without one of them no file can be judged.
    fn partials(&mut self, blueprint: &str) -> bool {
        let partials: Vec<_> =
            self.folder.iter().filter(|(path, _)| path.ends_with(".jinja")).map(|(p, f)| (p.clone(), *f)).collect();
        let added = partials.into_iter().map(|(path, file)| self.add(format!("{blueprint}/{path}"), file));
        added.filter(Option::is_none).count() == 0
    }

    /// Every file by the name that its template has in the engine.
    pub(crate) fn files(&self, blueprint: &str) -> Vec<(String, FileId)> {
        self.folder.iter().map(|(path, file)| (format!("{blueprint}/{path}"), *file)).collect()
    }

    /// Adds the templates of an output's folder to the blueprint.
    pub(crate) fn templates(&mut self, folder: &Node<'_>, globs: &Globs, blueprint: &mut Blueprint) {
        let prefix = format!("{}/", folder.as_str().unwrap_or_default().trim_end_matches('/'));
        let files: Vec<(String, FileId)> = self
            .folder
            .iter()
            .filter(|(path, _)| path.starts_with(&prefix) && !path.ends_with(".jinja"))
            .map(|(path, file)| (path[prefix.len()..].to_owned(), *file))
            .collect();
        if files.is_empty() {
            let message = format!("folder `{prefix}` holds no templates");
            self.sink.push(missing_templates::RULE.at(folder.span, message).help("add files, or correct the name"));
        }
        if blueprint.templates.len() + files.len() > MAX_FILES {
            let what = format!("all outputs of `{}`", blueprint.name);
            return self.sink.push(too_large(folder.span, &what));
        }
        let charts: Vec<String> = files
            .iter()
            .filter_map(|(path, _)| path.strip_suffix("Chart.yaml"))
            .map(|dir| format!("{dir}templates/"))
            .collect();
        for (path, file) in &files {
            let chart = charts.iter().any(|folder| path.starts_with(folder.as_str()));
            let template = self.template(path, *file, &format!("{}/{prefix}{path}", blueprint.name), globs, chart);
            blueprint.templates.extend(template);
        }
    }

    fn template(&mut self, path: &str, file: FileId, name: &str, globs: &Globs, chart: bool) -> Option<Template> {
        let source = &self.sources.get(file).text;
        let dialect = if chart { Dialect::Text } else { Dialect::of(path.trim_end_matches("{% endif %}")) };
        let verbatim = globs.verbatim.is_match(path);
        let fixed = verbatim || !is_template(source);
        // What no value goes into is the rendered file already.
        if fixed && !verbatim && self.proven.insert(file) {
            self.sink.extend(proof::faults(dialect, file, source));
        }
        let body = if fixed {
            let shared = || Arc::new(Shared::new(source.clone().into_bytes()));
            Body::Fixed(Arc::clone(self.fixed.entry(file).or_insert_with(shared)))
        } else {
            self.add(name.to_owned(), file)?;
            Body::Template { name: name.to_owned(), plans: Plans::new(self.room.clone()) }
        };
        let components = path.split('/').map(|part| {
            self.component(part, file, &format!("{}#name:{part}", name.split('/').next().unwrap_or_default()))
        });
        Some(Template {
            path: components.collect::<Option<_>>()?,
            file,
            executable: source.starts_with("#!"),
            keep: globs
                .keep
                .iter()
                .find(|(glob, _)| glob.is_match(path))
                .map(|(_, fields)| fields.clone())
                .unwrap_or_default(),
            dialect,
            parsed: matches!(dialect, Dialect::Yaml | Dialect::Json),
            foreign: match () {
                () if chart => Some("{{"),
                () if path.contains(".github/workflows/") => Some("${{"),
                () if source.contains("kind: ApplicationSet") => Some("{{"),
                () => None,
            },
            body,
        })
    }

    /// One component of a templated path.
    fn component(&mut self, part: &str, file: FileId, name: &str) -> Option<Text> {
        let span = Span::top(file);
        if let Some(help) = other_delimiters(part) {
            let message = format!("file name `{}` holds `{{{{`, which no value is written with", visible(part));
            self.sink.push(template_error::RULE.at(span, message).help(help));
            return None;
        }
        if !is_template(part) {
            return Some(Text { span, kind: TextKind::Fixed(part.to_owned()) });
        }
        if let Err(error) = self.engine.add(name.to_owned(), part.to_owned()) {
            let diagnostic = template_error::RULE.at(span, format!("file name `{part}`: {}", error.reason));
            self.sink.push(diagnostic.help(error.help));
            return None;
        }
        Some(Text { span, kind: TextKind::Template(name.to_owned()) })
    }

    fn add(&mut self, name: String, file: FileId) -> Option<()> {
        if let Some(sound) = self.engine.knows(&name) {
            return sound.then_some(());
        }
        let added = self.engine.add(name, self.sources.get(file).text.clone());
        added.map_err(|error| self.sink.push(syntax(&error, file, self.sources))).ok()
    }
}

/// A template that does not compile.
fn syntax(error: &TemplateError, file: FileId, sources: &Sources) -> Diagnostic {
    let range = error.range.clone().unwrap_or_else(|| {
        let starts = sources.get(file).line_starts();
        let start = error.line.and_then(|line| starts.get(line - 1)).copied().unwrap_or(0) as usize;
        start..start
    });
    template_error::RULE.at(Span::new(file, range), error.reason.clone()).help(&error.help)
}
