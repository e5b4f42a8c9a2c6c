//! Reading and mending made-up documents, beside a second reader.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use serde_json::{Map, Value as Json};

use super::edit::mend;
use super::node::{Node, Value};
use super::read::read;
use super::write;
use crate::diagnostic::rules::{duplicate_key, invalid_value};
use crate::diagnostic::{Fix, Sink, is_hostile};
use crate::source::{FileId, Sources, Span};
use crate::tests::holds;

/// A value, and how it is written.
#[derive(Clone, Debug)]
enum Written {
    Plain(&'static str),
    Single(String),
    Double(String),
    /// `|` or `>` with a sign for the line breaks at its end, and further blanks before its lines.
    Block(char, &'static str, usize, Vec<String>),
    List(Style, Vec<Written>),
    Mapping(Style, Vec<(&'static str, Written)>),
    /// A value with an anchor, and the same again by its alias.
    Twice(Box<Written>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Flow,
    Block,
    /// With a comment on each line.
    Commented,
}

const PLAIN: &[&str] = &[
    "a",
    "orders-api",
    "a b",
    "a:b",
    "a#b",
    "-a",
    "x,y",
    "no",
    "on",
    "true",
    "False",
    "null",
    "~",
    "",
    "0",
    "-7",
    "+7",
    "12",
    "0x1F",
    "0o17",
    "1.5",
    "1e3",
    "-.5",
    ".inf",
    "-.inf",
    "2024-01-01",
    "1:30",
    "é日本",
    "0.10",
    "1_000",
];
const KEYS: &[&str] = &["a", "b", "c d", "\"e\"", "'f'", "g-h", "i.j/k", "yes", "12", "é"];

fn line() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z:#'\"\\\\{}&*!|> -]{0,8}", "\\PC{0,6}"].prop_map(|line| line.replace(is_hostile, "."))
}

fn scalars() -> impl Strategy<Value = Written> {
    let block = (select(&['|', '>'][..]), select(&["", "-", "+"][..]), 0..3_usize, vec(line(), 0..4));
    prop_oneof![
        4 => select(PLAIN).prop_map(Written::Plain),
        1 => line().prop_map(Written::Single),
        1 => any::<String>().prop_map(|text| Written::Double(text.replace('\0', ""))),
        2 => block.prop_map(|(sign, chomp, more, lines)| Written::Block(sign, chomp, more, lines)),
    ]
}

/// Values of every kind, nested, with keys that are given once.
fn values() -> BoxedStrategy<Written> {
    let style = || select(&[Style::Flow, Style::Block, Style::Commented][..]);
    let nested = scalars().prop_recursive(4, 24, 4, move |inner| {
        let entries = proptest::sample::subsequence(KEYS, 0..4).prop_flat_map({
            let inner = inner.clone();
            move |keys| {
                let values = vec(inner.clone(), keys.len());
                values.prop_map(move |values| keys.iter().copied().zip(values).collect::<Vec<_>>())
            }
        });
        prop_oneof![
            3 => (style(), entries).prop_map(|(style, entries)| Written::Mapping(style, entries)),
            2 => (style(), vec(inner.clone(), 0..4)).prop_map(|(style, items)| Written::List(style, items)),
            1 => inner.prop_map(|value| Written::Twice(Box::new(value))),
        ]
    });
    nested.boxed()
}

/// Documents that every reader of YAML 1.2 takes.
fn documents() -> impl Strategy<Value = String> {
    (values(), select(&["", "---\n", "# first\n\n---\n"][..]), any::<bool>()).prop_map(|(value, head, is_dos)| {
        let mut text = head.to_owned();
        let mut anchors = 0;
        // What a block at the top of a document means, readers do not agree about.
        Written::List(Style::Block, vec![value]).put(&mut text, 0, &mut anchors);
        if is_dos { text.replace('\n', "\r\n") } else { text }
    })
}

impl Written {
    /// Writes a value behind its key, dash or nothing, and the break of its last line.
    fn put(&self, out: &mut String, indent: usize, anchors: &mut usize) {
        match self {
            Self::List(style, items) if *style != Style::Flow && !items.is_empty() => {
                for item in items {
                    begin(out, *style, indent);
                    out.push('-');
                    item.put_behind(out, indent, anchors);
                }
            }
            Self::Mapping(style, entries) if *style != Style::Flow && !entries.is_empty() => {
                for (key, value) in entries {
                    begin(out, *style, indent);
                    let _ = write!(out, "{key}:");
                    value.put_behind(out, indent, anchors);
                }
            }
            Self::Block(sign, chomp, more, lines) => {
                // Said, since the first line may begin with blanks.
                let (more, deep) = (more + 1, indent + more + 1);
                let _ = writeln!(out, "{sign}{more}{chomp}");
                lines.iter().for_each(|line| _ = writeln!(out, "{:deep$}{line}", ""));
            }
            Self::Twice(value) if !value.is_simple() => {
                begin(out, Style::Block, indent);
                *anchors += 1;
                let name = *anchors;
                let _ = write!(out, "- &a{name}");
                value.put_behind(out, indent, anchors);
                begin(out, Style::Block, indent);
                let _ = writeln!(out, "- *a{name}");
            }
            simple => {
                simple.put_flow(out, anchors);
                out.push('\n');
            }
        }
    }

    fn put_behind(&self, out: &mut String, indent: usize, anchors: &mut usize) {
        let is_below = match self {
            Self::List(style, items) => *style != Style::Flow && !items.is_empty(),
            Self::Mapping(style, entries) => *style != Style::Flow && !entries.is_empty(),
            Self::Twice(value) => !value.is_simple(),
            Self::Plain(_) | Self::Single(_) | Self::Double(_) | Self::Block(..) => false,
        };
        match is_below {
            true => {
                out.push('\n');
                self.put(out, indent + 2, anchors);
            }
            false => {
                out.push(' ');
                self.put(out, indent, anchors);
            }
        }
    }

    /// Whether it may stand on one line.
    fn is_simple(&self) -> bool {
        match self {
            Self::Plain(_) | Self::Single(_) | Self::Double(_) => true,
            Self::List(style, items) => *style == Style::Flow || items.is_empty(),
            Self::Mapping(style, entries) => *style == Style::Flow || entries.is_empty(),
            Self::Twice(value) => value.is_simple(),
            Self::Block(..) => false,
        }
    }

    /// Writes a value on one line.
    fn put_flow(&self, out: &mut String, anchors: &mut usize) {
        match self {
            Self::Plain(text) if text.contains([',', '#', ':']) || text.is_empty() => _ = write!(out, "'{text}'"),
            Self::Plain(text) => out.push_str(text),
            Self::Single(text) => _ = write!(out, "'{}'", text.replace('\'', "''")),
            Self::Double(text) => write::quoted(out, text),
            Self::Block(_, _, _, lines) => write::quoted(out, &lines.join("\n")),
            Self::List(_, items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    item.put_flow(out, anchors);
                }
                out.push(']');
            }
            Self::Mapping(_, entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    let _ = write!(out, "{}{key}: ", if at == 0 { " " } else { ", " });
                    value.put_flow(out, anchors);
                }
                out.push_str(" }");
            }
            Self::Twice(value) => {
                *anchors += 1;
                let name = *anchors;
                let _ = write!(out, "[&a{name} ");
                value.put_flow(out, anchors);
                let _ = write!(out, ", *a{name} ]");
            }
        }
    }
}

/// Begins a line of a list or mapping.
fn begin(out: &mut String, style: Style, indent: usize) {
    if style == Style::Commented {
        let _ = writeln!(out, "{:indent$}# why: - [x", "");
    }
    out.extend(std::iter::repeat_n(' ', indent));
}

/// The documents of a text; nothing where it is refused.
fn ours(text: &str) -> Option<Vec<Json>> {
    let mut sink = Sink::default();
    let roots = read(FileId::FIRST, text, &mut sink);
    sink.is_empty().then(|| roots.iter().map(comparable).collect())
}

/// A value in which numbers that JSON lacks differ from nothing.
fn comparable(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Float(value) => number(*value),
        Value::Int(value) => number(*value as f64),
        Value::Sequence(items) => items.iter().map(comparable).collect(),
        Value::Mapping(entries) => {
            entries.iter().map(|entry| (entry.key.text.to_string(), comparable(&entry.value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::String(_) => node.to_json(),
    }
}

fn number(value: f64) -> Json {
    serde_json::Number::from_f64(value).map_or_else(|| format!("number {value}").into(), Json::Number)
}

/// Texts that we read as YAML 1.2 says and the second reader does not, with the reason. Where they differ is known.
const KNOWN: &[(&str, &str)] = &[
    ("line breaks of YAML 1.1, which we never write", "[\u{85}\u{2028}\u{2029}]"),
    ("byte order marks beside others and before `---`", "\u{feff}(?s:.*)(\u{feff}|---|\\.\\.\\.)"),
    ("`?` in a flow collection without a blank behind it", "[\\[{,]\\s*\\?\\S"),
    ("numbers that begin with zeros", "(^|[^0-9a-zA-Z.])[-+]?0[0-9]"),
    ("names of anchors with signs", "[&*][\\w-]*[^\\s\\w-]"),
    ("a block that the end of the text cuts off", "[|>](?s:.*)[^\n]$"),
];

/// The documents of a text as the second reader takes them; nothing where it refuses it, or where it makes something of
/// a key that is no text and that we read as it is written.
fn theirs(text: &str) -> Option<Vec<Json>> {
    use serde::Deserialize;
    let read = serde_yaml::Deserializer::from_str(text).map(serde_yaml::Value::deserialize);
    let read: Vec<Json> = read.map(|document| json(&document.ok()?)).collect::<Option<_>>()?;
    // It makes nothing of a text without documents, and we make none.
    Some(if read == [Json::Null] && text.lines().all(is_blank) { Vec::new() } else { read })
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    line.is_empty() || line.starts_with('#')
}

fn json(value: &serde_yaml::Value) -> Option<Json> {
    use serde_yaml::Value as Yaml;
    Some(match value {
        Yaml::Null => Json::Null,
        Yaml::Bool(value) => (*value).into(),
        Yaml::Number(value) => number(value.as_f64()?),
        Yaml::String(text) => text.as_str().into(),
        Yaml::Sequence(items) => items.iter().map(json).collect::<Option<_>>()?,
        Yaml::Mapping(entries) => {
            let entry = |(key, value): (&Yaml, &Yaml)| Some((key.as_str()?.to_owned(), json(value)?));
            Json::Object(entries.iter().map(entry).collect::<Option<Map<_, _>>>()?)
        }
        Yaml::Tagged(_) => return None,
    })
}

#[test]
fn documents_mean_to_us_what_they_mean_to_the_second_reader() {
    holds(600, documents(), |text| {
        let (ours, theirs) = (ours(&text), theirs(&text));
        assert!(ours.is_some(), "it is refused");
        if theirs.is_some() {
            assert_eq!(ours, theirs);
        }
    });
}

#[test]
fn no_text_means_something_else_to_the_second_reader() {
    let signs =
        "a b 0 1 : - ? , [ ] { } # & * ! | > ' \" % @ ` ~ \\ << = . _ e x é --- ... &a *a !!str |- >+ null true";
    let mut tokens: Vec<&str> = signs.split(' ').collect();
    tokens.extend([" ", " ", "  ", "\n", "\n", "\n  ", "\r\n", "\t", ": ", "- ", "\u{feff}", "\u{85}", "\u{2028}"]);
    let texts = prop_oneof![
        6 => vec(select(tokens), 0..16).prop_map(|tokens| tokens.concat()),
        1 => any::<String>(),
        3 => (documents(), any::<Index>(), any::<char>()).prop_map(|(mut text, at, c)| {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            text.insert(at, c);
            text
        }),
    ];
    let known = regex::RegexSet::new(KNOWN.iter().map(|(_, pattern)| pattern)).unwrap();
    holds(4_000, texts, |text| {
        if known.is_match(&text) {
            return;
        }
        if let (Some(ours), Some(theirs)) = (ours(&text), theirs(&text)) {
            assert_eq!(ours, theirs);
        }
    });
}

/// The scalars of a document with the ways to them.
fn leaves<'n>(node: &'n Node<'n>, way: &str, found: &mut Vec<(String, &'n Node<'n>)>) {
    node.entries().iter().for_each(|entry| {
        let key = entry.key.text.replace('~', "~0").replace('/', "~1");
        leaves(&entry.value, &format!("{way}/{key}"), found);
    });
    node.items().iter().zip(0..).for_each(|(item, at)| leaves(item, &format!("{way}/{at}"), found));
    if !matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
        found.push((way.to_owned(), node));
    }
}

/// The text after one change.
fn mended(text: &str, fix: Fix) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let found = [invalid_value::RULE.at(Span::top(file), "a fault").fix(fix)];
    mend(&found, &sources).pop().map(|mended| mended.text)
}

#[test]
fn a_value_between_quotes_is_the_text_that_stood_there_and_nothing_else_changes() {
    holds(600, (documents(), any::<Index>()), |(text, at)| {
        let root = read(FileId::FIRST, &text, &mut Sink::default()).swap_remove(0);
        let mut scalars = Vec::new();
        leaves(&root, "", &mut scalars);
        let Some((way, leaf)) = scalars.get(at.index(scalars.len().max(1))) else { return };
        let range = leaf.span.range();
        let Some(after) = mended(&text, Fix::Quote(leaf.span)) else { return };
        assert!(after.starts_with(&text[..range.start]) && after.ends_with(&text[range.end..]));
        let mut wanted = root.to_json();
        *wanted.pointer_mut(way).unwrap() = text[range].into();
        assert_eq!(read(FileId::FIRST, &after, &mut Sink::default())[0].to_json(), wanted, "{after}");
    });
}

#[test]
fn a_line_that_says_the_same_again_goes_without_a_trace() {
    holds(600, (documents(), any::<Index>(), any::<Index>()), |(text, from, to)| {
        let before = ours(&text).unwrap();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let again = lines[from.index(lines.len())];
        lines.insert(to.index(lines.len()), again);
        let doubled = lines.concat();
        let mut sink = Sink::default();
        let root = read(FileId::FIRST, &doubled, &mut sink).pop();
        let [finding] = sink.list() else { return };
        let Some(Fix::Replace(span, new)) = finding.fix.clone().filter(|_| *finding.rule == duplicate_key::RULE) else {
            return;
        };
        assert_eq!((&doubled[span.range()], new.as_str()), (again, ""));
        let after = mended(&doubled, Fix::Replace(span, new)).unwrap();
        assert_eq!(ours(&after), Some(vec![comparable(&root.unwrap())]));
        assert!(after == text || ours(&after) == Some(before));
    });
}
