//! The templates of blueprints under construction.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::delimiters::{is_template, other_delimiters};
use super::engine::{Engine, TemplateError};
use super::{Blueprint, Body, Globs, Template, Text, TextKind};
use crate::diagnostic::rules::{blueprint_too_large, missing_templates, template_error};
use crate::diagnostic::{Diagnostic, Sink, visible};
use crate::interpolate::{Dialect, MemoryBudget, Plans, proof};
use crate::source::{FileId, Sources, Span};
use crate::tree::Shared;
use crate::yaml::node::Node;

/// Most files of all blueprints of a folder, and of all outputs of one blueprint.
pub(crate) const MAX_FILES: usize = 20_000;
/// Bytes that all of these files may have.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// The files of one blueprint by path below its folder.
pub(crate) type Folder = BTreeMap<String, FileId>;

/// Blueprints under construction.
pub(crate) struct Loading<'a> {
    pub(crate) engine: Engine,
    pub(crate) sink: &'a mut Sink,
    sources: &'a Sources,
    pub(crate) folder: Folder,
    /// Files that no value goes into; several outputs may render one file.
    fixed: FxHashMap<FileId, Arc<Shared>>,
    /// Files that were found to be what their name says, or not.
    proven: FxHashSet<FileId>,
    /// What all templates together may remember.
    room: MemoryBudget,
}

impl<'a> Loading<'a> {
    pub(crate) fn new(sink: &'a mut Sink, sources: &'a Sources) -> Self {
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

    /// Takes out the blueprints whose files name one another in a way that has no bound.
    pub(crate) fn links(&mut self, list: &mut Vec<Blueprint>, broken: &mut Vec<String>) {
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

    /// Files ending in `.jinja` are there to be included and imported; without one of them no file can be checked.
    pub(crate) fn partials(&mut self, blueprint: &str) -> bool {
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
            let message = format!("folder `{prefix}` contains no templates");
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
        let verbatim = globs.verbatim.iter().any(|glob| glob.is_match(path));
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
            let name = format!("{}#name:{part}", name.split('/').next().unwrap_or_default());
            let (what, prefix) = (format!("file name `{}`", visible(part)), format!("file name `{part}`: "));
            self.text(part.to_owned(), Span::top(file), name, &what, &prefix)
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

    /// A string that may be a template, and then has a name in the engine; `what` it is stands in messages, and before
    /// those of the engine `prefix`.
    pub(crate) fn text(&mut self, source: String, span: Span, name: String, what: &str, prefix: &str) -> Option<Text> {
        if let Some(help) = other_delimiters(&source) {
            let message = format!("{what} contains `{{{{`, which is not the syntax for values");
            self.sink.push(template_error::RULE.at(span, message).help(help));
            return None;
        }
        if !is_template(&source) {
            return Some(Text { span, kind: TextKind::Fixed(source) });
        }
        if let Err(error) = self.engine.add(name.clone(), source) {
            let diagnostic = template_error::RULE.at(span, format!("{prefix}{}", error.reason));
            self.sink.push(diagnostic.help(error.help));
            return None;
        }
        Some(Text { span, kind: TextKind::Template(name) })
    }

    fn add(&mut self, name: String, file: FileId) -> Option<()> {
        if let Some(sound) = self.engine.knows(&name) {
            return sound.then_some(());
        }
        let added = self.engine.add(name, self.sources.get(file).text.clone());
        added.map_err(|error| self.sink.push(syntax(&error, file, self.sources))).ok()
    }
}

pub(crate) fn too_large(span: Span, what: &str) -> Diagnostic {
    let message = format!("{what} contain more than {MAX_FILES} files, or more than {} MiB", MAX_BYTES >> 20);
    let help = "remove what is not rendered, such as installed packages";
    blueprint_too_large::RULE.at(span, message).help(help)
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
