//! The report as workflow commands, which GitHub shows as annotations of the changed lines.
//!
//! GitHub shows few annotations, so the worst come first, and no more are made than are shown; the others are lines of
//! the log. No text of a finding may be read as a command of its own.

use super::{Summary, path, place, said, sentence};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::Level;
use crate::source::Sources;
use crate::words::counted;

/// Annotations of one level that GitHub shows for a step.
const SHOWN: usize = 10;

/// One command for each finding that is shown, one line for each other, and a line that counts them; nothing when
/// there are none.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let (mut commands, mut lines, mut left) = (String::new(), String::new(), Vec::new());
    for level in [Level::Error, Level::Warning, Level::Info] {
        let found: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.level == level).collect();
        let (shown, others) = found.split_at(found.len().min(SHOWN));
        shown.iter().for_each(|diagnostic| commands.push_str(&command(diagnostic, sources)));
        others.iter().for_each(|diagnostic| lines.push_str(&line(diagnostic, sources)));
        if !others.is_empty() {
            left.push(counted(others.len(), level.name()));
        }
    }
    let found = Summary::of(diagnostics).normalize();
    match left.as_slice() {
        [] => format!("{commands}{found}\n"),
        left => format!(
            "{commands}{lines}{found}; not annotated, because GitHub shows {SHOWN} per level: {}\n",
            left.join(", ")
        ),
    }
}

/// `::error file=..,line=..,endLine=..,col=..,endColumn=..,title=..::..`
fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let name = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let (start, end) = sources.locate(diagnostic.primary.span);
    let file = property(&path(diagnostic, sources));
    let mut text = format!("::{name} file={file},line={},endLine={}", start.line, end.line);
    // Columns of a place of several lines are refused.
    if start.line == end.line {
        text.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {}", said(help)));
    let message = said(&diagnostic.message) + &help.collect::<String>();
    format!("{text},title={}::{}\n", property(diagnostic.rule.name), data(&message))
}

/// A line that is no command: it begins with a word.
fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let (level, rule) = (diagnostic.level.name(), diagnostic.rule.name);
    format!("{level}[{rule}]: {}: {}\n", place(diagnostic, sources), sentence(diagnostic))
}

/// Escapes what follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
