//! Findings in rendered files, reported at their source: at the value of the inventory that was written there, or at
//! the text of the template.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::files::Files;
use super::values::{Printed, Values};
use crate::diagnostic::{Diagnostic, Label, Rendered, merged, rendered_key, visible};
use crate::render::Rendering;
use crate::render::origin::{Origin, Origins, Remade};
use crate::source::{FileId, Position, Sources, Span, line_around, position};

/// What is needed to find the lines that made others.
pub(crate) struct Blame<'b> {
    pub(crate) sources: &'b Sources,
    pub(crate) files: &'b Files,
    pub(crate) origins: &'b Origins<'b>,
    pub(crate) rendering: &'b Rendering<'b>,
    pub(crate) values: &'b Values,
    /// The values of each `blueprint.yaml`.
    pub(crate) manifests: &'b FxHashMap<FileId, Values>,
}

/// The lines that made parts of rendered files.
pub(crate) type Provenance = FxHashMap<Span, SourceLine>;

/// The line that made a part of a rendered file.
#[derive(Clone, Debug)]
pub(crate) struct SourceLine {
    pub(crate) span: Span,
    /// What made it beside that, with a word on it.
    pub(crate) beside: Option<(Span, &'static str)>,
    rendered: Rendered,
}

impl Blame<'_> {
    /// Every finding at the line that made it. One that a template makes for many entities is told once.
    pub(crate) fn all(&self, found: Vec<Diagnostic>, makers: &Provenance) -> Vec<Diagnostic> {
        let mut told: Vec<Diagnostic> = found.into_iter().map(|finding| one(finding, makers)).collect();
        told.sort_by(|a, b| (order(a), &a.message).cmp(&(order(b), &b.message)));
        merged(told, |a, b| (a.rule, a.primary.span) == (b.rule, b.primary.span))
    }

    /// The makers of those spans that lie in rendered files; each file is made once more.
    pub(crate) fn makers(&self, spans: impl Iterator<Item = Span>) -> Provenance {
        let mut wanted: BTreeMap<usize, BTreeMap<&str, Vec<Span>>> = BTreeMap::new();
        for span in spans {
            let located = self.sources.nth_beyond(span.file).and_then(|number| self.files.locate(number));
            if let Some((at, path)) = located {
                let path = self.origins.below(at, path);
                wanted.entry(at).or_default().entry(path).or_default().push(span);
            }
        }
        let of_repository = |(at, files): (usize, BTreeMap<&str, Vec<Span>>)| {
            let paths: Vec<&str> = files.keys().copied().collect();
            let mut makers = Vec::new();
            self.origins.remake(at, &paths, &mut |path, remade| {
                let spans = files.get(path).into_iter().flatten();
                makers.extend(spans.map(|span| (*span, self.maker(*span, at, path, remade))));
            });
            makers
        };
        let makers: Vec<Vec<(Span, SourceLine)>> = wanted.into_par_iter().map(of_repository).collect();
        makers.into_iter().flatten().collect()
    }

    fn maker(&self, span: Span, at: usize, path: &str, remade: &Remade<'_>) -> SourceLine {
        let Origin { span: template, printed } = remade.origin(span.range());
        let begin = remade.text.floor_char_boundary(span.start as usize);
        let Position { line, column } = position(&remade.text, begin);
        let rendered = Rendered { path: format!("{}/{path}", self.rendering.path(at)), line, column };
        let entity = remade.entity();
        let value = printed.and_then(|printed| {
            let mut subjects = entity.map(|entity| self.values.above(entity)).unwrap_or_default();
            subjects.extend(remade.environment());
            let range = span.range();
            let (text, key) =
                if printed.collection { part(&remade.text, &range) } else { (printed.text.clone(), false) };
            let wanted = Printed {
                expression: &printed.expression,
                template: &self.sources.get(template.file).text,
                text: &text,
                part: printed.collection,
                key,
                line: &remade.text[line_around(&remade.text, begin)],
                subjects: &subjects,
            };
            let default = || self.manifests.get(&remade.manifest())?.find(&wanted);
            self.values.find(&wanted).or_else(default)
        });
        match value {
            Some(value) => SourceLine { span: value, beside: Some((template, "written by this template")), rendered },
            None => SourceLine { span: template, beside: entity.map(|entity| (entity, "rendered for this")), rendered },
        }
    }
}

fn one(finding: Diagnostic, makers: &Provenance) -> Diagnostic {
    let Some(maker) = makers.get(&finding.primary.span) else { return finding };
    let mut told = finding.rule.at(maker.span, finding.message);
    told.level = finding.level;
    told.primary.message = finding.primary.message;
    told.help = finding.help;
    told.rendered = Some(maker.rendered.clone());
    for Label { span, message } in finding.related {
        let Some(other) = makers.get(&span) else {
            told = told.related(span, message);
            continue;
        };
        let Rendered { path, line, .. } = &other.rendered;
        told = told.related(other.span, format!("{message} (`{}`, line {line})", visible(path)));
    }
    if let Some((span, message)) = maker.beside {
        told = told.related(span, message);
    }
    told
}

/// The scalar at a range, and whether it is a key.
fn part(text: &str, range: &Range<usize>) -> (String, bool) {
    let shown = text.get(range.clone()).unwrap_or_default();
    let is_key = text.get(range.end..).is_some_and(|rest| rest.starts_with(':'));
    let plain = shown.trim_matches(['"', '\'']);
    (plain.to_owned(), is_key)
}

fn order(finding: &Diagnostic) -> (Span, &'static str, Option<(&str, u32, u32)>) {
    (finding.primary.span, finding.rule.name, rendered_key(finding))
}
