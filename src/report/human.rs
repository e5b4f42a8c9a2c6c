//! The report for people, in the form that rustc made familiar.
//!
//! [`render`] takes any [`miette::Diagnostic`], so that findings and errors of the command look the same. No
//! character that could drive a terminal leaves this module, whatever file, name or message it came from.

mod excerpt;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group, Level as Heading, Origin, Renderer};
use miette::{LabeledSpan, Severity, SourceCode};

use self::excerpt::{Excerpt, Lines, Role, excerpts};
use super::{Style, Summary};
use crate::diagnostic::rule::Level;
use crate::diagnostic::{Diagnostic, Label, Rendered, visible};
use crate::source::{FileId, Position, Sources};

/// All findings in their order and a line that counts them; nothing when there are none.
pub(crate) fn report(diagnostics: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    let mut text = String::new();
    let mut more: BTreeMap<Kind<'_>, Vec<&Diagnostic>> = BTreeMap::new();
    let mut seen: BTreeMap<Kind<'_>, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let times = seen.entry(kind(diagnostic)).or_default();
        *times += 1;
        if *times > IN_FULL {
            more.entry(kind(diagnostic)).or_default().push(diagnostic);
            continue;
        }
        text.push_str(&render(&Shown::new(diagnostic, sources), style));
        text.push('\n');
    }
    more.values().for_each(|alike| text.push_str(&in_brief(alike, sources, style)));
    if !diagnostics.is_empty() {
        text.push_str(&summary(Summary::of(diagnostics), style));
    }
    text
}

/// Findings of one kind that are shown in full; of the others a line is enough.
const IN_FULL: usize = 8;

/// A mistake that may be made many times: level, rule, and the words of message and help without the names in them.
type Kind<'a> = (Level, &'a str, String);

fn kind(diagnostic: &Diagnostic) -> Kind<'_> {
    let normalize = |text: &str| text.split('`').step_by(2).collect::<String>();
    let help = diagnostic.help.as_deref().unwrap_or_default();
    (diagnostic.level, diagnostic.rule.name, normalize(&diagnostic.message) + &normalize(help))
}

/// One line for each of many findings of a kind.
fn in_brief(alike: &[&Diagnostic], sources: &Sources, style: &Style) -> String {
    let heading = match alike[0].level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
        Level::Info => Heading::INFO,
    };
    let title = heading.primary_title(format!("{} more like this", alike.len())).id(alike[0].rule.name.to_owned());
    let mut text = renderer(style).render(&[Group::with_title(title)]) + "\n";
    // What to do is known from those above, unless it names something.
    let differ = alike.iter().any(|other| other.help != alike[0].help);
    for diagnostic in alike {
        let (at, _) = sources.locate(diagnostic.primary.span);
        let name = visible(&sources.get(diagnostic.primary.span.file).name);
        let message = visible(&diagnostic.message);
        let help = diagnostic.help.as_deref().filter(|_| differ);
        let help = help.map(|help| format!("; {}", visible(help))).unwrap_or_default();
        text.push_str(&format!("  --> {name}:{}:{}: {message}{help}\n", at.line, at.column));
    }
    text + "\n"
}

/// One diagnostic with its excerpts, notes and help; ends with a newline.
///
/// A related diagnostic without a message is another place of the same fault, one that advises and has no labels
/// is a note; any other is shown on its own below. Causes ([`Error::source`]) become notes.
pub(crate) fn render(diagnostic: &dyn miette::Diagnostic, style: &Style) -> String {
    let mut positions = Vec::new();
    let mut title = level(diagnostic).primary_title(clean(&diagnostic.to_string()));
    if let Some(code) = diagnostic.code() {
        title = title.id(visible(&code.to_string()));
    }
    let mut group = place(Group::with_title(title), diagnostic, Role::Fault, style, &mut positions);
    let (mut notes, mut others) = (Vec::new(), Vec::new());
    for related in diagnostic.related().into_iter().flatten() {
        let message = clean(&related.to_string());
        if message.is_empty() {
            group = place(group, related, Role::Context, style, &mut positions);
        } else if related.severity() == Some(Severity::Advice) && related.labels().is_none() {
            notes.push(message);
        } else {
            others.push((related, message));
        }
    }
    let causes = std::iter::successors(diagnostic.source(), |error| (*error).source());
    notes.extend(causes.map(|error| format!("caused by: {}", clean(&error.to_string()))));
    let mut groups = vec![group.elements(notes.into_iter().map(|note| Heading::NOTE.message(note)))];
    for (related, message) in others {
        let group = Group::with_title(level(related).secondary_title(message));
        groups.push(place(group, related, Role::Fault, style, &mut positions));
    }
    if let Some(help) = diagnostic.help() {
        groups.push(Group::with_title(Heading::HELP.secondary_title(clean(&help.to_string()))));
    }
    with_positions(&renderer(style).render(&groups), &positions) + "\n"
}

/// A finding as a [`miette::Diagnostic`].
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    place: Place<'a>,
    elsewhere: Vec<Place<'a>>,
    rendered: Option<Note>,
}

impl<'a> Shown<'a> {
    pub(crate) fn new(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let Label { span, message } = &diagnostic.primary;
        let main = LabeledSpan::new_primary_with_span(text(message), span.range());
        let mut place = Place { file: span.file, lines: Lines(sources.get(span.file)), labels: vec![main] };
        let mut elsewhere: Vec<Place> = Vec::new();
        for Label { span, message } in &diagnostic.related {
            let label = LabeledSpan::new_with_span(text(message), span.range());
            let mut known = std::iter::once(&mut place).chain(&mut elsewhere);
            if let Some(place) = known.find(|place| place.file == span.file) {
                place.labels.push(label);
            } else {
                elsewhere.push(Place { file: span.file, lines: Lines(sources.get(span.file)), labels: vec![label] });
            }
        }
        let rendered = diagnostic.rendered.as_ref().map(|Rendered { path, line, column }| {
            let path = visible(path);
            Note(format!("in the rendered file `{path}`:{line}:{column}"))
        });
        Self { diagnostic, place, elsewhere, rendered }
    }
}

fn text(message: &str) -> Option<String> {
    (!message.is_empty()).then(|| message.to_owned())
}

impl fmt::Display for Shown<'_> {
    /// A finding's message is one line, whatever name it quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.diagnostic.message))
    }
}

impl Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.diagnostic.rule.name))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.diagnostic.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let help = self.diagnostic.help.as_deref()?;
        Some(Box::new(visible(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.place.labels()
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        let places = self.elsewhere.iter().map(|place| place as &dyn miette::Diagnostic);
        let notes = self.rendered.iter().map(|note| note as &dyn miette::Diagnostic);
        Some(Box::new(places.chain(notes)))
    }
}

/// The labels of a finding in one file; it has no message of its own.
#[derive(Debug)]
struct Place<'a> {
    file: FileId,
    lines: Lines<'a>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl Error for Place<'_> {}

impl miette::Diagnostic for Place<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.lines)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A sentence below the excerpts.
#[derive(Debug)]
struct Note(String);

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Note {}

impl miette::Diagnostic for Note {
    fn severity(&self) -> Option<Severity> {
        Some(Severity::Advice)
    }
}

/// Stands after a file name where annotate-snippets writes its own line and column; no cleaned text holds it.
const HERE: char = '\u{1}';

/// The group with the excerpts of one diagnostic's own file; their true positions go to `positions`.
fn place<'a>(
    mut group: Group<'a>,
    diagnostic: &dyn miette::Diagnostic,
    role: Role,
    style: &Style,
    positions: &mut Vec<Position>,
) -> Group<'a> {
    let (Some(source), Some(labels)) = (diagnostic.source_code(), diagnostic.labels()) else {
        return group;
    };
    for Excerpt { name, at, whole, mut snippet } in excerpts(source, labels, role, style) {
        if let Some(name) = name {
            let path = visible(&name) + &HERE.to_string();
            positions.push(at);
            if whole {
                group = group.element(Origin::path(path));
                continue;
            }
            snippet = snippet.path(path);
        }
        group = group.element(snippet);
    }
    group
}

/// The text with the true positions: those of annotate-snippets are places in a shortened line.
fn with_positions(rendered: &str, positions: &[Position]) -> String {
    let mut parts = rendered.split(HERE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, at) in parts.zip(positions) {
        let rest = part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
        text.push_str(&format!(":{}:{}{rest}", at.line, at.column));
    }
    text
}

/// A message that may have several lines, safe for a terminal.
fn clean(message: &str) -> String {
    let lines = message.trim_end().split('\n');
    let lines: Vec<_> = lines.map(|line| visible(&line.trim_end().replace('\t', "    "))).collect();
    lines.join("\n")
}

fn level(diagnostic: &dyn miette::Diagnostic) -> Heading<'static> {
    match diagnostic.severity() {
        Some(Severity::Advice) => Heading::INFO,
        Some(Severity::Warning) => Heading::WARNING,
        Some(Severity::Error) | None => Heading::ERROR,
    }
}

fn renderer(style: &Style) -> Renderer {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    renderer.decor_style(decor).term_width(style.width).hyperlink(false)
}

/// The last line of a report, such as `error: 3 errors, 1 warning in 2 files`.
fn summary(counts: Summary, style: &Style) -> String {
    let level = match counts {
        Summary { errors: 1.., .. } => Heading::ERROR,
        Summary { warnings: 1.., .. } => Heading::WARNING,
        Summary { .. } => Heading::INFO,
    };
    renderer(style).render(&[Group::with_title(level.primary_title(counts.normalize()))]) + "\n"
}
