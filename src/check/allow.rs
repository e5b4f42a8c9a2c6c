//! `# groma: allow <rule> -- reason`: a finding that somebody has looked at and accepted.

use memchr::memmem;

use super::rules::{allow_without_reason, unused_allow};
use crate::diagnostic::{Diagnostic, Fix, visible};
use crate::source::{FileId, Span};

/// One comment, and the line that it speaks of.
#[derive(Debug)]
pub struct Allow {
    /// From `groma:` to the end of the line.
    pub span: Span,
    /// The comment's own line, or the next line when the comment has its own to itself.
    covers: Span,
    /// What goes when the comment goes: its line, or its end of the line.
    removal: Span,
    pub rule: Box<str>,
    has_reason: bool,
}

/// How a comment begins that accepts a finding.
pub const MARK: &str = "groma: allow ";

/// The allows of a file.
pub fn find(file: FileId, text: &str) -> Vec<Allow> {
    let comments = memmem::find_iter(text.as_bytes(), MARK).filter_map(|at| {
        let before = text[..at].trim_end_matches(' ').strip_suffix('#')?;
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let (rule, reason) = text[at + MARK.len()..end].split_once("--").unwrap_or((&text[at + MARK.len()..end], ""));
        let alone = before[line..].trim().is_empty();
        let removal =
            if alone { line..(end + 1).min(text.len()) } else { before.trim_end_matches([' ', '\t']).len()..end };
        let covers = if alone { next_line(text, end) } else { line..end };
        Some(Allow {
            span: Span::new(file, at..at + text[at..end].trim_end().len()),
            covers: Span::new(file, covers),
            removal: Span::new(file, removal),
            rule: rule.trim().into(),
            has_reason: !reason.trim().is_empty(),
        })
    });
    comments.collect()
}

/// The next line after `end` that is more than a comment.
fn next_line(text: &str, end: usize) -> std::ops::Range<usize> {
    let mut start = (end + 1).min(text.len());
    loop {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let line = text[start..end].trim_start();
        if end == text.len() || !(line.starts_with('#') || line.trim_end().is_empty()) {
            return start..end;
        }
        start = end + 1;
    }
}

/// Takes out the findings that are allowed, and adds those about the allows themselves. `ran` says whether a rule was
/// asked for at all.
pub fn apply(found: &mut Vec<Diagnostic>, mut allows: Vec<Allow>, ran: &dyn Fn(&str) -> bool) {
    allows.sort_by_key(|allow| allow.span);
    let mut used = vec![false; allows.len()];
    found.retain(|finding| {
        let span = finding.primary.span;
        let from = allows.partition_point(|allow| allow.span.file < span.file);
        let of_file = allows[from..].iter().take_while(|allow| allow.span.file == span.file).zip(from..);
        let mut kept = true;
        for (allow, at) in of_file {
            if *allow.rule == *finding.rule && (allow.covers.start..=allow.covers.end).contains(&span.start) {
                (used[at], kept) = (true, false);
            }
        }
        kept
    });
    for (allow, used) in allows.iter().zip(used) {
        if !used && ran(&allow.rule) {
            let message = format!("nothing here is found by `{}`", visible(&allow.rule));
            let finding = unused_allow::RULE.at(allow.span, message);
            let finding = finding.help("remove the comment, or put it on the line above the finding");
            found.push(finding.fix(Fix::Replace(allow.removal, String::new())));
        } else if !allow.has_reason {
            let message = format!("`{}` is allowed without a reason", visible(&allow.rule));
            let finding = allow_without_reason::RULE.at(allow.span, message);
            found.push(finding.help(format!("write `groma: allow {} -- why this is fine`", visible(&allow.rule))));
        }
    }
}
