//! Writes one segment with its values, escaped for its context.

use serde_json::Value as Json;

use super::marked::{Mark, MarkedText};
use crate::diagnostic::is_hostile;
use crate::interpolate::{Context, Dialect, Fault, MAX_FILE, Segment};
use crate::yaml::write;

const FLAT: &str = "use a filter such as `join`, or put the value on its own line (`key: ${{ value }}`)";
const TOO_LARGE: Refusal = ("makes the file exceed 16 MiB", "write less, or split the file");
const DEEPER: Refusal = (
    "leaves a space at the beginning of a block, whose first line sets the indentation of all lines",
    "give it a value, or state the indentation in the header: `|2`",
);
const QUOTES: &str = "put the whole string between double quotes";
const ONE_LINE: &str = "use a string without line breaks and control characters, or the filter `json`";

/// Appends the segment to `out`.
pub(crate) fn segment(out: &mut String, segment: &Segment, marked: &MarkedText) -> Result<(), Fault> {
    let text = &marked.skeleton[segment.range.clone()];
    match segment.context {
        Context::Literal => {
            out.push_str(text);
            Ok(())
        }
        Context::Scalar { key, flow, commented, indent } => {
            scalar(out, segment, marked, Scalar { key, flow: flow || commented, indent })
        }
        Context::Line => each(out, segment, marked, |out, value| {
            let text = text_of(value)?;
            if value.0 == Mark::String && !write::is_plain_within(text) {
                return Err(("needs quotes, and stands in an unquoted text of several lines", QUOTES));
            }
            out.push_str(text);
            Ok(())
        }),
        Context::DoubleQuoted => each(out, segment, marked, |out, value| {
            write::escaped(out, text_of(value)?);
            Ok(())
        }),
        Context::SingleQuoted => each(out, segment, marked, |out, value| {
            let text = text_of(value)?;
            if text.chars().any(is_hostile) {
                return Err(("contains a line break or control character, in single quotes", "use double quotes"));
            }
            out.push_str(&text.replace('\'', "''"));
            Ok(())
        }),
        Context::Block { indent, first } => {
            let (mut line, begin) = (Line::default(), out.len());
            each(out, segment, marked, |out, value| block_line(out, text_of(value)?, indent, &mut line))?;
            let is_deeper = out[begin..].trim_start_matches(' ').len() + indent < out.len() - begin;
            if first && is_deeper && !out[begin..].trim().is_empty() {
                return Err(fault(segment.range.start, DEEPER));
            }
            // A line that a value has begun and nothing stands in.
            if out[begin..].rsplit_once('\n').is_some_and(|(_, last)| last.len() == indent && last.trim().is_empty()) {
                out.truncate(out.len() - indent);
            }
            Ok(())
        }
        Context::Comment => each(out, segment, marked, |out, value| one_line(out, text_of(value)?)),
        Context::Literally => each(out, segment, marked, |out, value| match text_of(value)? {
            text if text.contains('\'') => {
                Err(("contains a quote, in quotes that have no escape", "use double quotes"))
            }
            text => one_line(out, text),
        }),
        Context::JsonValue => each(out, segment, marked, |out, value| {
            match value.0 {
                Mark::String => write::quoted(out, value.1),
                Mark::Number | Mark::Bool | Mark::Collection => out.push_str(value.1),
                Mark::Null => out.push_str("null"),
            }
            Ok(())
        }),
        Context::Raw(dialect) => each(out, segment, marked, |out, value| raw(out, text_of(value)?, dialect)),
    }
}

type Value<'v> = (Mark, &'v str);
type Refusal = (&'static str, &'static str);

/// Copies the segment, handing each value to `emit`.
fn each(
    out: &mut String,
    segment: &Segment,
    marked: &MarkedText,
    mut emit: impl FnMut(&mut String, Value<'_>) -> Result<(), Refusal>,
) -> Result<(), Fault> {
    let text = &marked.skeleton[segment.range.clone()];
    let mut rest = 0;
    for (nth, at) in memchr::memchr_iter(0, text.as_bytes()).enumerate() {
        out.push_str(&text[rest..at]);
        emit(out, marked.value(segment.first + nth)).map_err(|refusal| fault(segment.range.start + at, refusal))?;
        rest = at + 2;
    }
    out.push_str(&text[rest..]);
    Ok(())
}

/// A file that grows too large at this offset of the skeleton.
pub(crate) fn too_large(offset: usize) -> Fault {
    fault(offset, TOO_LARGE)
}

/// Whether there is room for so many bytes, asked before a value is indented line by line.
fn room(out: &str, bytes: usize) -> Result<(), Refusal> {
    if bytes > MAX_FILE.saturating_sub(out.len()) { Err(TOO_LARGE) } else { Ok(()) }
}

fn fault(offset: usize, (reason, help): Refusal) -> Fault {
    Fault { offset, reason: format!("the value {reason}"), help }
}

/// A value as text inside other text.
fn text_of((kind, text): Value<'_>) -> Result<&str, Refusal> {
    match kind {
        Mark::String | Mark::Number | Mark::Bool => Ok(text),
        Mark::Null => {
            Err(("is `none` in the middle of a string", "give it a value, or a default: `${{ value or '' }}`"))
        }
        Mark::Collection => Err(("is a list or mapping in the middle of a string", FLAT)),
    }
}

#[derive(Clone, Copy)]
struct Scalar {
    key: bool,
    flow: bool,
    indent: usize,
}

fn scalar(out: &mut String, segment: &Segment, marked: &MarkedText, place: Scalar) -> Result<(), Fault> {
    if segment.range.len() == 2 {
        let value = marked.value(segment.first);
        return whole(out, value, place).map_err(|refusal| fault(segment.range.start, refusal));
    }
    let mut text = String::with_capacity(segment.range.len() + 32);
    each(&mut text, segment, marked, |out, value| {
        out.push_str(text_of(value)?);
        Ok(())
    })?;
    write::scalar(out, &text);
    Ok(())
}

/// A value that is the whole scalar: its type stays.
fn whole(out: &mut String, (kind, text): Value<'_>, place: Scalar) -> Result<(), Refusal> {
    match kind {
        Mark::String if !place.key && !place.flow && write::fits_block(text) => {
            room(out, text.len() + place.indent * memchr::memchr_iter(b'\n', text.as_bytes()).count())?;
            write::block(out, text, place.indent);
        }
        Mark::String => write::scalar(out, text),
        Mark::Number | Mark::Bool if place.key => write::quoted(out, text),
        Mark::Number | Mark::Bool => out.push_str(text),
        Mark::Null if place.key => return Err(("is `none` as a key", "give it a value")),
        Mark::Null => out.push_str("null"),
        Mark::Collection if place.key => return Err(("is a list or mapping as a key", FLAT)),
        Mark::Collection => {
            room(out, indentation(text, place.indent))?;
            let json: Json = serde_json::from_str(text).map_err(|_| ("is not plain data", FLAT))?;
            if place.flow { flow(out, &json) } else { collection(out, &json, place.indent) }
        }
    }
    Ok(())
}

/// Most blanks that a collection needs in block style: each element and each line of a text begins with some.
fn indentation(json: &str, indent: usize) -> usize {
    let (mut blanks, mut depth, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            b'n' if escaped => blanks += indent + 2 * depth,
            b'"' if !escaped => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                blanks += indent + 2 * depth;
            }
            b',' if !quoted => blanks += indent + 2 * depth,
            b']' | b'}' if !quoted => depth -= 1,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    blanks
}

/// A collection below its key or dash, in block style.
fn collection(out: &mut String, json: &Json, indent: usize) {
    let line = &out[out.rfind('\n').map_or(0, |at| at + 1)..];
    let alone = line.trim_matches(' ').is_empty();
    let indent = if alone { line.len() } else { indent };
    let begun = alone || out.ends_with("- ");
    let mut first = true;
    let mut begin_line = |out: &mut String| {
        if !(first && begun) {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
        }
        first = false;
    };
    match json {
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                begin_line(out);
                out.push_str("- ");
                block_value(out, item, indent + 2);
            }
        }
        Json::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                begin_line(out);
                write::scalar(out, key);
                out.push_str(": ");
                block_value(out, value, indent + 2);
            }
        }
        json => flow(out, json),
    }
}

fn block_value(out: &mut String, json: &Json, indent: usize) {
    match json {
        Json::String(text) if write::fits_block(text) => write::block(out, text, indent),
        Json::String(text) => write::scalar(out, text),
        Json::Array(_) | Json::Object(_) => collection(out, json, indent),
        json => flow(out, json),
    }
}

/// A value on one line.
fn flow(out: &mut String, json: &Json) {
    match json {
        Json::String(text) => write::scalar(out, text),
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                flow(out, item);
            }
            out.push(']');
        }
        Json::Object(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write::scalar(out, key);
                out.push_str(": ");
                flow(out, value);
            }
            out.push('}');
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => out.push_str(&json.to_string()),
    }
}

/// Whether a line holds anything yet, as far as it is known.
#[derive(Default)]
struct Line {
    seen: usize,
    begun: bool,
}

impl Line {
    /// Looks at what was written since the last time.
    fn is_blank(&mut self, out: &str) -> bool {
        let new = &out[self.seen..];
        let (broken, last) = new.rsplit_once('\n').map_or((false, new), |(_, last)| (true, last));
        self.begun = (self.begun && !broken) || !last.trim().is_empty();
        self.seen = out.len();
        !self.begun
    }
}

/// A text in a block scalar: its further lines are indented like the first.
fn block_line(out: &mut String, text: &str, indent: usize, line: &mut Line) -> Result<(), Refusal> {
    if text.chars().any(|c| is_hostile(c) && !matches!(c, '\n' | '\t')) {
        return Err(("contains control characters, in a block of text", ONE_LINE));
    }
    if line.is_blank(out) && text.starts_with([' ', '\n', '\t']) {
        return Err(("starts with a space at the start of a line in a block of text", "use the filter `trim`"));
    }
    room(out, text.len() + indent * memchr::memchr_iter(b'\n', text.as_bytes()).count())?;
    let mut lines = text.split('\n').peekable();
    out.push_str(lines.next().unwrap_or_default());
    while let Some(line) = lines.next() {
        // A line that is empty so far may go on behind the value.
        let is_last = lines.peek().is_none();
        out.push('\n');
        if is_last || !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    Ok(())
}

fn one_line(out: &mut String, text: &str) -> Result<(), Refusal> {
    if text.chars().any(is_hostile) {
        return Err(("contains a line break or control character where a line break ends the statement", ONE_LINE));
    }
    out.push_str(text);
    Ok(())
}

fn raw(out: &mut String, text: &str, dialect: Dialect) -> Result<(), Refusal> {
    match dialect {
        Dialect::Prose => {
            if text.chars().any(|c| is_hostile(c) && !matches!(c, '\n' | '\t')) {
                return Err(("contains control characters", ONE_LINE));
            }
            out.push_str(text);
            Ok(())
        }
        Dialect::Path if text.contains(['/', '\\']) || text == ".." || text == "." => {
            Err(("contains `/` or `..`, but is part of one file name", "give a name without `/`"))
        }
        Dialect::Yaml | Dialect::Json | Dialect::Toml | Dialect::Text | Dialect::Path => one_line(out, text),
    }
}
