//! Shows findings to people and to machines.
//!
//! A format is one file with one function from findings to text, one row in [`FORMATS`] and one arm in
//! [`report`]. Nothing here prints, reads the environment or changes the order of the findings.

pub mod human;
pub mod json;

use crate::diagnostic::{Diagnostic, Level, suggest};
use crate::source::{FileId, Sources};

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Human,
    Json,
}

/// The formats by the names that users type.
pub const FORMATS: &[(&str, Format)] = &[("human", Format::Human), ("json", Format::Json)];

impl Format {
    /// The format called `name`; the error says which one was meant.
    pub fn parse(name: &str) -> Result<Self, String> {
        let names = FORMATS.iter().map(|(name, _)| *name);
        let found = FORMATS.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let name = crate::diagnostic::visible(name);
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

/// The findings as one text that ends with a newline, or nothing where a format has nothing to say.
pub fn report(format: Format, diagnostics: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    match format {
        Format::Human => human::report(diagnostics, sources, style),
        Format::Json => json::report(diagnostics, sources),
    }
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
        assert_eq!(Format::parse("toml"), Err("unknown format `toml`; known: `human`, `json`".into()));
    }
}
