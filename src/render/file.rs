//! One template for one entity: its path, its bytes, and the proof that they are what their name says.

use std::borrow::Cow;

use minijinja::Value;
use rayon::prelude::*;

use super::faults::{self, Found};
use super::file_job::FileJob;
use super::{Job, Part, Rendering, context, path};
use crate::blueprint::engine::{MAX_TEXT, Scratch};
use crate::blueprint::{Body, Text, TextKind};
use crate::diagnostic::rules::{path_escapes, template_error};
use crate::diagnostic::{Diagnostic, visible};
use crate::interpolate::{Dialect, MAX_FILE, Plan, proof};
use crate::source::{FileId, Span};
use crate::tree::{Content, File, Origin};

/// What a run of parts made.
#[derive(Default)]
pub(crate) struct Rendered {
    pub(crate) files: Vec<(Part, File)>,
    pub(crate) faults: Vec<Diagnostic>,
    /// Whether a template took all the work it may do; what follows it is left out.
    pub(crate) endless: bool,
}

/// Bytes that all files of a run of parts may have.
const MAX_BYTES: usize = 32 << 20;
/// Faults after which a run of parts is given up.
const MAX_FAULTS: usize = 1000;

/// Renders parts of one repository, in order, on many threads when they are many.
pub(crate) fn render_all(rendering: &Rendering<'_>, job: &Job, parts: &[Part], scratch: &mut Scratch) -> Vec<Rendered> {
    match parts.len() {
        0..=64 => vec![render(rendering, job, parts, scratch)],
        _ => {
            let one = |scratch: &mut Scratch, parts: &[Part]| render(rendering, job, parts, scratch);
            parts.par_chunks(32).map_init(Scratch::default, one).collect()
        }
    }
}

/// How many files parts have, without rendering more than their names.
pub(crate) fn count(rendering: &Rendering<'_>, job: &Job, parts: &[Part]) -> usize {
    let mut scratch = Scratch::default();
    let mut count = 0;
    for part in parts {
        let context = context::root(&rendering.platform, rendering.subject(*part));
        let mut names = Names::new();
        for index in rendering.output(*part).templates.clone() {
            let template = &rendering.blueprint(*part).templates[index];
            let one = FileJob { rendering, job, part: *part, template };
            count += usize::from(one.path(&context, &mut scratch, &mut names).is_ok_and(|path| path.is_some()));
        }
    }
    count
}

/// Renders parts of one repository, in order.
pub(crate) fn render(rendering: &Rendering<'_>, job: &Job, parts: &[Part], scratch: &mut Scratch) -> Rendered {
    let mut rendered = Rendered::default();
    let mut contexts = context::Contexts::default();
    let mut bytes = 0;
    for part in parts {
        let output = rendering.output(*part);
        let blueprint = rendering.blueprint(*part);
        let entity = rendering.entity_span(*part);
        // Most outputs have files that need no value at all; the context is made for the first that does.
        let mut context: Option<Value> = None;
        let mut names = Names::new();
        for index in output.templates.clone() {
            let template = &blueprint.templates[index];
            let one = FileJob { rendering, job, part: *part, template };
            let needs = matches!(template.body, Body::Template { .. })
                || template.path.iter().any(|text| matches!(text.kind, TextKind::Template(_)));
            let context = if needs {
                context.get_or_insert_with(|| contexts.of(rendering, *part)).clone()
            } else {
                Value::UNDEFINED
            };
            match one.render(&context, scratch, &mut names) {
                Ok(None) => {}
                Ok(Some((path, content))) => {
                    bytes += if let Content::Own(own) = &content { own.len() } else { 0 };
                    if bytes > MAX_BYTES {
                        rendered.faults.push(rendering.for_entity(*part, one.too_large()));
                        return Rendered { endless: true, ..rendered };
                    }
                    let origin = Origin {
                        blueprint: part.blueprint,
                        template: index as u32,
                        entity: entity.unwrap_or(Span::top(FileId::FIRST)),
                    };
                    rendered.files.push((
                        *part,
                        File {
                            path,
                            content,
                            executable: template.executable,
                            ownership: output.ownership,
                            keep: template.keep.clone(),
                            origin: Some(origin),
                        },
                    ));
                }
                Err(Found { faults, endless }) => {
                    rendered.faults.extend(faults.into_iter().map(|fault| rendering.for_entity(*part, fault)));
                    rendered.endless = endless;
                    if endless || rendered.faults.len() >= MAX_FAULTS {
                        return rendered;
                    }
                }
            }
        }
    }
    rendered
}

/// Names of folders that were rendered for a part, by template: the files of an output share them.
pub(crate) type Names = Vec<(String, String)>;

impl FileJob<'_, '_> {
    /// The file's path and content; nothing when its path renders empty.
    fn render(
        &self,
        context: &Value,
        scratch: &mut Scratch,
        names: &mut Names,
    ) -> Result<Option<(String, Content)>, Found> {
        let path = self.path(context, scratch, names);
        if let Ok(None) = path {
            return Ok(None);
        }
        match (path, self.content(context, scratch)) {
            (Ok(Some(path)), Some(content)) => Ok(Some((path, content))),
            (path, content) => Err(self.faults(context, path, content.is_none())),
        }
    }

    /// The file's content, if nothing is wrong with it.
    fn content(&self, context: &Value, scratch: &mut Scratch) -> Option<Content> {
        let (name, plans) = match &self.template.body {
            Body::Fixed(shared) => return Some(Content::Shared(shared.clone())),
            Body::Template { name, plans } => (name, plans),
        };
        self.rendering.blueprints.engine.render_on(scratch, name, context, MAX_FILE).ok()?;
        let marked = &scratch.marked;
        if self.template.foreign.is_some_and(|delimiter| marked.holds(delimiter).is_some()) {
            return None;
        }
        let plan = plans.get(self.template.dialect, &marked.skeleton);
        let text = plan.interpolate(marked).ok()?;
        if self.template.parsed && !plan.is_proven(marked) {
            if !proof::faults(self.template.dialect, FileId::FIRST, &text).is_empty() {
                return None;
            }
            plan.prove(marked);
        }
        Some(Content::Own(text.into_bytes()))
    }

    /// What is wrong with the path, and with the content if there is something.
    fn faults(&self, context: &Value, path: Result<Option<String>, Found>, broken: bool) -> Found {
        let (path, mut found) = match path {
            Ok(path) => (path.unwrap_or_default(), Found::default()),
            Err(found) => (self.name(), found),
        };
        if let (true, Body::Template { name, .. }) = (broken, &self.template.body) {
            found.extend(faults::of(self, name, context, &format!("{}/{path}", self.job.path)));
        }
        assert!(!found.faults.is_empty(), "a file that could not be made has a fault that is found again");
        found
    }

    /// This file is one too many.
    fn too_large(&self) -> Diagnostic {
        let message = format!("files rendered together exceed {} MiB", MAX_BYTES >> 20);
        let diagnostic = template_error::RULE.at(Span::top(self.template.file), message);
        diagnostic.help("write less, or split it over more repositories")
    }

    /// The template's path, from its blueprint's folder.
    fn name(&self) -> String {
        visible(self.rendering.blueprint(self.part).name_of(self.template.file).unwrap_or_default())
    }

    /// The file's path, component by component; an empty component leaves the file out.
    pub(crate) fn path(
        &self,
        context: &Value,
        scratch: &mut Scratch,
        names: &mut Names,
    ) -> Result<Option<String>, Found> {
        let mut path = String::with_capacity(64);
        let mut found = Found::default();
        for component in &self.template.path {
            if !path.is_empty() {
                path.push('/');
            }
            match self.component(component, context, scratch, names) {
                Ok(name) if name.is_empty() => return Ok(None),
                Ok(name) => path.push_str(&name),
                Err(faults) => found.extend(faults),
            }
        }
        if path.starts_with(".groma/") {
            let diagnostic = path_escapes::RULE.at(Span::top(self.template.file), "`.groma/` is reserved for groma");
            found.faults.push(diagnostic.help("move the template to another folder"));
        }
        if found.faults.is_empty() { Ok(Some(path)) } else { Err(found) }
    }

    fn component<'c>(
        &self,
        component: &'c Text,
        context: &Value,
        scratch: &mut Scratch,
        names: &mut Names,
    ) -> Result<Cow<'c, str>, Found> {
        let refuse = |name: &str, reason: &str| {
            let message = format!("file name `{}` of template `{}` {reason}", visible(name), self.name());
            let diagnostic = path_escapes::RULE.at(component.span, message);
            Found::from(diagnostic.help("use a plain name, without `/` and `..`"))
        };
        let template = match &component.kind {
            TextKind::Fixed(name) => {
                path::check_component(name).map_err(|reason| refuse(name, reason))?;
                return Ok(name.into());
            }
            TextKind::Template(template) => template,
        };
        if let Some((_, name)) = names.iter().find(|(known, _)| known == template) {
            return Ok(name.clone().into());
        }
        if self.rendering.blueprints.engine.render_on(scratch, template, context, MAX_TEXT).is_err() {
            let what = format!("in the file name of template `{}`: ", self.name());
            return Err(faults::of_text(self.rendering, self.part, component.span, &what, template, context));
        }
        let name = Plan::new(Dialect::Path, &scratch.marked.skeleton)
            .interpolate(&scratch.marked)
            .map_err(|fault| refuse(&super::plain(&scratch.marked), fault.reason.trim_start_matches("the value ")))?;
        if !name.is_empty() {
            path::check_component(&name).map_err(|reason| refuse(&name, reason))?;
            names.push((template.clone(), name.clone()));
        }
        Ok(name.into())
    }
}
