//! Why a file is not valid YAML, in the terms of the person who wrote it.
//!
//! The parser says where it could not go on; the cause often lies above: a quote or bracket that was never closed, an
//! indentation that fits no line. Only texts that are broken already come here, so looking back may take time.

use std::ops::Range;

use granit_parser::ErrorKind as Kind;

use crate::diagnostic::visible;
use crate::source::line_around;
use crate::words::counted;

/// A cause and where it lies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Cause {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The cause of a fault that the parser met at byte `at`.
pub(crate) fn cause(text: &str, at: usize, kind: &Kind) -> Cause {
    let at = text.floor_char_boundary(at.min(text.len()));
    if let Some(cause) = tab(text, at) {
        return cause;
    }
    let known = match kind {
        Kind::UnclosedQuotedScalar | Kind::InvalidQuotedScalarIndent | Kind::DocumentIndicatorInQuotedScalar => {
            open_quote(text, at)
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => Some(
            Cause::new(character(text, at), "unexpected text after the closing quote")
                .help("put the whole string in double quotes, and write a double quote inside it as `\\\"`"),
        ),
        Kind::ExpectedDocumentStart => trailing(text, at),
        Kind::UnclosedFlowCollection { .. }
        | Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::InvalidColonPlacement
        | Kind::InvalidFlowScalarIndent
        | Kind::BlockEntryInFlowCollection => bracket(text, at),
        Kind::MismatchedFlowCollectionEnd { open, close } => Some(
            Cause::new(character(text, at), format!("`{open}` is closed by `{close}`"))
                .help("close each bracket with its own kind, innermost first"),
        ),
        Kind::MisplacedFlowCollectionEnd => Some(
            Cause::new(character(text, at), "unmatched closing bracket")
                .help("remove it, or add the one that opens the list or mapping"),
        ),
        Kind::MappingValueNotAllowed => second_colon(text, at),
        Kind::ExpectedBlockMappingKey | Kind::ExpectedBlockSequenceEntry | Kind::InvalidIndentation => {
            indentation(text, at).or_else(|| list_item(text, at)).or_else(|| trailing(text, at))
        }
        Kind::BlockSequenceEntryNotAllowed => list_item(text, at),
        Kind::SimpleKeyExpected | Kind::UnexpectedEndOfPlainScalar | Kind::InvalidSimpleKey => no_colon(text, at),
        Kind::UnknownAnchor => Some(anchor(text, at)),
        Kind::UnexpectedCharacter { character: c } => Some(unexpected(text, at, *c)),
        Kind::UnknownQuotedScalarEscape | Kind::InvalidQuotedScalarHexEscape | Kind::InvalidUnicodeEscape => Some(
            Cause::new(character(text, at), "unknown escape in a double-quoted string")
                .help("write a backslash as `\\\\`, or use single quotes"),
        ),
        _ => None,
    };
    known.unwrap_or_else(|| {
        let cause = Cause::new(character(text, at), format!("not valid YAML: {kind}"));
        cause.help("check this line and the one above it: quotes, brackets, colons and indentation")
    })
}

/// The character at `at`; nothing at the end of a line.
fn character(text: &str, at: usize) -> Range<usize> {
    let width = text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    at..at + width
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn tab(text: &str, at: usize) -> Option<Cause> {
    let line = line_around(text, at);
    let margin = text[line.clone()].len() - text[line.clone()].trim_start_matches([' ', '\t']).len();
    let tabs = &text[line.start..line.start + margin];
    let start = line.start + tabs.find('\t')?;
    Some(
        Cause::new(start..line.start + margin, "line is indented with a tab")
            .help("indent with spaces; YAML does not allow tabs"),
    )
}

/// The quote that opens a text and has no other end: the last one before `at` after which the number is odd.
fn open_quote(text: &str, at: usize) -> Option<Cause> {
    let mut end = at;
    while end > 0 {
        let line = line_around(text, text.floor_char_boundary(end - 1));
        for quote in ['"', '\''] {
            let quotes: Vec<usize> =
                text[line.start..end].match_indices(quote).map(|(at, _)| line.start + at).collect();
            let opens = |at: &usize| text[..*at].ends_with([' ', '[', '{', ',', '\n']);
            if let Some(start) = quotes.last().filter(|start| quotes.len() % 2 == 1 && opens(start)) {
                let cause = Cause::new(*start..start + 1, "unterminated string");
                return Some(cause.help(format!("add the missing `{quote}` where the string ends")));
            }
        }
        end = line.start;
    }
    None
}

/// A bracket that is never closed, or two entries without a comma.
fn bracket(text: &str, at: usize) -> Option<Cause> {
    let open = open_bracket(&text[..at])?;
    let close = if text[open..].starts_with('[') { ']' } else { '}' };
    let same_line = !text[open..at].contains('\n');
    if same_line && text[line_around(text, at)].contains(close) {
        let start = text[..at].rfind([' ', '[', '{', ',']).map_or(at, |before| before + 1);
        let range = if start < at { start..at } else { character(text, at) };
        let message = format!("missing comma before `{}`", visible(&text[range.clone()]));
        return Some(
            Cause::new(range, message).help("separate entries with commas, or quote a string that contains `: `"),
        );
    }
    let cause = Cause::new(open..open + 1, format!("`{}` is never closed", &text[open..=open]));
    Some(cause.help(format!("add the missing `{close}`")))
}

/// The innermost bracket that is open at the end of a text, outside quotes and comments.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let (mut quote, mut before) = (None, '\n');
    let mut comment = false;
    for (at, c) in text.char_indices() {
        let begins = matches!(before, ' ' | '\n' | '[' | '{' | ',');
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some(end), c) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if begins => quote = Some(c),
            (None, '#') if matches!(before, ' ' | '\n') => comment = true,
            (None, '[' | '{') if begins => open.push(at),
            (None, ']' | '}') => drop(open.pop()),
            (None, _) => {}
        }
        before = c;
    }
    open.pop()
}

/// `key: a text: with a colon`, or a key below a value.
fn second_colon(text: &str, at: usize) -> Option<Cause> {
    let range = line_around(text, at);
    let shown = &text[range.clone()];
    if let Some((key, value)) = shown.split_once(": ").filter(|(key, _)| range.start + key.len() < at) {
        let key = key.trim_start().trim_start_matches("- ");
        let start = range.end - value.len() + (value.len() - value.trim_start().len());
        let end = range.start + shown.trim_end().len();
        let quoted = format!("\"{}\"", text[start..end].replace('\\', "\\\\").replace('"', "\\\""));
        let cause = Cause::new(start..end, "unquoted string contains a colon followed by a space");
        return Some(cause.help(format!("quote it: `{key}: {}`", visible(&quoted))));
    }
    let above = text[..range.start].lines().rev().find(|line| !line.trim().is_empty())?;
    let key = above.trim_start().trim_start_matches("- ").split(": ").next()?;
    let begin = range.start + indent(shown);
    let message = format!("key is nested under `{}`, which already has a value", visible(key));
    Some(Cause::new(begin..at.max(begin), message).help(format!(
        "indent it by {} spaces, like `{}`",
        indent(above),
        visible(key)
    )))
}

/// A line that is indented like none of those above that are still open.
fn indentation(text: &str, at: usize) -> Option<Cause> {
    let range = line_around(text, at);
    let own = indent(&text[range.clone()]);
    let mut levels: Vec<usize> = Vec::new();
    for above in text[..range.start].lines().rev() {
        let blank = above.trim_start().is_empty() || above.trim_start().starts_with('#');
        if !blank && levels.last().is_none_or(|level| indent(above) < *level) {
            levels.push(indent(above));
        }
    }
    if levels.is_empty() || levels.contains(&own) {
        return None;
    }
    let deeper = levels.iter().rev().find(|level| **level > own);
    let shallower = levels.iter().find(|level| **level < own);
    let choices: Vec<String> = shallower.into_iter().chain(deeper).map(usize::to_string).collect();
    let begin = range.start + own;
    let word = text[begin..range.end].split([' ', ':']).next().unwrap_or_default();
    let message = format!("indentation of {} matches no line above", counted(own, "space"));
    let cause = Cause::new(begin..begin + word.len(), message);
    Some(cause.help(format!("indent it by {} spaces, like the lines it belongs to", choices.join(" or "))))
}

/// Text behind a closing bracket or quote.
fn trailing(text: &str, at: usize) -> Option<Cause> {
    let before = text[line_around(text, at).start..at].trim_end();
    before.ends_with([']', '}', '"', '\'']).then(|| {
        Cause::new(character(text, at), "unexpected text after the value")
            .help("remove it, or quote it together with the value")
    })
}

fn list_item(text: &str, at: usize) -> Option<Cause> {
    let range = line_around(text, at);
    let begin = range.start + indent(&text[range]);
    if text[begin..].starts_with("- ") {
        let cause = Cause::new(begin..begin + 1, "list item among the keys of a mapping");
        return Some(cause.help("indent it under the key it belongs to, or write `key: value`"));
    }
    text[at..].starts_with('-').then(|| {
        Cause::new(at..at + 1, "a list cannot start on the line of its key")
            .help("start it on the next line, or write `[a, b]`; quote a string that starts with `- `")
    })
}

/// A line that should be `key: value` and has no colon, or no blank behind it.
fn no_colon(text: &str, at: usize) -> Option<Cause> {
    // The parser notices at the next line; the fault is the last line with text before it, or this one.
    let here = line_around(text, at);
    if text[here.clone()].trim_start().starts_with("- ") {
        return list_item(text, at);
    }
    let lacks = |range: &Range<usize>| {
        let shown = text[range.clone()].trim();
        !shown.is_empty() && !shown.starts_with('#') && !shown.contains(": ") && !shown.ends_with(':')
    };
    let mut range = here;
    while !lacks(&range) {
        range = line_around(text, range.start.checked_sub(1)?);
    }
    let shown = text[range.clone()].trim();
    let start = range.start + indent(&text[range.clone()]);
    let cause = Cause::new(start..start + shown.len(), "expected `key: value`");
    Some(match shown.split_once(':') {
        Some((key, value)) => {
            cause.help(format!("add a space after the colon: `{}: {}`", visible(key), visible(value)))
        }
        None => cause.help("add a colon and a space after the key, or indent the line to continue the string above"),
    })
}

fn anchor(text: &str, at: usize) -> Cause {
    let length = text[at..].find([' ', '\n', '\r', ',', ']', '}']).unwrap_or(text.len() - at);
    let name = visible(text[at..at + length].trim_start_matches('*'));
    Cause::new(at..at + length, format!("unknown anchor `{name}`"))
        .help(format!("define it above with `&{name}`, or quote a string that starts with `*`"))
}

fn unexpected(text: &str, at: usize, c: char) -> Cause {
    if crate::diagnostic::is_hostile(c) {
        return Cause::new(character(text, at), format!("file contains the control character U+{:04X}", c as u32))
            .help(format!("remove it, or write it in double quotes as `\\u{:04x}`", c as u32));
    }
    Cause::new(character(text, at), format!("an unquoted string cannot start with `{c}`")).help("quote the string")
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::diagnostic::Sink;
    use crate::source::FileId;

    /// The text at fault, the message and the help for a broken text.
    fn judged(text: &str) -> (String, String, String) {
        let mut sink = Sink::default();
        read::read(FileId::FIRST, text, &mut sink);
        let fault = sink.into_list().swap_remove(0);
        (text[fault.primary.span.range()].to_owned(), fault.message, fault.help.unwrap_or_default())
    }

    #[test]
    fn the_cause_is_found_above_the_place_where_the_parser_stopped() {
        let cases = [
            ("a:\n\tb: 1\n", "\t", "line is indented with a tab"),
            ("a: \"b\nc: d\ne: f\n", "\"", "unterminated string"),
            ("a: [b, c\nd: e\n", "[", "`[` is never closed"),
            ("a: { b: 1\nc: 2\n", "{", "`{` is never closed"),
            ("a: { b: 1 c: 2 }\n", "c", "missing comma before `c`"),
            ("a: [b] c\n", "c", "unexpected text after the value"),
            ("a: b: c\n", "b: c", "unquoted string contains a colon followed by a space"),
            ("a: b\n  c: d\n", "c", "key is nested under `a`, which already has a value"),
            ("a:\n  b: 1\n c: 2\n", "c", "indentation of 1 space matches no line above"),
            ("a: 1\n- b\n", "-", "list item among the keys of a mapping"),
            ("a: - b\n", "-", "a list cannot start on the line of its key"),
            ("a: 1\nb:2\nc: 3\n", "b:2", "expected `key: value`"),
            ("a: *b\n", "*b", "unknown anchor `b`"),
            ("a: @b\n", "@", "an unquoted string cannot start with `@`"),
            ("a: \"b\" c\n", "c", "unexpected text after the closing quote"),
            ("a: \"\\d\"\n", "\"", "unknown escape in a double-quoted string"),
            ("a: [b}\n", "[", "`[` is closed by `}`"),
            ("a: ]\n", "]", "unmatched closing bracket"),
            ("a: !b c\n", "!b", "tag `!b` is not supported"),
        ];
        for (text, at, message) in cases {
            let (found_at, found, help) = judged(text);
            assert_eq!((found_at.as_str(), found.as_str()), (at, message), "{text:?}");
            assert!(!help.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_quote_may_stand_behind_a_byte_order_mark() {
        assert_eq!(judged("\u{feff}'").1, "not valid YAML: unclosed quote");
    }

    #[test]
    fn looking_back_never_panics() {
        let text = "ä: [\"ö\", {b: 'c'\n  - ü: \u{1f600}: *x\n\t\"d: @e\n ]}\n";
        for start in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            for end in (start..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                read::read(FileId::FIRST, &text[start..end], &mut Sink::default());
            }
        }
    }
}
