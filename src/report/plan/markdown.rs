//! The plan as a comment on a merge request, for GitLab and GitHub alike.
//!
//! Its first line is a hidden marker, so that a pipeline finds its own comment again and updates it. It is never
//! longer than it was told to be: what can hurt is named first, details fill the room that is left, and the last
//! line says what was left out. No text from a file can end its quotation, mention anybody or become a link.

use std::fmt::Write;

use super::block::{self, Block};
use super::human::{section, verb};
use super::rows::{self, Row};
use super::{Impact, Report, summary};
use crate::diagnostic::{is_hostile, visible};
use crate::plan::count::Count;
use crate::plan::fleet::{self, Group};
use crate::words::{and_more, counted};

/// By which a pipeline finds the comment again.
pub(crate) const MARKER: &str = "<!-- groma:plan -->";
/// By which it knows that nothing changes: the second line then.
pub(crate) const EMPTY: &str = "<!-- groma:plan:empty -->";

/// Rows of a block that are shown.
const ROWS: usize = 120;
/// Members of a group that are named.
const NAMED: usize = 500;
/// One user of a blueprint may be named in each sort for so many bytes of the whole.
const BYTES_FOR_USERS: usize = 800;
/// The part of the whole that the reasons of a refusal may take.
const SHARE_OF_REASONS: usize = 4;
/// Room for the last line.
const FOOTER: usize = 400;

/// One group, in full and in a line.
struct Piece {
    heading: String,
    line: String,
    details: String,
}

/// The whole plan in at most `limit` bytes; a limit too small for anything still leaves marker and counts.
pub(crate) fn report(report: &Report<'_>, limit: usize) -> String {
    let mut text = head(report, limit);
    let groups = fleet::fleet(report.plan);
    let pieces: Vec<Piece> = groups.iter().map(|group| piece(report, group)).collect();
    let mut room = limit.saturating_sub(text.len() + FOOTER);
    let mut heading = "";
    let mut shown = Vec::new();
    // First a line for each, then details as long as there is room, the worst first.
    for piece in &pieces {
        let above = if piece.heading == heading { 0 } else { piece.heading.len() + 8 };
        let needed = piece.line.len() + above;
        if needed > room {
            break;
        }
        room -= needed;
        heading = &piece.heading;
        shown.push(false);
    }
    for (piece, whole) in pieces.iter().zip(&mut shown) {
        if piece.details.len() <= room {
            room -= piece.details.len();
            *whole = true;
        }
    }
    heading = "";
    for (piece, whole) in pieces.iter().zip(&shown) {
        if piece.heading != heading {
            let _ = write!(text, "\n### {}\n\n", piece.heading);
            heading = &piece.heading;
        }
        match *whole && !piece.details.is_empty() {
            true => text.push_str(&piece.details),
            false => text.push_str(&piece.line),
        }
    }
    text.push_str(&footer(&pieces, &shown, limit));
    text
}

fn head(report: &Report<'_>, limit: usize) -> String {
    let counts = &report.plan.counts;
    let nothing = report.plan.changes.repositories.is_empty();
    let title = match nothing {
        true => "Plan: nothing changes".to_owned(),
        false => format!("Plan: {}", summary(counts).split("; ").next().unwrap_or_default()),
    };
    let marker = if nothing { format!("{MARKER}\n{EMPTY}") } else { MARKER.to_owned() };
    let mut text = format!("{marker}\n## {title}\n\nCompared with {}.\n", prose(report.base));
    report.notes.iter().for_each(|note| {
        let _ = write!(text, "\n> {}\n", prose(note));
    });
    report.refused.iter().for_each(|refused| reasons(&mut text, refused.reasons, limit / SHARE_OF_REASONS));
    if !nothing {
        text.push_str("\n| | created | changed | removed | moved |\n|---|---:|---:|---:|---:|\n");
        for (name, count) in
            [("repositories", counts.repositories), ("files", counts.files), ("objects", counts.objects)]
        {
            let Count { created, changed, removed, moved } = count;
            let _ = writeln!(text, "| {name} | {created} | {changed} | {removed} | {moved} |");
        }
        if counts.unwritten > 0 {
            let _ = writeln!(text, "| files, not written | | {} | | |", counts.unwritten);
        }
    }
    report.impact.iter().for_each(|impact| users(&mut text, impact, limit / BYTES_FOR_USERS));
    text
}

/// What makes the deletions too many, below the note that says so.
fn reasons(text: &mut String, reasons: &[String], room: usize) {
    let end = text.len() + room;
    text.push_str(">\n");
    for (at, reason) in reasons.iter().enumerate() {
        let line = format!("> - {}\n", prose(reason));
        if text.len() + line.len() > end {
            let _ = writeln!(text, "> -{}", and_more(reasons.len() - at));
            break;
        }
        text.push_str(&line);
    }
}

/// The users of a blueprint by what becomes of them, at most `most` of each sort by name.
fn users(text: &mut String, impact: &Impact<'_>, most: usize) {
    let _ = write!(text, "\n{}\n\n", prose(&capital(&impact.head())));
    for (what, users) in impact.sorts() {
        let _ =
            writeln!(text, "<details><summary>{}</summary>\n\n{}\n\n</details>\n", capital(&what), named(users, most));
    }
}

/// `a, b and 3 more`.
fn named(names: &[String], most: usize) -> String {
    let shown: Vec<String> = names.iter().take(most).map(|name| code(name)).collect();
    shown.join(", ") + &and_more(names.len() - shown.len())
}

fn piece(report: &Report<'_>, group: &Group) -> Piece {
    let block = block::block(report.plan, group);
    let heading = section(group);
    let summary = told(&block, group);
    let line = format!("- {summary}\n");
    let inside = inside(report, &block, group);
    let details = match inside.is_empty() {
        true => String::new(),
        false => format!("<details><summary>{summary}</summary>\n\n{inside}\n</details>\n\n"),
    };
    Piece { heading: plain(&heading), line, details }
}

/// One line of HTML.
fn told(block: &Block, group: &Group) -> String {
    let (_, verb) = verb(block, group);
    let risks: Vec<String> = group.risks.iter().map(|risk| format!("<b>{}</b>", plain(risk.title))).collect();
    let risks = if risks.is_empty() { String::new() } else { format!("{}: ", risks.join(", ")) };
    let from = block.from.as_ref().map_or(String::new(), |from| format!(" from {}", code(from)));
    let scope = if block.scope.is_empty() { String::new() } else { format!(" ({})", plain(&block.scope)) };
    let name = if block.name.is_empty() { String::new() } else { format!(" {}", code(&block.name)) };
    format!("{risks}{}{name} {verb}{from}{scope}", plain(&block.kind))
}

fn inside(report: &Report<'_>, block: &Block, group: &Group) -> String {
    let mut text = String::new();
    for risk in &group.risks {
        let _ = writeln!(text, "{}.\n", plain(&capital(risk.advice)));
    }
    if block.path != block.name && !block.path.is_empty() {
        let more = and_more(group.members.len() - 1);
        let _ = writeln!(text, "{}{more}\n", code(&block.path));
    }
    block.remark.iter().for_each(|remark| {
        let _ = writeln!(text, "{}.\n", plain(&capital(remark)));
    });
    let rows = if block.rows.is_empty() { rows::content(&report.plan.changes, group) } else { block.rows.clone() };
    if !rows.is_empty() {
        text.push_str(&fenced(&rows));
    }
    if !block.members.is_empty() {
        let _ = writeln!(text, "\nIn {}", named(&block.members, NAMED));
    }
    text
}

/// Rows as a `diff` block, between more backticks than any line holds.
fn fenced(rows: &[Row]) -> String {
    let mut lines = Vec::new();
    for row in rows.iter().take(ROWS) {
        match row {
            Row::Line { sign, text } => lines.push(format!("{sign} {}", visible(text)).trim_end().to_owned()),
            Row::Gap => lines.push("  ...".to_owned()),
            Row::Value { sign, path, old, new } => match (old, new) {
                (Some(old), Some(new)) => {
                    let note = if *sign == '%' { " (order)" } else { "" };
                    lines.push(format!("- {}: {}{note}", visible(path), visible(old)));
                    lines.push(format!("+ {}: {}{note}", visible(path), visible(new)));
                }
                (old, new) => {
                    let value = old.as_ref().or(new.as_ref()).map_or("", String::as_str);
                    lines.push(format!("{sign} {}: {}", visible(path), visible(value)).trim_end().to_owned());
                }
            },
        }
    }
    if rows.len() > ROWS {
        lines.push(format!("  ... {} more", rows.len() - ROWS));
    }
    let body = lines.join("\n");
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}diff\n{body}\n{fence}\n")
}

/// What was left out.
fn footer(pieces: &[Piece], shown: &[bool], limit: usize) -> String {
    let unnamed = pieces.len() - shown.len();
    let short = pieces.iter().zip(shown).filter(|(piece, whole)| !**whole && !piece.details.is_empty()).count();
    let details = match short {
        0 => String::new(),
        _ => format!("the details of {}", counted(short, "change")),
    };
    let changes = match unnamed {
        0 => String::new(),
        _ => format!("{} in total", counted(unnamed, "change")),
    };
    let parts: Vec<String> = [details, changes].into_iter().filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => String::new(),
        parts => format!(
            "\n**Left out** to stay below {limit} bytes: {}. The HTML page and the JSON have them.\n",
            parts.join(", and ")
        ),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A sentence of groma's, in which names stand in backticks.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { plain(part) }).collect()
}

/// Text between tags of code, in which neither mentions nor links are made.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// Text outside of code, in which `@team`, `#1` and `!1` mention nobody and lead nowhere: hosts look for them in each
/// text of the page that they make, so that a sign apart from its word is none.
fn plain(text: &str) -> String {
    let mut made = escaped(text);
    for sign in "@#!~%$&^".chars() {
        let written = format!("&#{};", sign as u32);
        made = made.replace(&written, &format!("<span>{written}</span>"));
    }
    made
}

/// Text in which no character means anything to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_hostile(c) => made.push_str(&escaped(&c.escape_unicode().to_string())),
            c if c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '/' | '(' | ')' | '\'') => made.push(c),
            // What begins with `www.` becomes a link.
            '.' if !made.ends_with(['w', 'W']) => made.push('.'),
            ';' if made.ends_with(char::is_alphanumeric) => made.push(';'),
            c => {
                let _ = write!(made, "&#{};", c as u32);
            }
        }
    }
    made
}
