//! The plan for a terminal: risks first, then team by team, values in columns.

use super::block::{self, Block};
use super::rows::Row;
use super::{Impact, Report, summary};
use crate::diagnostic::is_hostile;
use crate::diff::Action;
use crate::plan::fleet::{self, Group, Item};
use crate::report::Style;
use crate::words::{and_more, quoted_list};

/// Members of a group that are named; the other formats name all.
const NAMED: usize = 24;
/// Users of a blueprint that are named.
const USERS: usize = 8;
/// Lines and values of a group that are shown.
const ROWS: usize = 60;
/// Columns from which old and new text stand side by side.
const WIDE: usize = 140;
/// Columns of a path beyond which the value stands on a line of its own.
const PATH: usize = 48;

/// The whole plan.
pub(crate) fn report(report: &Report<'_>, style: &Style) -> String {
    let mut page = Page { text: String::new(), style: *style, told: Vec::new(), brief: false };
    page.line(Paint::Bold, 0, &format!("compared with {}: {}", report.base, summary(&report.plan.counts)));
    report.notes.iter().for_each(|note| page.line(Paint::Yellow, 0, note));
    let reasons = report.refused.iter().flat_map(|refused| refused.reasons);
    reasons.for_each(|reason| page.line(Paint::Yellow, 2, &format!("- {reason}")));
    report.impact.iter().for_each(|impact| page.impact(impact));
    let groups = fleet::fleet(report.plan);
    let mut heading = String::new();
    for group in &groups {
        let above = section(group);
        if above != heading {
            page.text.push('\n');
            page.line(Paint::Bold, 0, &above);
            heading = above;
            page.brief = false;
        }
        page.block(&block::block(report.plan, group), group);
    }
    page.text
}

/// The heading under which a group stands.
pub(crate) fn section(group: &Group) -> String {
    match group.item {
        Item::Names => return "Follow-up renames".into(),
        Item::Format => return "Cosmetic only, no effect".into(),
        _ if !group.written => return "Not updated: these files belong to the teams".into(),
        _ => {}
    }
    match (group.risks.first(), group.teams.as_slice()) {
        (Some(_), _) => "Review these first".into(),
        (None, []) => "No team".into(),
        (None, [team]) => format!("Team {team}"),
        (None, _) => "Several teams".into(),
    }
}

#[derive(Clone, Copy)]
enum Paint {
    Plain,
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
    Magenta,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Red => "31",
            Self::Green => "32",
            Self::Yellow => "33",
            Self::Magenta => "1;35",
        }
    }

    fn of(sign: char) -> Self {
        match sign {
            '+' => Self::Green,
            '-' => Self::Red,
            '~' | '%' => Self::Yellow,
            _ => Self::Plain,
        }
    }
}

/// The text so far. What comes from files passes through [`Page::line`], which makes it harmless.
struct Page {
    text: String,
    style: Style,
    /// Risks of which the advice was given.
    told: Vec<&'static str>,
    /// Whether the last block was a line or two.
    brief: bool,
}

impl Page {
    fn line(&mut self, paint: Paint, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        let painted = self.painted(paint, &harmless(text));
        self.text.push_str(&painted);
        self.text.push('\n');
    }

    fn painted(&self, paint: Paint, text: &str) -> String {
        match (self.style.color, paint.code()) {
            (false, _) | (true, "") => text.to_owned(),
            (true, code) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn impact(&mut self, impact: &Impact<'_>) {
        self.line(Paint::Plain, 0, &impact.head());
        for (what, users) in impact.sorts() {
            let more = users.len().saturating_sub(USERS);
            let named = quoted_list(&users[..users.len() - more]) + &and_more(more);
            let others = if more > 0 { "; see the other formats" } else { "" };
            self.line(Paint::Plain, 2, &format!("{what}: {named}{others}"));
        }
    }

    fn block(&mut self, block: &Block, group: &Group) {
        let (sign, verb) = verb(block, group);
        let (rows, members): (&[Row], &[String]) = match group.written && group.item != Item::Format {
            true => (&block.rows, &block.members),
            false => (&[], &block.members),
        };
        let brief = rows.is_empty() && group.risks.is_empty() && block.remark.is_none();
        // Changes that take a line or two stand close together.
        self.text.push_str(if brief && self.brief { "" } else { "\n" });
        self.brief = brief;
        for risk in &group.risks {
            let advice = if self.told.contains(&risk.name) { String::new() } else { format!(": {}", risk.advice) };
            self.told.push(risk.name);
            self.line(Paint::Magenta, 0, &format!("! {}{advice}", risk.title));
        }
        let from = block.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
        let scope = if block.scope.is_empty() { String::new() } else { format!(" ({})", block.scope) };
        self.line(Paint::of(sign), 0, &format!("{sign} {}{verb}{from}{scope}", named(block)));
        let apart = block.path != block.name && !block.path.is_empty();
        if apart && (group.members.len() == 1 || !brief) {
            self.line(Paint::Dim, 4, &format!("{}{}", block.path, and_more(group.members.len() - 1)));
        }
        block.remark.iter().for_each(|remark| self.line(Paint::Dim, 4, remark));
        self.rows(rows);
        self.members(members);
    }

    fn members(&mut self, members: &[String]) {
        if members.is_empty() {
            return;
        }
        let mut named: Vec<String> = members.iter().take(NAMED).cloned().collect();
        if members.len() > NAMED {
            named.push(format!("and {} more", members.len() - NAMED));
        }
        let mut line = String::from("in");
        for name in &named {
            if line.len() + name.len() + 2 > self.style.width.saturating_sub(4) && line != "in" {
                self.line(Paint::Dim, 4, &line);
                line = " ".into();
            }
            line.push(' ');
            line.push_str(name);
            line.push(',');
        }
        self.line(Paint::Dim, 4, line.trim_end_matches(','));
    }

    fn rows(&mut self, rows: &[Row]) {
        let signed = |wanted: char| rows.iter().any(|row| matches!(row, Row::Line { sign, .. } if *sign == wanted));
        let values = rows.iter().any(|row| matches!(row, Row::Value { .. }));
        if self.style.width >= WIDE && !values && signed('-') && signed('+') {
            self.side_by_side(rows);
        } else {
            self.below_each_other(rows);
        }
        let more = rows.len().saturating_sub(ROWS);
        if more > 0 {
            self.line(Paint::Dim, 4, &format!("... {more} more"));
        }
    }

    fn below_each_other(&mut self, rows: &[Row]) {
        let paths = rows.iter().filter_map(|row| match row {
            Row::Value { path, old, new, .. } => (old.is_some() || new.is_some()).then(|| path.chars().count()),
            Row::Line { .. } | Row::Gap => None,
        });
        let column = paths.filter(|length| *length <= PATH).max().unwrap_or(0);
        for (at, row) in rows.iter().enumerate().take(ROWS) {
            match row {
                Row::Line { sign, text } => {
                    let width = self.width(6);
                    let skip = partner(rows, at).map_or(0, |other| skipped(text, other, width));
                    let text = fitted(&harmless(text), skip, width);
                    self.line(Paint::of(*sign), 4, format!("{sign} {text}").trim_end());
                }
                Row::Gap => self.line(Paint::Dim, 4, "  ..."),
                Row::Value { sign, path, old, new } => {
                    self.value(*sign, path, (old.as_deref(), new.as_deref()), column)
                }
            }
        }
    }

    /// The path in one column, the value in the next; below it when that is too long.
    fn value(&mut self, sign: char, path: &str, value: (Option<&str>, Option<&str>), column: usize) {
        let told = match value {
            (Some(old), Some(new)) => format!("{old} -> {new}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => return self.line(Paint::of(sign), 4, &format!("{sign} {path}")),
        };
        let gap = " ".repeat(column.saturating_sub(path.chars().count()));
        let line = format!("{sign} {path}{gap}  {told}");
        if let (true, (Some(old), Some(new))) = (line.chars().count() + 4 > self.style.width, value) {
            self.line(Paint::of(sign), 4, &format!("{sign} {path}"));
            let width = self.width(10);
            let skip = skipped(old, new, width);
            self.line(Paint::Red, 8, &format!("- {}", fitted(&harmless(old), skip, width)));
            self.line(Paint::Green, 8, &format!("+ {}", fitted(&harmless(new), skip, width)));
            return;
        }
        self.line(Paint::of(sign), 4, &fitted(&harmless(&line), 0, self.width(4)));
    }

    /// Old lines on the left, new ones on the right.
    fn side_by_side(&mut self, rows: &[Row]) {
        let half = (self.style.width - 9) / 2;
        let mut pending: (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for row in rows.iter().take(ROWS) {
            match row {
                Row::Line { sign: '-', text } => pending.0.push(text),
                Row::Line { sign: '+', text } => pending.1.push(text),
                Row::Line { text, .. } => {
                    self.flush(&mut pending, half);
                    self.columns(Paint::Plain, (text, text), half, "  ");
                }
                Row::Gap => {
                    self.flush(&mut pending, half);
                    self.line(Paint::Dim, 4, "...");
                }
                Row::Value { .. } => {}
            }
        }
        self.flush(&mut pending, half);
    }

    fn flush(&mut self, (old, new): &mut (Vec<&str>, Vec<&str>), half: usize) {
        for at in 0..old.len().max(new.len()) {
            let pair = (old.get(at).copied().unwrap_or(""), new.get(at).copied().unwrap_or(""));
            let (paint, sign) = match (old.get(at), new.get(at)) {
                (Some(_), Some(_)) => (Paint::Yellow, " |"),
                (Some(_), None) => (Paint::Red, " <"),
                (None, _) => (Paint::Green, " >"),
            };
            self.columns(paint, pair, half, sign);
        }
        old.clear();
        new.clear();
    }

    fn columns(&mut self, paint: Paint, (old, new): (&str, &str), half: usize, between: &str) {
        let skip = skipped(old, new, half);
        let (old, new) = (fitted(&harmless(old), skip, half), fitted(&harmless(new), skip, half));
        let fill = " ".repeat(half - old.chars().count());
        self.line(paint, 4, format!("{old}{fill}{between} {new}").trim_end());
    }

    /// Columns that are left behind an indentation.
    fn width(&self, indent: usize) -> usize {
        self.style.width.saturating_sub(indent).max(20)
    }
}

/// `NetworkPolicy allow-dns `; groups of many kinds have no name.
fn named(block: &Block) -> String {
    if block.name.is_empty() { format!("{} ", block.kind) } else { format!("{} {} ", block.kind, block.name) }
}

/// The sign of what became of it, and the word for that.
pub(crate) fn verb(block: &Block, group: &Group) -> (char, &'static str) {
    if group.item == Item::Format {
        return ('~', "formatted");
    }
    let path = matches!(block.kind.as_str(), "file" | "repository")
        || block.from.as_ref().is_some_and(|from| from.contains('/'));
    match block.action {
        Some(Action::Created) => ('+', "created"),
        Some(Action::Removed) => ('-', "removed"),
        Some(Action::Moved) if path => ('~', "moved"),
        Some(Action::Moved) => ('~', "renamed"),
        Some(Action::Changed) => ('~', "changed"),
        None => ('~', "follow"),
    }
}

/// The line that another line took the place of, or that took its place.
fn partner(rows: &[Row], at: usize) -> Option<&str> {
    let is = |at: usize, wanted: char| matches!(rows.get(at), Some(Row::Line { sign, .. }) if *sign == wanted);
    let start = |mut at: usize, sign: char| {
        while at > 0 && is(at - 1, sign) {
            at -= 1;
        }
        at
    };
    let other = if is(at, '+') {
        let (news, olds) = (start(at, '+'), start(start(at, '+'), '-'));
        Some(olds + (at - news)).filter(|other| *other < news)
    } else if is(at, '-') {
        let olds = start(at, '-');
        let news = (at..rows.len()).find(|at| !is(*at, '-')).unwrap_or(rows.len());
        Some(news + (at - olds)).filter(|other| (news..=*other).all(|at| is(at, '+')))
    } else {
        None
    };
    match rows.get(other?) {
        Some(Row::Line { text, .. }) => Some(text),
        Some(Row::Value { .. } | Row::Gap) | None => None,
    }
}

/// How many characters at the beginning of two texts are left out, so that where they first differ can be seen.
fn skipped(old: &str, new: &str, width: usize) -> usize {
    let (old, new) = (harmless(old), harmless(new));
    let same = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    let longest = old.chars().count().max(new.chars().count());
    if longest <= width || same + width / 4 < width { 0 } else { same - width / 4 }
}

/// The text as far as it fits; of the characters that are left out a few at the beginning stay.
fn fitted(text: &str, skip: usize, width: usize) -> String {
    let part = |from: usize, count: usize| text.chars().skip(from).take(count).collect::<String>();
    let text = if skip > 0 { format!("{}...{}", part(0, width / 6), part(skip, width)) } else { text.to_owned() };
    if text.chars().count() <= width {
        return text;
    }
    let head: String = text.chars().take(width.saturating_sub(3)).collect();
    head + "..."
}

/// Nothing that could drive a terminal; tabs become blanks.
fn harmless(text: &str) -> String {
    if !text.chars().any(is_hostile) {
        return text.to_owned();
    }
    let one = |c: char| match c {
        '\t' => "    ".to_owned(),
        c if is_hostile(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    text.chars().map(one).collect()
}
