//! Source files that groma reads, and spans in them.
//!
//! A [`Span`] is twelve bytes and says nothing about lines: those are computed by [`Sources::locate`] only
//! when a fault is shown. This module never touches the disk.

use std::ops::Range;
use std::sync::OnceLock;

/// Index of a text in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The first text of a run; stands in where a value has no place of its own.
    pub const FIRST: Self = Self(0);
}

/// A half-open range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// A span of `range` in `file`; texts beyond 4 GiB are refused long before.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The empty span at the beginning of `file`.
    pub fn top(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the other span lies inside this one.
    pub(crate) fn holds(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One text, named as the user knows it: a path relative to the working directory, or `blueprint:<name>/<file>`.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    pub text: String,
    lines: OnceLock<Vec<u32>>,
}

/// Line and column, both from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl Source {
    /// Byte offsets at which the lines begin.
    pub(crate) fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect()
        })
    }

    /// Position of a byte offset; an offset inside a character counts as its beginning.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start as usize <= offset).max(1);
        let head = &self.text.as_bytes()[starts[line - 1] as usize..offset];
        let column = head.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        Position { line: line as u32, column: column as u32 + 1 }
    }
}

/// The line around a byte offset of a text, without its line break.
pub(crate) fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    start..end
}

/// Position of a byte offset of a text that is asked for one; an offset inside a character counts as its beginning.
pub(crate) fn position(text: &str, offset: usize) -> Position {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) as u32 + 1;
    Position { line, column }
}

/// All texts of one run, in the order in which they were read.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.list.push(Source { name: name.into(), text: text.into(), lines: OnceLock::new() });
        FileId(self.list.len() as u32 - 1)
    }

    /// Gives a text to a source that was added without one, before anything of it is shown.
    pub(crate) fn fill(&mut self, file: FileId, text: String) {
        let source = &mut self.list[file.0 as usize];
        (source.text, source.lines) = (text, OnceLock::new());
    }

    /// The id of the nth text beyond these: one that is made, read and forgotten.
    pub(crate) fn beyond(&self, nth: usize) -> FileId {
        FileId(u32::try_from(self.list.len() + nth).unwrap_or(u32::MAX))
    }

    /// Which of the texts beyond these has an id; none for one of these.
    pub(crate) fn nth_beyond(&self, file: FileId) -> Option<usize> {
        (file.0 as usize).checked_sub(self.list.len())
    }

    pub fn get(&self, file: FileId) -> &Source {
        &self.list[file.0 as usize]
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Where a span begins and ends.
    pub fn locate(&self, span: Span) -> (Position, Position) {
        let source = self.get(span.file);
        (source.position(span.start as usize), source.position(span.end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "a: ä\nb: ö x\n");
        let (start, end) = sources.locate(Span::new(file, 9..11));
        assert_eq!((start.line, start.column), (2, 4));
        assert_eq!((end.line, end.column), (2, 5));
        let (start, _) = sources.locate(Span::new(file, 14..14));
        assert_eq!((start.line, start.column), (3, 1));
    }

    #[test]
    fn an_offset_inside_a_character_is_its_beginning() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "ab: \u{1f600}!");
        let columns = (4..=9).map(|at| sources.get(file).position(at).column);
        assert_eq!(columns.collect::<Vec<_>>(), [5, 5, 5, 5, 6, 7]);
    }
}
