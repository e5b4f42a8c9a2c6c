//! From any part of a rendered file back to its source; only computed when a finding is shown.
//!
//! The file is made once more: as it is, for its values, and from annotated templates, for their places.

use std::ops::Range;
use std::sync::OnceLock;

use minijinja::Value;

use super::annotate::{self, Point};
use super::file_job::FileJob;
use super::{Part, Rendering, context};
use crate::blueprint::Body;
use crate::blueprint::engine::{Engine, Scratch};
use crate::interpolate::marked::{Mark, MarkedText};
use crate::interpolate::{MAX_FILE, Made, Plan};
use crate::source::{FileId, Span};

/// The engines with annotated templates, one for each blueprint that is asked for.
pub(crate) struct Origins<'r> {
    rendering: &'r Rendering<'r>,
    engines: Vec<OnceLock<Engine>>,
}

/// A rendered file that was made once more.
pub(crate) struct Remade<'r> {
    rendering: &'r Rendering<'r>,
    part: Part,
    template: FileId,
    pub(crate) text: String,
    interpolated: Option<Interpolated>,
}

/// What is known of a file that values went into.
struct Interpolated {
    marked: MarkedText,
    plan: Plan,
    points: Vec<Point>,
}

/// Where a part of a rendered file comes from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// The text of the template that made it.
    pub(crate) span: Span,
    /// The value that was printed, where the part is nothing else.
    pub(crate) printed: Option<Printed>,
}

/// A value that a template printed.
#[derive(Debug)]
pub(crate) struct Printed {
    /// As the template has it, such as `app.hostname`.
    pub(crate) expression: String,
    pub(crate) text: String,
    /// Whether it is a list or mapping, of which the part is an entry.
    pub(crate) collection: bool,
}

impl<'r> Origins<'r> {
    pub(crate) fn new(rendering: &'r Rendering<'r>) -> Self {
        Self { rendering, engines: rendering.blueprints.list.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The path of a file in its repository, of that below all of them.
    pub(crate) fn below<'p>(&self, job: usize, path: &'p str) -> &'p str {
        path.get(self.rendering.jobs[job].path.len() + 1..).unwrap_or_default()
    }

    /// Makes files of a repository once more, by their paths; the order is that of the templates.
    pub(crate) fn remake(&self, job: usize, wanted: &[&str], consume: &mut dyn FnMut(&str, &Remade<'r>)) {
        let rendering = self.rendering;
        let job = &rendering.jobs[job];
        let (mut scratch, mut contexts) = (Scratch::default(), context::Contexts::default());
        for part in &job.parts {
            let context = contexts.of(rendering, *part);
            let mut names = Vec::new();
            for index in rendering.output(*part).templates.clone() {
                let template = &rendering.blueprint(*part).templates[index];
                let one = FileJob { rendering, job, part: *part, template };
                let path = one.path(&context, &mut scratch, &mut names).ok().flatten();
                let Some(path) = path.filter(|path| wanted.contains(&path.as_str())) else { continue };
                if let Some(remade) = self.one(&one, &context) {
                    consume(&path, &remade);
                }
            }
        }
    }

    fn one(&self, one: &FileJob<'r, 'r>, context: &Value) -> Option<Remade<'r>> {
        let (part, template, rendering) = (one.part, one.template.file, self.rendering);
        let name = match &one.template.body {
            Body::Fixed(shared) => {
                let text = String::from_utf8_lossy(&shared.bytes).into_owned();
                return Some(Remade { rendering, part, template, text, interpolated: None });
            }
            Body::Template { name, .. } => name,
        };
        let marked = made(&rendering.blueprints.engine, name, context)?;
        let plan = Plan::new(one.template.dialect, &marked.skeleton);
        let text = plan.interpolate(&marked).ok()?;
        let points = self.points(part, name, context, &marked.skeleton);
        Some(Remade { rendering, part, template, text, interpolated: Some(Interpolated { marked, plan, points }) })
    }

    /// Where the parts of a skeleton come from.
    fn points(&self, part: Part, name: &str, context: &Value, skeleton: &str) -> Vec<Point> {
        let blueprint = self.rendering.blueprint(part);
        let engine = &self.engines[part.blueprint as usize];
        let engine = engine.get_or_init(|| annotate::engine(&self.rendering.blueprints.engine, blueprint));
        annotate::trace(engine, blueprint, name, context, skeleton)
    }
}

/// What a template makes; it was made before, so that it is no fault when it cannot be.
fn made(engine: &Engine, name: &str, context: &Value) -> Option<MarkedText> {
    let mut scratch = Scratch::default();
    engine.render_on(&mut scratch, name, context, MAX_FILE).ok()?;
    Some(scratch.marked)
}

impl Remade<'_> {
    /// The key of the inventory for which the file was rendered.
    pub(crate) fn entity(&self) -> Option<Span> {
        self.rendering.entity_span(self.part)
    }

    /// The key of the environment for which the file was rendered.
    pub(crate) fn environment(&self) -> Option<Span> {
        self.rendering.subject(self.part).environment.map(|environment| environment.span)
    }

    /// The `blueprint.yaml` of the template.
    pub(crate) fn manifest(&self) -> FileId {
        self.rendering.blueprint(self.part).file
    }

    /// Where a range of the text comes from.
    pub(crate) fn origin(&self, range: Range<usize>) -> Origin {
        let Some(Interpolated { marked, plan, points }) = &self.interpolated else {
            return Origin { span: Span::new(self.template, range), printed: None };
        };
        let made = plan.made(marked, range);
        let (Some(first), Some(last)) = (made.first(), made.last()) else {
            return Origin { span: Span::top(self.template), printed: None };
        };
        let begin = self.place(points, first.skeleton.start);
        let end = self.end(points, marked, last.skeleton.clone());
        let span = match (begin, end) {
            (Some(begin), Some(end)) if begin.file == end.file && begin.end <= end.end => {
                Span { end: end.end, ..begin }
            }
            (Some(begin), _) => begin,
            (None, _) => Span::top(self.template),
        };
        let printed = match &made[..] {
            [only] if only.values.len() == 1 => self.printed(marked, points, only),
            _ => None,
        };
        Origin { span, printed }
    }

    fn printed(&self, marked: &MarkedText, points: &[Point], made: &Made) -> Option<Printed> {
        let skeleton = &marked.skeleton[made.skeleton.clone()];
        let nul = memchr::memchr(0, skeleton.as_bytes())?;
        let around = [&skeleton[..nul], &skeleton[nul + 2..]];
        if around.iter().any(|text| !matches!(text.trim(), "" | "\"" | "'")) {
            return None;
        }
        let (kind, text) = marked.value(made.values.start);
        let tag = self.place(points, made.skeleton.start + nul)?;
        let expression = self.rendering.sources.text(tag).trim_start_matches("${{").trim_end_matches("}}");
        let expression = expression.trim_matches(['-', ' ', '\n']).to_owned();
        Some(Printed { expression, text: text.to_owned(), collection: kind == Mark::Collection })
    }

    /// Where a position of the skeleton comes from: the character, or the whole tag of a value.
    fn place(&self, points: &[Point], position: usize) -> Option<Span> {
        let at = points.partition_point(|point| point.skeleton <= position).checked_sub(1)?;
        let Point { skeleton, file, offset } = points[at];
        let text = &self.rendering.sources.get(file).text;
        let rest = text.get(offset..)?;
        if skeleton == position && rest.starts_with("${{") {
            let length = rest.find("}}").map_or(rest.len(), |end| end + 2);
            return Some(Span::new(file, offset..offset + length));
        }
        let line = rest.find('\n').unwrap_or(rest.len());
        let begin = text.floor_char_boundary(offset + (position - skeleton).min(line));
        let length = text[begin..].chars().next().map_or(0, char::len_utf8);
        Some(Span::new(file, begin..begin + length))
    }

    /// Where the last character or value of a range of the skeleton comes from.
    fn end(&self, points: &[Point], marked: &MarkedText, range: Range<usize>) -> Option<Span> {
        let bytes = marked.skeleton.as_bytes();
        let is_value = range.len() >= 2 && bytes[range.end - 2] == 0;
        let last = if is_value { range.end - 2 } else { marked.skeleton.floor_char_boundary(range.end - 1) };
        self.place(points, last)
    }
}
