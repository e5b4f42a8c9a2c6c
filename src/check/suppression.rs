//! `# groma: allow <rule> -- reason`: a finding that somebody reviewed and suppressed.

use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::levels;
use super::rule::Run;
use super::rules::{self, allow_without_reason, unused_allow};
use crate::diagnostic::rules::{duplicate_key, yaml_syntax};
use crate::diagnostic::{Diagnostic, Fix, suggest, visible};
use crate::source::{FileId, Span, line_around};

/// One comment, and the line that it speaks of.
#[derive(Debug)]
pub(crate) struct Suppression {
    /// From `groma:` to the end of the line.
    pub(crate) span: Span,
    /// The comment's own line, or the next line when the comment has its own to itself.
    covers: Span,
    /// What goes when the comment goes: its line, or its end of the line.
    removal: Span,
    pub(crate) rule: Box<str>,
    has_reason: bool,
    /// Whether it has accepted a finding.
    pub(crate) used: bool,
}

impl Suppression {
    /// Whether nothing is to be said of it.
    pub(crate) fn is_fine(&self) -> bool {
        self.used && self.has_reason
    }
}

/// How a comment begins that accepts a finding; `allow` follows, and blanks may stand around it.
pub(crate) const MARK: &str = "groma:";

/// The allows of a file.
pub(crate) fn find(file: FileId, text: &str) -> Vec<Suppression> {
    let sign = |at: usize| text[..at].trim_end_matches(' ').strip_suffix('#').map(str::len);
    let marks = memmem::find_iter(text.as_bytes(), MARK).filter_map(|at| Some((sign(at)?, at)));
    let mut marks = marks.peekable();
    let (mut line, mut next) = (0..0, Next::default());
    let mut found = Vec::new();
    while let Some((sign, at)) = marks.next() {
        if at >= line.end {
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            line = text[line.end..at].rfind('\n').map_or(line.start, |before| line.end + before + 1)..end;
        }
        // A comment ends where another one of its line begins.
        let end = marks.peek().map_or(line.end, |(sign, _)| line.end.min(*sign));
        let Some(said) = text[at + MARK.len()..end].trim_start().strip_prefix("allow") else { continue };
        if said.starts_with(|c: char| !c.is_whitespace()) {
            continue;
        }
        let (rule, reason) = said.split_once("--").unwrap_or((said, ""));
        let before = &text[line.start..sign];
        let alone = before.trim_start().is_empty();
        let removal = match alone {
            true => line.start..(line.end + 1).min(text.len()),
            false => line.start + before.trim_end_matches([' ', '\t']).len()..end,
        };
        found.push(Suppression {
            span: Span::new(file, at..at + text[at..end].trim_end().len()),
            covers: Span::new(file, if alone { next.line(text, line.end) } else { line.clone() }),
            removal: Span::new(file, removal),
            rule: rule.trim().into(),
            has_reason: !reason.trim().is_empty(),
            used: false,
        });
    }
    found
}

/// The line that was looked for last, and from where on.
#[derive(Default)]
struct Next {
    from: usize,
    line: Range<usize>,
}

impl Next {
    /// The next line after `end` that is more than a comment; all comments in a row share it.
    fn line(&mut self, text: &str, end: usize) -> Range<usize> {
        if !(self.from..self.line.start).contains(&end) {
            (self.from, self.line) = (end, next_line(text, end));
        }
        self.line.clone()
    }
}

/// The next line after `end` that is more than a comment.
fn next_line(text: &str, end: usize) -> Range<usize> {
    let mut start = (end + 1).min(text.len());
    loop {
        let Range { end, .. } = line_around(text, start);
        let line = text[start..end].trim_start();
        if end == text.len() || !(line.starts_with('#') || line.trim_end().is_empty()) {
            return start..end;
        }
        start = end + 1;
    }
}

/// Takes out the findings that are allowed at one of the places that `places` gives for each.
pub(crate) fn accept(
    found: &mut Vec<Diagnostic>,
    allows: &mut [Suppression],
    places: &dyn Fn(&Diagnostic) -> Vec<Span>,
) {
    allows.sort_by_key(|allow| allow.span);
    let mut lines: Vec<Span> = allows.iter().map(|allow| allow.covers).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut of_line: FxHashMap<(Span, Box<str>), Vec<usize>> = FxHashMap::default();
    for (at, allow) in allows.iter().enumerate() {
        of_line.entry((allow.covers, allow.rule.clone())).or_default().push(at);
    }
    found.retain(|finding| {
        let mut kept = true;
        for span in places(finding) {
            let behind = lines.partition_point(|line| (line.file, line.start) <= (span.file, span.start));
            let line = behind.checked_sub(1).map(|at| lines[at]);
            let Some(line) = line.filter(|line| line.file == span.file && span.start <= line.end) else { continue };
            for name in finding.rule.names() {
                // Those that accept one finding of a line accept all; they are looked at once.
                if let Some(allows_of_line) = of_line.get_mut(&(line, name.into())) {
                    allows_of_line.drain(..).for_each(|at| allows[at].used = true);
                    kept = false;
                }
            }
        }
        kept
    });
}

/// What is wrong with the allows themselves. `ran` says whether a rule was asked for at all.
pub(crate) fn judge(allows: &[Suppression], ran: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let judged = allows.iter().filter_map(|allow| {
        let rule = visible(&allow.rule);
        if !allow.used && rules::find(&allow.rule).is_none_or(|check| ran(check.rule.name)) {
            return Some(unused(allow));
        }
        let finding = allow_without_reason::RULE.at(allow.span, format!("`{rule}` is allowed without a reason"));
        (!allow.has_reason).then(|| finding.help(format!("write `groma: allow {rule} -- why this is fine`")))
    });
    judged.collect()
}

fn unused(allow: &Suppression) -> Diagnostic {
    let rule = visible(&allow.rule);
    if rule.is_empty() {
        let finding = unused_allow::RULE.at(allow.span, "comment names no rule");
        return finding.help("write `groma: allow <rule> -- why this is fine`");
    }
    if rules::find(&allow.rule).is_none() {
        let message = format!("`{rule}` is not a rule that can be allowed");
        let help = suggest(&allow.rule, levels::names());
        return unused_allow::RULE.at(allow.span, message).help(help);
    }
    let finding = unused_allow::RULE.at(allow.span, format!("`{rule}` finds nothing here"));
    let finding = finding.help("remove the comment, or put it on the line above the finding");
    let fix = is_of_file(&allow.rule).then(|| Fix::Replace(allow.removal, String::new()));
    Diagnostic { fix, ..finding }
}

/// Whether a file alone says what a rule finds in it: no other file, and no option of the run.
fn is_of_file(rule: &str) -> bool {
    rules::find(rule).is_some_and(|check| match check.run {
        Run::Object(_) | Run::Entity(_) => true,
        Run::Index(_) => false,
        Run::Elsewhere => [&yaml_syntax::RULE, &duplicate_key::RULE].contains(&check.rule),
    })
}
