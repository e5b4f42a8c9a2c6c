//! One template for one entity: its path, its bytes, and the proof that they are what their name says.

use minijinja::Value;

use super::{Job, Part, Rendering, context, path, trace};
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

/// Renders parts of one repository, in order.
pub fn render(rendering: &Rendering<'_>, job: &Job, parts: &[Part]) -> Rendered {
    let mut rendered = Rendered::default();
    for part in parts {
        let output = rendering.output(*part);
        let blueprint = rendering.blueprint(*part);
        let entity = rendering.entity_span(*part);
        // Most outputs have files that need no value at all; the context is made for the first that does.
        let mut context: Option<Value> = None;
        let root = || context::root(&rendering.platform, rendering.subject(*part));
        for index in output.templates.clone() {
            let template = &blueprint.templates[index];
            let one = One { rendering, job, part: *part, template };
            let needs = matches!(template.body, Body::Template { .. })
                || template.path.iter().any(|text| matches!(text.kind, TextKind::Template(_)));
            let context = if needs { context.get_or_insert_with(root).clone() } else { Value::UNDEFINED };
            match one.render(&context) {
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

/// One template for one part.
pub struct One<'r, 'a> {
    pub rendering: &'r Rendering<'a>,
    pub job: &'r Job,
    pub part: Part,
    pub template: &'r Template,
}

impl One<'_, '_> {
    /// The file's path and content; nothing when its path renders empty.
    fn render(&self, context: &Value) -> Result<Option<(String, Content)>, Box<Diagnostic>> {
        let Some(path) = self.path(context)? else { return Ok(None) };
        let content = match &self.template.body {
            Body::Fixed(shared) => Content::Shared(shared.clone()),
            Body::Template { name, plans } => {
                let marked = self
                    .rendering
                    .blueprints
                    .engine
                    .render(name, context)
                    .map_err(|error| trace::engine(self, context, &error))?;
                if let Some(fault) = self.template.foreign.and_then(|delimiter| marked.holds(delimiter)) {
                    return Err(trace::weaving(self, name, context, &marked, &fault, &path));
                }
                let plan = plans.get(self.template.dialect, &marked.skeleton);
                let text =
                    plan.weave(&marked).map_err(|fault| trace::weaving(self, name, context, &marked, &fault, &path))?;
                if self.template.parsed && !plan.is_proven(&marked) {
                    if let Some(fault) = proof::fault(self.template.dialect, FileId::FIRST, &text) {
                        return Err(trace::invalid(self, name, context, &plan, &marked, &text, fault, &path));
                    }
                    plan.prove(&marked);
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
    fn path(&self, context: &Value) -> Result<Option<String>, Box<Diagnostic>> {
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
                TextKind::Fixed(name) => path.push_str(name),
                TextKind::Template(name) => {
                    let marked = self.rendering.blueprints.engine.render(name, context).map_err(|error| {
                        let what = format!("in the file name of template `{}`: ", self.name());
                        Box::new(trace::expression(component.span, &what, context, &error))
                    })?;
                    let name = Plan::new(Dialect::Path, &marked.skeleton).weave(&marked).map_err(|fault| {
                        refuse(&super::plain(&marked), fault.reason.trim_start_matches("the value "))
                    })?;
                    if name.is_empty() {
                        return Ok(None);
                    }
                    path::check_component(&name).map_err(|reason| refuse(&name, reason))?;
                    path.push_str(&name);
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
