//! The text between template engine and interpolation: values stand between NUL characters, with their kind.
//!
//! No text from outside holds a NUL: the readers of inventories and templates refuse it.

/// The character around a value.
const NUL: char = '\0';

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    String,
    Number,
    Bool,
    Null,
    /// A list or mapping, as JSON.
    Collection,
}

impl Mark {
    fn letter(self) -> char {
        match self {
            Self::String => 's',
            Self::Number => 'n',
            Self::Bool => 'b',
            Self::Null => 'z',
            Self::Collection => 'j',
        }
    }

    fn of(letter: u8) -> Self {
        match letter {
            b'n' => Self::Number,
            b'b' => Self::Bool,
            b'z' => Self::Null,
            b'j' => Self::Collection,
            _ => Self::String,
        }
    }
}

/// Writes a value with its kind.
pub(crate) fn mark(out: &mut impl std::fmt::Write, kind: Mark, text: impl std::fmt::Display) -> std::fmt::Result {
    write!(out, "{NUL}{}{text}{NUL}", kind.letter())
}

/// Writes a string; one that holds marks already (a captured block, a macro's result) stays as it is.
pub(crate) fn mark_str(out: &mut impl std::fmt::Write, text: &str) -> std::fmt::Result {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return out.write_str(text);
    }
    out.write_str("\0s")?;
    out.write_str(text)?;
    out.write_str("\0")
}

/// Begins what is indented like the place that it is put into: every further line gets this prefix, and the first one
/// where nothing stands before it.
pub(crate) fn indented(prefix: &str) -> String {
    format!("{NUL}>{prefix}{NUL}")
}

/// Ends what is indented.
pub(crate) fn outdented(end: LineEnd) -> String {
    let letter = match end {
        LineEnd::AsItIs => "",
        LineEnd::Ensured => "+",
        LineEnd::Dropped => "-",
    };
    format!("{NUL}<{letter}{NUL}")
}

/// What becomes of the line break that ends what is indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    AsItIs,
    /// No line break follows.
    Ensured,
    /// One follows.
    Dropped,
}

/// A marked text taken apart. In the skeleton a value is two bytes: NUL and the letter of its kind.
#[derive(Debug, Default)]
pub(crate) struct MarkedText {
    pub(crate) skeleton: String,
    /// All values, one behind the other.
    text: String,
    /// Kind and end of each value in `text`.
    ends: Vec<(Mark, usize)>,
}

/// The text before the first NUL, and what follows it.
fn split_at_nul(text: &str) -> (&str, Option<&str>) {
    match memchr::memchr(0, text.as_bytes()) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

impl MarkedText {
    /// Forgets everything but the memory.
    pub(crate) fn clear(&mut self) {
        self.skeleton.clear();
        self.text.clear();
        self.ends.clear();
    }

    /// Takes a marked text apart, up to a skeleton of `limit` bytes.
    pub(crate) fn push(&mut self, text: &str, limit: usize) {
        // The prefixes of everything that is open, and where in the skeleton each began.
        let (mut prefix, mut open) = (String::new(), Vec::new());
        let mut rest = text;
        while self.skeleton.len() <= limit {
            let (literal, marked) = split_at_nul(rest);
            self.lines(literal, &prefix, limit);
            let Some(marked) = marked else { return };
            let (value, more) = split_at_nul(marked.get(1..).unwrap_or_default());
            match marked.as_bytes().first() {
                Some(b'>') => {
                    open.push((prefix.len(), self.skeleton.len()));
                    prefix.push_str(value);
                }
                Some(b'<') => {
                    let (before, begin) = open.pop().unwrap_or_default();
                    prefix.truncate(before);
                    let ended = self.skeleton.ends_with('\n') || self.skeleton.len() == begin;
                    match value {
                        "+" if !ended => self.skeleton.push('\n'),
                        "-" if ended && self.skeleton.len() > begin => drop(self.skeleton.pop()),
                        _ => {}
                    }
                }
                kind => {
                    self.begin_line(&prefix);
                    self.text.push_str(value);
                    self.end(Mark::of(kind.copied().unwrap_or_default()));
                }
            }
            rest = more.unwrap_or_default();
        }
    }

    /// Takes text of the template whose lines are indented.
    fn lines(&mut self, text: &str, prefix: &str, limit: usize) {
        if prefix.is_empty() {
            return self.skeleton.push_str(text);
        }
        for line in text.split_inclusive('\n') {
            if self.skeleton.len() > limit {
                return;
            }
            if !matches!(line, "\n" | "\r\n") {
                self.begin_line(prefix);
            }
            self.skeleton.push_str(line);
        }
    }

    fn begin_line(&mut self, prefix: &str) {
        if self.skeleton.is_empty() || self.skeleton.ends_with('\n') {
            self.skeleton.push_str(prefix);
        }
    }

    /// Takes text of the template, which holds no marks.
    pub(crate) fn text(&mut self, text: &str) {
        self.skeleton.push_str(text);
    }

    /// Takes a value.
    pub(crate) fn put(&mut self, kind: Mark, value: impl std::fmt::Display) {
        use std::fmt::Write;
        write!(self.text, "{value}").expect("a string takes everything");
        self.end(kind);
    }

    /// Takes a string.
    pub(crate) fn put_str(&mut self, value: &str) {
        self.text.push_str(value);
        self.end(Mark::String);
    }

    fn end(&mut self, kind: Mark) {
        self.ends.push((kind, self.text.len()));
        self.skeleton.push(NUL);
        self.skeleton.push(kind.letter());
    }

    /// Bytes of the skeleton and all values, and of the places of these.
    pub(crate) fn size(&self) -> usize {
        self.skeleton.len() + self.text.len() + self.ends.len() * size_of::<(Mark, usize)>()
    }

    /// A text without values.
    pub(crate) fn fixed(text: &str) -> Self {
        Self { skeleton: text.to_owned(), ..Self::default() }
    }

    /// The nth value.
    pub(crate) fn value(&self, nth: usize) -> (Mark, &str) {
        let begin = nth.checked_sub(1).map_or(0, |before| self.ends[before].1);
        let (kind, end) = self.ends[nth];
        (kind, &self.text[begin..end])
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = (Mark, &str)> {
        (0..self.ends.len()).map(|nth| self.value(nth))
    }

    /// The first value that holds a delimiter of the language that reads the file later.
    pub(crate) fn holds(&self, delimiter: &str) -> Option<super::Fault> {
        let nth = self.values().position(|(_, text)| text.contains(delimiter))?;
        let offset = memchr::memchr_iter(0, self.skeleton.as_bytes()).nth(nth).unwrap_or(0);
        let reason = format!("the value contains `{delimiter}`, which this file's own template engine would evaluate");
        Some(super::Fault { offset, reason, help: "change the value, or pass it in a file that is only data" })
    }

    /// Replaces the value at an offset of the skeleton by a harmless string, so that what follows can be checked.
    pub(crate) fn stand_in(&mut self, offset: usize) {
        let nth = memchr::memchr_iter(0, &self.skeleton.as_bytes()[..offset]).count();
        let begin = nth.checked_sub(1).map_or(0, |before| self.ends[before].1);
        let end = self.ends[nth].1;
        self.text.replace_range(begin..end, "unknown");
        self.ends[nth].0 = Mark::String;
        for (_, later) in &mut self.ends[nth..] {
            *later = *later - end + begin + "unknown".len();
        }
    }

    /// The value, when it is all there is: the result of an expression.
    pub(crate) fn only_value(&self) -> Option<(Mark, &str)> {
        (self.ends.len() == 1 && self.skeleton.len() == 2).then(|| self.value(0))
    }
}
