//! The few lines that a finding is about, cut and cleaned for a terminal.
//!
//! annotate-snippets reads all the text that it is given, so it is never given a file, only the lines that it
//! will show. No hostile character and no line of boundless length may pass.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::super::Style;
use crate::diagnostic::{is_hostile, opens_command, visible};
use crate::source::{Position, Source};

/// Lines between two labels, or within one, beyond which they do not share an excerpt.
const GAP: usize = 200;
/// Lines that annotate-snippets shows of a long label: its first ones and its last ones.
const HEAD: usize = 6;
const TAIL: usize = 2;
/// Columns that an ellipsis, the line number and the margin take.
const ELLIPSIS: usize = 3;
const GUTTER: usize = 8;
const NARROWEST: usize = 40;

/// Whether the labels are the fault itself or explain one shown above.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Fault,
    Context,
}

/// One piece of one file, ready for annotate-snippets.
pub(super) struct Excerpt {
    pub(crate) name: Option<String>,
    /// Where its main label begins in the file.
    pub(crate) at: Position,
    /// Whether it is about the file and no line of it: the label is the empty one at the beginning.
    pub(crate) whole: bool,
    pub(crate) snippet: Snippet<'static, Annotation<'static>>,
}

/// A label by lines (from 0) and bytes within its first and last line.
struct Mark {
    first: usize,
    last: usize,
    start: usize,
    end: usize,
    at: Position,
    label: Option<String>,
    primary: bool,
}

/// The excerpts that show `labels`, the one with the fault first.
pub(super) fn excerpts(
    source: &dyn SourceCode,
    labels: impl Iterator<Item = LabeledSpan>,
    role: Role,
    style: &Style,
) -> Vec<Excerpt> {
    let mut name = None;
    let mut lines = BTreeMap::new();
    let mut marks = Vec::new();
    for label in labels {
        // A line before and after, because the default sources of miette cut lines without them.
        let Ok(contents) = source.read_span(label.inner(), 1, 1) else { continue };
        let Ok(text) = str::from_utf8(contents.data()) else { continue };
        name = name.or_else(|| contents.name().map(str::to_owned));
        let mark = mark(&label, &*contents, text);
        keep(&mut lines, &mark, contents.line(), text);
        marks.push(mark);
    }
    if role == Role::Fault && !marks.iter().any(|mark| mark.primary) {
        marks.iter_mut().take(1).for_each(|mark| mark.primary = true);
    }
    let mut groups = grouped(marks);
    groups.sort_by_key(|marks| !marks.iter().any(|mark| mark.primary));
    groups.iter().map(|marks| excerpt(name.clone(), marks, &lines, style)).collect()
}

/// Translates a label; a label over several lines ends with its last visible character, and one that is too tall
/// is shown on its first line.
fn mark(label: &LabeledSpan, contents: &dyn SpanContents<'_>, text: &str) -> Mark {
    let base = contents.span().offset();
    let offset = |at: usize| text.floor_char_boundary(at.saturating_sub(base));
    let start = offset(label.offset());
    let mut end = offset(label.offset().saturating_add(label.len())).max(start);
    let breaks = |range: Range<usize>| memchr::memchr_iter(b'\n', &text.as_bytes()[range]).count();
    if breaks(start..end) > 0 {
        end = start + text[start..end].trim_end().len();
    }
    if breaks(start..end) > GAP {
        let line = text[start..end].lines().next().unwrap_or_default();
        end = start + line.len();
    }
    let begin = |at: usize| text[..at].rfind('\n').map_or(0, |line_break| line_break + 1);
    let first = breaks(0..start);
    let mut column = text[begin(start)..start].chars().count() + 1;
    if first == 0 {
        column += contents.column();
    }
    let line = contents.line() + first;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Mark {
        first: line,
        last: line + breaks(start..end),
        start: start - begin(start),
        end: end - begin(end),
        at: Position { line: number(line + 1), column: number(column) },
        label: label.label().map(visible),
        primary: label.primary(),
    }
}

/// Puts the lines that a mark needs, and their neighbours, into `lines`.
fn keep<'a>(lines: &mut BTreeMap<usize, &'a str>, mark: &Mark, line: usize, text: &'a str) {
    for (number, text) in (line..=mark.last + 1).zip(text.split('\n')) {
        if number < mark.first + HEAD || number + TAIL > mark.last {
            lines.insert(number, text.strip_suffix('\r').unwrap_or(text));
        }
    }
}

/// Splits marks that are too far apart to share an excerpt.
fn grouped(mut marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    marks.sort_by_key(|mark| (mark.first, mark.start));
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    let mut reach = 0;
    for mark in marks {
        let near = mark.first <= reach + GAP;
        reach = reach.max(mark.last);
        match groups.last_mut() {
            Some(group) if near => group.push(mark),
            Some(_) | None => groups.push(vec![mark]),
        }
    }
    groups
}

fn excerpt(name: Option<String>, marks: &[Mark], lines: &BTreeMap<usize, &str>, style: &Style) -> Excerpt {
    let main = marks.iter().find(|mark| mark.primary).unwrap_or(&marks[0]);
    let first = marks[0].first;
    let last = marks.iter().map(|mark| mark.last).max().unwrap_or(first);
    let mut text = String::new();
    let mut spans = vec![0..0; marks.len()];
    for number in first..=last {
        let line = lines.get(&number).copied().unwrap_or_default();
        let starts = marks.iter().filter(|mark| mark.first == number).map(|mark| mark.start);
        let ends = marks.iter().filter(|mark| mark.last == number).map(|mark| mark.end);
        let folded = Folded::new(line, starts.chain(ends).collect(), style);
        for (mark, span) in marks.iter().zip(&mut spans) {
            if mark.first == number {
                span.start = text.len() + folded.at(mark.start);
            }
            if mark.last == number {
                span.end = text.len() + folded.at(mark.end);
            }
        }
        text.push_str(&folded.text);
        text.push_str(if number < last { "\n" } else { "" });
    }
    if text.ends_with('\n') {
        // An empty last line counts as a line only when something is on it.
        text.push(' ');
    }
    let annotations = marks.iter().zip(spans).map(|(mark, span)| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(span).label(mark.label.clone())
    });
    let snippet = Snippet::source(text).line_start(first + 1).annotations(annotations);
    let nowhere = |mark: &Mark| mark.label.is_none() && (mark.first, mark.last, mark.start, mark.end) == (0, 0, 0, 0);
    Excerpt { name, at: main.at, whole: marks.iter().all(nowhere), snippet }
}

/// A line without hostile characters, shortened to the surroundings of some points; bytes stand in for columns.
struct Folded {
    text: String,
    /// The points in the line and in the text.
    points: Vec<(usize, usize)>,
}

impl Folded {
    fn new(line: &str, mut points: Vec<usize>, style: &Style) -> Self {
        points.sort_unstable();
        points.dedup();
        let ellipsis = if style.unicode { "…" } else { "..." };
        let mut folded = Self { text: String::new(), points: Vec::new() };
        let mut done = 0;
        for range in kept(line, &points, style.width) {
            if range.start > done {
                folded.text.push_str(ellipsis);
            }
            for (at, c) in line[range.clone()].char_indices() {
                folded.note(&points, range.start + at);
                let c = if opens_command(&folded.text, c) { char::REPLACEMENT_CHARACTER } else { printable(c) };
                folded.text.push(c);
            }
            done = range.end;
        }
        folded.note(&points, line.len());
        if done < line.len() {
            folded.text.push_str(ellipsis);
        }
        folded
    }

    fn note(&mut self, points: &[usize], at: usize) {
        if points.contains(&at) {
            self.points.push((at, self.text.len()));
        }
    }

    fn at(&self, point: usize) -> usize {
        let known = self.points.iter().find(|(at, _)| *at == point);
        known.map_or(self.text.len(), |(_, place)| *place)
    }
}

/// The parts of a line that are shown: all of it, or as much around the points as there is room for.
fn kept(line: &str, points: &[usize], width: usize) -> Vec<Range<usize>> {
    let room = width.max(NARROWEST) - GUTTER;
    if line.len() <= room {
        return around(line, &[0], line.len());
    }
    let points = if points.is_empty() { &[0] } else { points };
    let fits = |ranges: &Vec<Range<usize>>| ranges.iter().map(|range| range.len() + ELLIPSIS).sum::<usize>() <= room;
    let mut shares = (3..6).map(|share| around(line, points, room / share));
    shares.find(fits).unwrap_or_else(|| around(line, points, room / 6))
}

/// The parts of a line that are at most `radius` away from a point.
fn around(line: &str, points: &[usize], radius: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for point in points {
        let mut start = line.floor_char_boundary(point.saturating_sub(radius));
        let mut end = line.ceil_char_boundary(point + radius);
        if start <= ELLIPSIS {
            start = 0;
        }
        if line.len() - end <= ELLIPSIS {
            end = line.len();
        }
        match ranges.last_mut() {
            Some(range) if start <= range.end + ELLIPSIS => range.end = end,
            Some(_) | None => ranges.push(start..end),
        }
    }
    ranges
}

/// The character, or a visible one of the same width.
fn printable(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        _ if is_hostile(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// A source that finds the lines of a span by its index instead of by reading from the start.
#[derive(Debug)]
pub(super) struct Lines<'a>(pub(crate) &'a Source);

impl SourceCode for Lines<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let (source, starts) = (self.0, self.0.line_starts());
        let line = |offset: usize| starts.partition_point(|start| *start as usize <= offset).max(1) - 1;
        let begin = |line: usize| starts.get(line).map_or(source.text.len(), |start| *start as usize);
        let first = line(span.offset()).saturating_sub(before);
        let end = begin(line(span.offset().saturating_add(span.len())) + after + 1);
        let data = &source.text.as_bytes()[begin(first)..end];
        let covered = SourceSpan::new(begin(first).into(), data.len());
        let lines = line(end) - first;
        let contents = MietteSpanContents::new_named(source.name.clone(), data, covered, first, 0, lines);
        Ok(Box::new(contents))
    }
}
