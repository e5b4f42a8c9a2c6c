//! One template for one entity: its path, its bytes, and the proof that they are what their name says.

use minijinja::Value;
use rayon::prelude::*;

use super::{Job, Part, Rendering, context, path, trace};
use crate::blueprint::engine::Desk;
use crate::blueprint::{Body, Template, TextKind};
use crate::diagnostic::{Diagnostic, visible};
use crate::source::{FileId, Span};
use crate::tree::{Content, File, Origin};
use crate::weave::{Dialect, Plan, proof};

/// What a run of parts made.
#[derive(Default)]
pub struct Rendered {
    pub files: Vec<(Part, File)>,
    pub faults: Vec<Diagnostic>,
}

/// Renders parts of one repository, in order, on many threads when they are many.
pub fn render_all(rendering: &Rendering<'_>, job: &Job, parts: &[Part]) -> Vec<Rendered> {
    match parts.len() {
        0..=64 => vec![render(rendering, job, parts)],
        _ => parts.par_chunks(32).map(|parts| render(rendering, job, parts)).collect(),
    }
}

/// How many files parts have, without rendering more than their names.
pub fn count(rendering: &Rendering<'_>, job: &Job, parts: &[Part]) -> usize {
    let mut desk = Desk::default();
    let mut count = 0;
    for part in parts {
        let context = context::root(&rendering.platform, rendering.subject(*part));
        let mut names = Names::new();
        for index in rendering.output(*part).templates.clone() {
            let template = &rendering.blueprint(*part).templates[index];
            let one = One { rendering, job, part: *part, template };
            count += usize::from(one.path(&context, &mut desk, &mut names).is_ok_and(|path| path.is_some()));
        }
    }
    count
}

/// Renders parts of one repository, in order.
fn render(rendering: &Rendering<'_>, job: &Job, parts: &[Part]) -> Rendered {
    let mut rendered = Rendered::default();
    let mut desk = Desk::default();
    for part in parts {
        let output = rendering.output(*part);
        let blueprint = rendering.blueprint(*part);
        let entity = rendering.entity_span(*part);
        // Most outputs have files that need no value at all; the context is made for the first that does.
        let mut context: Option<Value> = None;
        let mut names = Names::new();
        let root = || context::root(&rendering.platform, rendering.subject(*part));
        for index in output.templates.clone() {
            let template = &blueprint.templates[index];
            let one = One { rendering, job, part: *part, template };
            let needs = matches!(template.body, Body::Template { .. })
                || template.path.iter().any(|text| matches!(text.kind, TextKind::Template(_)));
            let context = if needs { context.get_or_insert_with(root).clone() } else { Value::UNDEFINED };
            match one.render(&context, &mut desk, &mut names) {
                Ok(None) => {}
                Ok(Some((path, content))) => {
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
                Err(fault) => rendered.faults.push(rendering.for_entity(*part, *fault)),
            }
        }
    }
    rendered
}

/// Names of folders that were rendered for a part, by template: the files of an output share them.
type Names = Vec<(String, String)>;

/// One template for one part.
pub struct One<'r, 'a> {
    pub rendering: &'r Rendering<'a>,
    pub job: &'r Job,
    pub part: Part,
    pub template: &'r Template,
}

impl One<'_, '_> {
    /// The file's path and content; nothing when its path renders empty.
    fn render(
        &self,
        context: &Value,
        desk: &mut Desk,
        names: &mut Names,
    ) -> Result<Option<(String, Content)>, Box<Diagnostic>> {
        let Some(path) = self.path(context, desk, names)? else { return Ok(None) };
        let content = match &self.template.body {
            Body::Fixed(shared) => Content::Shared(shared.clone()),
            Body::Template { name, plans } => {
                let engine = &self.rendering.blueprints.engine;
                engine.render_on(desk, name, context).map_err(|error| trace::engine(self, context, &error))?;
                let marked = &desk.marked;
                if let Some(fault) = self.template.foreign.and_then(|delimiter| marked.holds(delimiter)) {
                    return Err(trace::weaving(self, name, context, marked, &fault, &path));
                }
                let plan = plans.get(self.template.dialect, &marked.skeleton);
                let text =
                    plan.weave(marked).map_err(|fault| trace::weaving(self, name, context, marked, &fault, &path))?;
                if self.template.parsed && !plan.is_proven(marked) {
                    if let Some(fault) = proof::fault(self.template.dialect, FileId::FIRST, &text) {
                        return Err(trace::invalid(self, name, context, &plan, marked, &text, fault, &path));
                    }
                    plan.prove(marked);
                }
                Content::Own(text.into_bytes())
            }
        };
        Ok(Some((path, content)))
    }

    /// The template's path, from its blueprint's folder.
    fn name(&self) -> String {
        visible(self.rendering.blueprint(self.part).name_of(self.template.file).unwrap_or_default())
    }

    /// The file's path, component by component; an empty component leaves the file out.
    fn path(&self, context: &Value, desk: &mut Desk, names: &mut Names) -> Result<Option<String>, Box<Diagnostic>> {
        let mut path = String::with_capacity(64);
        for component in &self.template.path {
            if !path.is_empty() {
                path.push('/');
            }
            let refuse = |name: &str, reason: &str| {
                let message = format!("file name `{}` of template `{}` {reason}", visible(name), self.name());
                Box::new(
                    Diagnostic::error("path-escapes", component.span, message)
                        .help("give a plain name, without `/` and `..`"),
                )
            };
            match &component.kind {
                TextKind::Fixed(name) => {
                    path::check_component(name).map_err(|reason| refuse(name, reason))?;
                    path.push_str(name);
                }
                TextKind::Template(template) => {
                    if let Some((_, name)) = names.iter().find(|(known, _)| known == template) {
                        path.push_str(name);
                        continue;
                    }
                    self.rendering.blueprints.engine.render_on(desk, template, context).map_err(|error| {
                        let what = format!("in the file name of template `{}`: ", self.name());
                        Box::new(trace::expression(component.span, &what, context, &error))
                    })?;
                    let name =
                        Plan::new(Dialect::Path, &desk.marked.skeleton).weave(&desk.marked).map_err(|fault| {
                            refuse(&super::plain(&desk.marked), fault.reason.trim_start_matches("the value "))
                        })?;
                    if name.is_empty() {
                        return Ok(None);
                    }
                    path::check_component(&name).map_err(|reason| refuse(&name, reason))?;
                    path.push_str(&name);
                    names.push((template.clone(), name));
                }
            }
        }
        if path.starts_with(".groma/") {
            return Err(Box::new(Diagnostic::error(
                "path-escapes",
                Span::top(self.template.file),
                "`.groma/` is groma's own folder",
            )));
        }
        Ok(Some(path))
    }
}
