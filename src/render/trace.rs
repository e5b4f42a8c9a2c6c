//! From a rendered file back to the template line that caused a finding; only computed when a finding is shown.
//!
//! The template is rendered once more from a copy of its source in which every line begins with a mark, so that each
//! line of the skeleton tells where it came from.

use minijinja::Value;

use super::annotate;
use super::file_job::FileJob;
use crate::blueprint::engine::{Engine, TemplateError};
use crate::diagnostic::rules::{template_error, undefined_variable, unsafe_value};
use crate::diagnostic::{Diagnostic, nearest};
use crate::interpolate::marked::MarkedText;
use crate::interpolate::{Fault, MAX_FILE, Plan};
use crate::source::{FileId, Position, Source, Span, position};

/// Begins and ends the mark of a line; no text from outside holds it, as the engine's values never do.
const LINE: char = '\u{1}';

/// A fault that the template engine found, at `otherwise` when it cannot tell where.
pub(crate) fn engine(one: &FileJob<'_, '_>, context: &Value, error: &TemplateError, otherwise: Span) -> Diagnostic {
    let blueprint = one.rendering.blueprint(one.part);
    let file = error.template.as_deref().and_then(|name| blueprint.file_of(name)).unwrap_or(one.template.file);
    let source = one.rendering.sources.get(file);
    let span = match (&error.range, error.line) {
        (Some(range), _) => Span::new(file, range.clone()),
        (None, Some(line)) => line_span(source, file, line),
        (None, None) => otherwise,
    };
    expression(span, "", &source.text, context, error)
}

/// A fault in a text of `blueprint.yaml`, or in a file's name (`what` says which), written as `source`.
pub(crate) fn expression(span: Span, what: &str, source: &str, context: &Value, error: &TemplateError) -> Diagnostic {
    let message = format!("{what}{}", error.reason);
    match &error.missing {
        Some(name) => undefined_variable::RULE.at(span, message).help(undefined_help(context, name, source)),
        None => template_error::RULE.at(span, message).help(&error.help),
    }
}

/// What undefined name may have been meant for: the nearest field of the object that was asked.
fn undefined_help(context: &Value, missing: &str, source: &str) -> String {
    let path = missing.replace("['", ".").replace("']", "");
    let (object, name) = path.rsplit_once('.').unwrap_or(("", &path));
    let asked = if object.is_empty() { Some(context.clone()) } else { known(context, object, source) };
    let fields = asked.iter().filter_map(|object| object.try_iter().ok()).flatten();
    let fields: Vec<String> = fields.map(|name| name.to_string()).collect();
    match nearest(name, fields.iter().map(String::as_str)) {
        Some(near) if object.is_empty() => format!("did you mean `{near}`?"),
        Some(near) => format!("did you mean `{object}.{near}`?"),
        None => "correct the name, or test for it first: `{% if name is defined %}`".to_owned(),
    }
}

/// The value of a path such as `app.owner`; of a loop's variable the first value.
fn known(context: &Value, path: &str, source: &str) -> Option<Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let mut value = context.get_attr(first).ok().filter(|value| !value.is_undefined());
    if value.is_none() {
        let (before, list) = source.split_once(&format!("for {first} in "))?;
        let list = list.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).next()?;
        value = known(context, list, before)?.try_iter().ok()?.next();
    }
    rest.split('.')
        .filter(|name| !name.is_empty())
        .try_fold(value?, |object, name| object.get_attr(name).ok().filter(|value| !value.is_undefined()))
}

/// What is needed to find the line of the template that made a line of a file.
pub(crate) struct Trace<'t> {
    pub(crate) one: &'t FileJob<'t, 't>,
    /// The engine that made the file.
    pub(crate) engine: &'t Engine,
    /// The template's name.
    pub(crate) name: &'t str,
    pub(crate) context: &'t Value,
    /// The file's path.
    pub(crate) path: &'t str,
}

impl Trace<'_> {
    /// A value that cannot stand where the template puts it.
    pub(crate) fn unsafe_value(&self, marked: &MarkedText, fault: &Fault) -> Diagnostic {
        let span = self.template_line(&marked.skeleton, fault.offset);
        let Position { line, .. } = position(&marked.skeleton, fault.offset);
        let diagnostic = unsafe_value::RULE.at(span, fault.reason.clone()).help(fault.help);
        diagnostic.rendered(self.path, line, 1)
    }

    /// A rendered file that is not what its name says.
    pub(crate) fn invalid(&self, plan: &Plan, marked: &MarkedText, text: &str, fault: Diagnostic) -> Diagnostic {
        let offset = fault.primary.span.start as usize;
        let span = self.template_line(&marked.skeleton, plan.trace(marked, offset));
        let Position { line, column } = position(text, offset);
        let help =
            fault.help.unwrap_or_else(|| "check the line in the rendered file, and correct this template".into());
        let message = format!("rendered file is broken: {}", fault.message);
        fault.rule.at(span, message).help(help).rendered(self.path, line, column)
    }

    /// The line of the template that made the byte at `offset` of the skeleton.
    fn template_line(&self, skeleton: &str, offset: usize) -> Span {
        if let Some(span) = self.included_line(skeleton, offset) {
            return span;
        }
        let file = self.one.template.file;
        let Position { line, .. } = position(skeleton, offset);
        let numbers = self.lines();
        let number = numbers.get(line as usize - 1).or(numbers.last()).copied().unwrap_or(1);
        line_span(self.one.rendering.sources.get(file), file, number)
    }

    /// The same where other files are included, of which any may have made it.
    fn included_line(&self, skeleton: &str, offset: usize) -> Option<Span> {
        let source = self.engine.source(self.name)?;
        ["include", "import"].iter().find(|word| source.contains(**word))?;
        let (one, name, context) = (self.one, self.name, self.context);
        let blueprint = one.rendering.blueprint(one.part);
        let annotated = annotate::engine(self.engine, blueprint);
        let points = annotate::trace(&annotated, blueprint, name, context, skeleton);
        let point = points[..points.partition_point(|point| point.skeleton <= offset)].last()?;
        let source = one.rendering.sources.get(point.file);
        Some(line_span(source, point.file, source.position(point.offset).line as usize))
    }

    /// The line of the template that was the last to write something.
    pub(crate) fn last_line(&self) -> Span {
        let file = self.one.template.file;
        line_span(self.one.rendering.sources.get(file), file, self.lines().last().copied().unwrap_or(1))
    }

    /// The template's line for every line that it makes, as far as it gets.
    fn lines(&self) -> Vec<usize> {
        let source = marked_source(&self.engine.source(self.name).unwrap_or_default());
        line_numbers(&skeleton_of(&self.engine.render_source(self.name, &source, self.context)))
    }
}

/// A marked text without its values, which may hold line breaks of their own.
fn skeleton_of(text: &str) -> String {
    let mut marked = MarkedText::default();
    marked.push(text, 2 * MAX_FILE);
    marked.skeleton
}

/// The template with a mark before the first text of every line; tags that span lines are left alone.
fn marked_source(source: &str) -> String {
    let mut marked = String::with_capacity(source.len() * 2);
    let mut inside: Option<&str> = None;
    for (at, line) in source.split_inclusive('\n').enumerate() {
        let text = line.trim_start();
        let plain =
            inside.is_none() && !text.trim_end().is_empty() && !text.starts_with("{%") && !text.starts_with("{#");
        if plain {
            marked.push_str(&line[..line.len() - text.len()]);
            marked.push_str(&format!("{LINE}{}{LINE}", at + 1));
            marked.push_str(text);
        } else {
            marked.push_str(line);
        }
        inside = still_inside(line, inside);
    }
    marked
}

/// The closing delimiter of a tag that is open at the end of a line.
fn still_inside<'d>(line: &str, mut inside: Option<&'d str>) -> Option<&'d str> {
    let mut rest = line;
    loop {
        match inside {
            Some(close) => match rest.find(close) {
                Some(at) => {
                    rest = &rest[at + close.len()..];
                    inside = None;
                }
                None => return inside,
            },
            None => {
                let opens = [("${{", "}}"), ("{%", "%}"), ("{#", "#}")];
                let next =
                    opens.iter().filter_map(|(open, close)| rest.find(open).map(|at| (at, open.len(), *close))).min();
                let (at, length, close) = next?;
                rest = &rest[at + length..];
                inside = Some(close);
            }
        }
    }
}

/// The template's line for every line of a text rendered from a marked source; a line without mark has its
/// predecessor's.
fn line_numbers(text: &str) -> Vec<usize> {
    let mut last = 1;
    let mut numbers = Vec::new();
    for line in text.split('\n') {
        let mut parts = line.split(LINE);
        if let Some(number) = parts.nth(1).and_then(|number| number.parse().ok()) {
            last = number;
        }
        numbers.push(last);
    }
    numbers
}

/// The text of a line, without indentation and line break.
fn line_span(source: &Source, file: FileId, line: usize) -> Span {
    let starts = source.line_starts();
    let start = starts.get(line.saturating_sub(1)).copied().unwrap_or(0) as usize;
    let end = starts.get(line).map_or(source.text.len(), |next| *next as usize);
    let text = &source.text[start..end];
    let indent = text.len() - text.trim_start().len();
    Span::new(file, start + indent..start + text.trim_end().len().max(indent))
}
