//! The text between template engine and weaving: values stand between NUL characters, with their kind.
//!
//! No text from outside holds a NUL: the readers of inventories and templates refuse it.

/// The character around a value.
const NUL: char = '\0';

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
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
pub fn mark(out: &mut impl std::fmt::Write, kind: Mark, text: impl std::fmt::Display) -> std::fmt::Result {
    write!(out, "{NUL}{}{text}{NUL}", kind.letter())
}

/// Writes a string; one that holds marks already (a captured block, a macro's result) stays as it is.
pub fn mark_str(out: &mut impl std::fmt::Write, text: &str) -> std::fmt::Result {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return out.write_str(text);
    }
    out.write_str("\0s")?;
    out.write_str(text)?;
    out.write_str("\0")
}

/// A marked text taken apart. In the skeleton a value is two bytes: NUL and the letter of its kind.
#[derive(Debug, Default)]
pub struct MarkedText {
    pub skeleton: String,
    pub values: Vec<(Mark, String)>,
}

impl MarkedText {
    pub fn split(text: &str) -> Self {
        let mut split = Self { skeleton: String::with_capacity(text.len()), values: Vec::new() };
        let mut rest = text;
        while let Some(at) = memchr::memchr(0, rest.as_bytes()) {
            split.skeleton.push_str(&rest[..at]);
            let value = &rest[at + 1..];
            let end = memchr::memchr(0, value.as_bytes()).unwrap_or(value.len());
            let kind = Mark::of(value.as_bytes().first().copied().unwrap_or(b's'));
            split.skeleton.push(NUL);
            split.skeleton.push(kind.letter());
            split.values.push((kind, value.get(1..end).unwrap_or_default().to_owned()));
            rest = value.get(end + 1..).unwrap_or_default();
        }
        split.skeleton.push_str(rest);
        split
    }

    /// The first value that holds a delimiter of the language that reads the file later.
    pub fn holds(&self, delimiter: &str) -> Option<super::Fault> {
        let nth = self.values.iter().position(|(_, text)| text.contains(delimiter))?;
        let offset = memchr::memchr_iter(0, self.skeleton.as_bytes()).nth(nth).unwrap_or(0);
        let reason = format!("the value holds `{delimiter}`, which the reader of this file takes for its own");
        Some(super::Fault { offset, reason, help: "change the value, or hand it over in a file that is only data" })
    }

    /// The text with every value as it is; for expressions, whose one value is the result.
    pub fn only_value(&self) -> Option<&(Mark, String)> {
        match (self.values.as_slice(), self.skeleton.len()) {
            ([value], 2) => Some(value),
            _ => None,
        }
    }
}
