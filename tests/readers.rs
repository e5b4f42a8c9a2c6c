//! Strict readers of what reports are written in, each a plain reading of its documentation.

use std::iter::Peekable;
use std::str::Chars;

/// A workflow command, as the runner of GitHub Actions reads a line of output.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) data: String,
}

const COMMANDS: [&str; 16] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
    "internal-set-repo-path",
];

/// The command that a line is: `::name key=value,..::data` after blanks.
pub(crate) fn command(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    if !COMMANDS.contains(&name.to_ascii_lowercase().as_str()) {
        return None;
    }
    let properties = properties.trim().split(',').filter(|property| !property.is_empty());
    let properties = properties.filter_map(|property| property.split_once('='));
    let unescaped = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
    Some(Command {
        name: name.to_owned(),
        properties: properties
            .map(|(key, value)| {
                (key.to_owned(), unescaped(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%"))
            })
            .collect(),
        data: unescaped(data).replace("%25", "%"),
    })
}

/// The name of a command in the older form, which is read from any place of a line: `##[name]`, `##vso[name]`.
pub(crate) fn old_command(line: &str) -> Option<&str> {
    line.match_indices("##").find_map(|(at, _)| {
        let rest = line[at..].trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.strip_prefix('[')?.split(']').next()
    })
}

/// An element of XML.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or_else(|| panic!("no `{name}` in {self:?}"), |(_, value)| value)
    }
}

/// Reads a document of elements, attributes and text; panics at anything else.
pub(crate) fn xml(text: &str) -> Element {
    let legal = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert_eq!(text.chars().find(|c| !legal(*c)), None, "a character that XML has not");
    let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("it begins with a declaration");
    let mut rest = body.chars().peekable();
    assert_eq!(rest.next(), Some('<'));
    let root = element(&mut rest);
    assert_eq!(rest.collect::<String>().trim(), "");
    root
}

/// Reads an element from behind its `<`.
fn element(rest: &mut Peekable<Chars>) -> Element {
    let mut element = Element { name: word(rest), ..Element::default() };
    loop {
        blanks(rest);
        match rest.next() {
            Some('/') => {
                assert_eq!(rest.next(), Some('>'));
                return element;
            }
            Some('>') => break,
            Some(c) => {
                let name = c.to_string() + &word(rest);
                assert_eq!((rest.next(), rest.next()), (Some('='), Some('"')), "attribute {name}");
                let value = characters(rest, '"');
                rest.next();
                assert!(element.attributes.iter().all(|(key, _)| *key != name), "{name} twice");
                element.attributes.push((name, value));
            }
            None => panic!("{} has no end", element.name),
        }
    }
    loop {
        element.text.push_str(&characters(rest, '<'));
        rest.next().expect("the element has an end");
        if rest.peek() == Some(&'/') {
            rest.next();
            assert_eq!(word(rest), element.name);
            assert_eq!(rest.next(), Some('>'));
            return element;
        }
        element.children.push(self::element(rest));
    }
}

fn word(rest: &mut Peekable<Chars>) -> String {
    let mut word = String::new();
    while let Some(c) = rest.next_if(|c| c.is_ascii_lowercase()) {
        word.push(c);
    }
    word
}

fn blanks(rest: &mut Peekable<Chars>) {
    while rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
}

/// Text up to `end`, its entities resolved.
fn characters(rest: &mut Peekable<Chars>, end: char) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next_if(|c| *c != end) {
        assert!(!"<>\"'".contains(c) || (end == '<' && "\"'".contains(c)), "a bare {c} behind {text}");
        if c != '&' {
            text.push(c);
            continue;
        }
        let mut name = word(rest);
        name.push(rest.next().expect("an entity has an end"));
        let entities = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\'')];
        let (_, meant) = entities.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("entity {name}"));
        text.push(*meant);
    }
    text
}

/// The lines outside and inside the code blocks of a page; a block ends with a fence as long as it began with.
pub(crate) fn fenced(page: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut outside, mut inside, mut open) = (Vec::new(), Vec::new(), false);
    for line in page.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let fence = indent < 4 && line.trim_start().starts_with("```");
        match (open, fence) {
            (false, true) => {
                assert_eq!(line, "```text");
                open = true;
            }
            (true, true) => open = line.trim() != "```",
            (true, false) => inside.push(line),
            (false, false) => outside.push(line),
        }
    }
    assert!(!open, "a block has no end");
    (outside, inside)
}
