//! Shows findings to people and to machines.
//!
//! A format is one file with one function from findings to text, one row in [`FORMATS`] and one arm in
//! [`report`]. Nothing here prints, reads the environment or changes the order of the findings that it was given.
//!
//! What stands in the findings comes from files that anybody may have written. In no format can it change the
//! structure, drive a terminal or a build log, or be more than text on a rendered page.

pub(crate) mod baseline;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub(crate) mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod plan;
pub mod sarif;

use crate::check::rules::all;
use crate::diagnostic::rule::Level;
use crate::diagnostic::{Diagnostic, suggest, visible};
use crate::source::{FileId, Sources};
use crate::words::counted;

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Human,
    Json,
    Sarif,
    GitLab,
    GitHub,
    JUnit,
    Markdown,
}

/// The formats by the names that users type.
pub(crate) const FORMATS: &[(&str, Format)] = &[
    ("human", Format::Human),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("gitlab", Format::GitLab),
    ("github", Format::GitHub),
    ("junit", Format::JUnit),
    ("markdown", Format::Markdown),
];

impl Format {
    /// The format called `name`; the error says which one was meant.
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        let names = FORMATS.iter().map(|(name, _)| *name);
        let found = FORMATS.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let name = visible(name);
            format!("unknown format `{name}`; {}", suggest(&name, names))
        })
    }
}

/// What the reader's terminal can show; formats for machines ignore it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// Lines and corners from Unicode instead of ASCII.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Style {
    /// What every reader can show: a file, a pipe, a page.
    pub const PLAIN: Self = Self { color: false, unicode: false, width: 120 };
}

/// The findings as one text that ends with a newline, or nothing where a format has nothing to say.
pub fn report(format: Format, diagnostics: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    report_of(format, diagnostics, sources, style, &|_| true)
}

/// The same of a run in which only some rules `ran`.
pub(crate) fn report_of(
    format: Format,
    diagnostics: &[Diagnostic],
    sources: &Sources,
    style: &Style,
    ran: &dyn Fn(&str) -> bool,
) -> String {
    match format {
        Format::Human => human::report(diagnostics, sources, style),
        Format::Json => json::report(diagnostics, sources),
        Format::Sarif => sarif::report(diagnostics, sources, &all()),
        Format::GitLab => gitlab::report(diagnostics, sources),
        Format::GitHub => github::report(diagnostics, sources),
        Format::JUnit => {
            let judged: Vec<_> = all().into_iter().filter(|rule| ran(rule.name)).collect();
            junit::report(diagnostics, sources, &judged)
        }
        Format::Markdown => markdown::report(diagnostics, sources),
    }
}

/// Longest message or help that a page is given, in characters.
const LONGEST: usize = 1000;

/// A text of a finding in one line, safe for a terminal and a build log, of bounded length.
fn said(text: &str) -> String {
    shortened(visible(text), LONGEST)
}

/// The beginning of a text, with a word about the rest.
fn shortened(text: String, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text,
        Some((end, _)) => format!("{}... ({} more characters)", &text[..end], text[end..].chars().count()),
    }
}

/// What is wrong and what to do, as one sentence.
fn sentence(diagnostic: &Diagnostic) -> String {
    let message = said(&diagnostic.message);
    match &diagnostic.help {
        Some(help) => format!("{message}; {}", said(help)),
        None => message,
    }
}

/// The path of a finding's file as pages show it.
fn path(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let name = &sources.get(diagnostic.primary.span.file).name;
    visible(name.strip_prefix("./").unwrap_or(name))
}

/// `path:line:column`, where a finding begins.
fn place(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let (start, _) = sources.locate(diagnostic.primary.span);
    format!("{}:{}:{}", path(diagnostic, sources), start.line, start.column)
}

/// How many findings there are of each level, and in how many files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
    files: usize,
}

impl Summary {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |level: Level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
        let mut files: Vec<FileId> = diagnostics.iter().map(|diagnostic| diagnostic.primary.span.file).collect();
        files.sort_unstable();
        files.dedup();
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            infos: count(Level::Info),
            files: files.len(),
        }
    }

    /// Such as `3 errors, 1 warning`.
    fn levels(self) -> String {
        let levels = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let found = levels.iter().filter(|(count, _)| *count > 0);
        found.map(|(count, noun)| counted(*count, noun)).collect::<Vec<_>>().join(", ")
    }

    /// Such as `3 errors, 1 warning in 2 files`.
    fn normalize(self) -> String {
        format!("{} in {}", self.levels(), counted(self.files, "file"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for (name, format) in FORMATS {
            assert_eq!(Format::parse(name), Ok(*format));
        }
    }

    #[test]
    fn a_mistyped_format_is_answered_with_the_nearest_name() {
        assert_eq!(Format::parse("jsno"), Err("unknown format `jsno`; did you mean `json`?".into()));
        assert_eq!(
            Format::parse("toml"),
            Err("unknown format `toml`; known: `github`, `gitlab`, `human`, `json`, `junit`, `markdown`, `sarif`"
                .into())
        );
    }
}
