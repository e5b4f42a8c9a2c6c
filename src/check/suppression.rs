//! `# groma: allow <rule> -- reason`: a finding that somebody reviewed and suppressed.

use std::ops::Range;

use memchr::memmem;

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
    let comments = memmem::find_iter(text.as_bytes(), MARK).filter_map(|at| {
        let before = text[..at].trim_end_matches(' ').strip_suffix('#')?;
        let Range { start: line, end } = line_around(text, at);
        let said = text[at + MARK.len()..end].trim_start().strip_prefix("allow")?;
        if said.starts_with(|c: char| !c.is_whitespace()) {
            return None;
        }
        let (rule, reason) = said.split_once("--").unwrap_or((said, ""));
        let alone = before[line..].trim().is_empty();
        let removal =
            if alone { line..(end + 1).min(text.len()) } else { before.trim_end_matches([' ', '\t']).len()..end };
        let covers = if alone { next_line(text, end) } else { line..end };
        Some(Suppression {
            span: Span::new(file, at..at + text[at..end].trim_end().len()),
            covers: Span::new(file, covers),
            removal: Span::new(file, removal),
            rule: rule.trim().into(),
            has_reason: !reason.trim().is_empty(),
            used: false,
        })
    });
    comments.collect()
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
    found.retain(|finding| {
        let mut kept = true;
        for span in places(finding) {
            let from = allows.partition_point(|allow| allow.span.file < span.file);
            for allow in allows[from..].iter_mut().take_while(|allow| allow.span.file == span.file) {
                if finding.rule.is_called(&allow.rule) && (allow.covers.start..=allow.covers.end).contains(&span.start)
                {
                    (allow.used, kept) = (true, false);
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
