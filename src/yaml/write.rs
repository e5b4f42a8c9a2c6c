//! Writes scalars that every YAML 1.1 and 1.2 parser reads back unchanged.
//!
//! A text stays plain only if it is on an allow-list; everything else is double-quoted. Verified against seven
//! readers (see `tests/nasty_strings.rs` and `.ci/run`), so a short SHA such as `0123456` stays a string.

use std::fmt::Write;

use super::scalar::meaning;

/// Appends `text` as a scalar on one line: plain where that is safe, double-quoted otherwise.
pub fn scalar(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        quoted(out, text);
    }
}

/// Whether every reader takes the unquoted text for this very string, in block and flow context, as key and value.
pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return false };
    if !(first.is_ascii_alphanumeric() || matches!(first, b'_' | b'/')) {
        return false;
    }
    let mut wordlike = false;
    for (at, byte) in bytes.iter().enumerate() {
        match KINDS[usize::from(*byte)] {
            Kind::Word => wordlike = true,
            Kind::Plain => {}
            Kind::Between if bytes.get(at + 1).is_some_and(|next| *next != b' ') => {}
            Kind::Between | Kind::Other => return false,
        }
    }
    if first.is_ascii_digit() {
        return wordlike;
    }
    !is_reserved(text)
}

/// Whether the text may stand anywhere in a plain scalar.
pub(crate) fn is_plain_within(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/'));
    begins && !text.ends_with([' ', ':']) && is_plain(&format!("a{text}"))
}

/// What a character does to a plain scalar.
#[derive(Clone, Copy)]
enum Kind {
    /// A letter that is part of no number, date or radix prefix of any reader.
    Word,
    Plain,
    /// Plain before everything but a blank and the end.
    Between,
    Other,
}

static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'f' | b'A'..=b'F' => Kind::Plain,
            b'x' | b'o' | b't' | b'z' | b'i' | b'n' | b'X' | b'O' | b'T' | b'Z' | b'I' | b'N' => Kind::Plain,
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Word,
            b'0'..=b'9' | b'_' | b'-' | b'.' | b'/' | b'+' | b'@' | b'=' => Kind::Plain,
            b':' | b' ' => Kind::Between,
            _ => Kind::Other,
        };
        byte += 1;
    }
    kinds
};

fn is_reserved(text: &str) -> bool {
    let digits = |rest: &str| rest.strip_prefix(['+', '-']).unwrap_or(rest).bytes().all(|byte| byte.is_ascii_digit());
    let exponent = text.strip_prefix(['e', 'E']).is_some_and(digits);
    exponent || meaning(text).is_some() || ["nan", "inf"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Appends `text` between double quotes.
pub(crate) fn quoted(out: &mut String, text: &str) {
    out.push('"');
    escaped(out, text);
    out.push('"');
}

/// Appends `text` as it must stand inside double quotes.
pub(crate) fn escaped(out: &mut String, text: &str) {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        return out.push_str(text);
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if must_escape(c) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
}

/// Characters that some reader drops, refuses or breaks the line at, and those that reorder text on a screen.
///
/// Only those of the basic plane: `\\u` with four digits is the one escape that YAML, JSON and TOML share, and every
/// reader takes the others as they are.
fn must_escape(c: char) -> bool {
    c <= '\u{ffff}' && (crate::diagnostic::is_hostile(c) || matches!(c, '\u{a0}' | '\u{fffe}' | '\u{ffff}'))
}

/// Whether the text can stand in a literal block (`|`) as it is.
pub(crate) fn fits_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.trim_end_matches('\n').is_empty()
        && text.chars().all(|c| c == '\n' || !must_escape(c))
        && text.lines().all(|line| !line.ends_with([' ', '\t']))
}

/// Appends a literal block for a text that [`fits_block`], each line indented by `indent` spaces; no final line break.
pub(crate) fn block(out: &mut String, text: &str, indent: usize) {
    let body = text.trim_end_matches('\n');
    let breaks = text.len() - body.len();
    out.push_str(match breaks {
        0 => "|-",
        1 => "|",
        _ => "|+",
    });
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    for _ in 1..breaks {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::Value;
    use super::super::scalar::{Reading, read_otherwise, resolve};
    use super::*;

    #[test]
    fn a_short_sha_stays_a_string() {
        for sha in ["0123456", "1234567", "12e4567", "e3", "e-1", "1d", "1.2.3", "no", "On", "1:30", "0x1f"] {
            assert!(!is_plain(sha), "{sha}");
        }
        let mut text = String::new();
        quoted(&mut text, "a\u{ad}b\u{e0001}");
        assert_eq!(text, "\"a\\u00adb\u{e0001}\"", "four digits, or none");
        // Every short text of what numbers, dates and words are made of.
        let parts =
            ["", "0", "1", "8", "_", ".", ":", "-", "+", "x", "o", "b", "e", "E", "y", "n", "N", "=", "<", "~", "f"];
        for at in 0..parts.len().pow(4) {
            let text: String = (0..4).map(|place| parts[at / parts.len().pow(place) % parts.len()]).collect();
            let known = [Reading::Groma, Reading::Kubernetes].map(|reading| resolve(text.as_str().into(), reading));
            let a_string = known.iter().all(|value| matches!(value, Value::String(_)));
            assert!(!is_plain(&text) || (a_string && read_otherwise(&text).is_none()), "{text}");
        }
        for word in ["250m", "256Mi", "1h30m", "orders", "/api/v1", "a:b", "2 cpus"] {
            assert!(is_plain(word), "{word}");
        }
    }
}
