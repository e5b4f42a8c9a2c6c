//! Everything that is wrong with one file, looked for once it is known that something is.

use minijinja::Value;

use super::file_job::FileJob;
use super::trace::{self, Trace};
use super::{Part, Rendering};
use crate::blueprint::diagnose::{Diagnosis, diagnose};
use crate::blueprint::engine::{MAX_TEXT, TemplateError};
use crate::diagnostic::Diagnostic;
use crate::interpolate::{MAX_FILE, Plan, proof};
use crate::source::{FileId, Span};

/// What is wrong, and whether something took all the work that a template may do: it would take it again for every
/// other entity.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) endless: bool,
}

impl From<Diagnostic> for Found {
    fn from(fault: Diagnostic) -> Self {
        Self { faults: vec![fault], endless: false }
    }
}

impl Found {
    pub(crate) fn extend(&mut self, more: Self) {
        self.faults.extend(more.faults);
        self.endless |= more.endless;
    }
}

/// Most unsafe values that are told of one file.
const MOST: usize = 50;

/// The faults of a file's content. `path` is how the file is called in the rendered tree.
pub(crate) fn of(one: &FileJob<'_, '_>, name: &str, context: &Value, path: &str) -> Found {
    let Diagnosis { faults, rest } = diagnose(&one.rendering.blueprints.engine, name, context, MAX_FILE);
    let engine = &one.rendering.blueprints.engine;
    let endless = faults.iter().any(|fault| fault.limited);
    let mut found: Vec<Diagnostic> = Vec::with_capacity(faults.len());
    for fault in &faults {
        let nowhere = fault.range.is_none() && fault.line.is_none();
        let otherwise = match nowhere && fault.limited {
            true => Trace { one, engine, name, context, path }.last_line(),
            false => Span::top(one.template.file),
        };
        found.push(trace::engine(one, context, fault, otherwise));
    }
    let Some((engine, mut marked)) = rest else { return Found { faults: found, endless } };
    let trace = Trace { one, engine: &engine, name, context, path };
    let plan = Plan::new(one.template.dialect, &marked.skeleton);
    let mut more = Vec::new();
    let text = loop {
        let foreign = one.template.foreign.and_then(|delimiter| marked.holds(delimiter));
        let fault = match foreign.map_or_else(|| plan.interpolate(&marked), Err) {
            Ok(text) => break Some(text),
            Err(_) if more.len() == MOST => break None,
            Err(fault) => fault,
        };
        more.push(trace.unsafe_value(&marked, &fault));
        marked.stand_in(fault.offset);
    };
    if let Some(text) = text.filter(|_| one.template.parsed) {
        let faults = proof::faults(one.template.dialect, FileId::FIRST, &text);
        more.extend(faults.into_iter().map(|fault| trace.invalid(&plan, &marked, &text, fault)));
    }
    // What stands in for a name is no value of the user's, and may not fit where it stands.
    let follows = |span: Span| found.iter().any(|fault| span.holds(fault.primary.span));
    more.retain(|fault| !follows(fault.primary.span));
    found.extend(more);
    Found { faults: found, endless }
}

/// The faults of a text of `blueprint.yaml`, or of a file's name (`what` says which), that is a template.
pub(crate) fn of_text(
    rendering: &Rendering<'_>,
    part: Part,
    span: Span,
    what: &str,
    name: &str,
    context: &Value,
) -> Found {
    let engine = &rendering.blueprints.engine;
    let source = engine.source(name).unwrap_or_default();
    // A text that stands in the file as it is tells the place of each of its parts.
    let begin = rendering.sources.text(span).find(&source).map(|at| span.start as usize + at);
    let at = |fault: &TemplateError| {
        let included = fault.template.as_deref().and_then(|name| rendering.blueprint(part).file_of(name));
        match (included, fault.range.clone(), begin) {
            (Some(file), Some(range), _) => Span::new(file, range),
            (None, Some(range), Some(begin)) => Span::new(span.file, begin + range.start..begin + range.end),
            (_, None, _) | (None, _, None) => span,
        }
    };
    let faults = diagnose(engine, name, context, MAX_TEXT).faults;
    let found = faults.iter().map(|fault| trace::expression(at(fault), what, &source, context, fault));
    Found { faults: found.collect(), endless: faults.iter().any(|fault| fault.limited) }
}
