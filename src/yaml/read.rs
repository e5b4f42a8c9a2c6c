//! Text to spanned tree, with the policy that the parser leaves open: duplicate keys, merge keys, tags, and caps
//! on size, depth, aliases and documents. Every fault is a diagnostic; reading never panics and never explodes.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Tag};

use super::duplicate::{Duplicate, Seen, insert};
use super::line::whole_line;
use super::node::{Entry, Key, Node, Value};
use super::scalar::{Reading, contradicts, key, value};
use super::syntax::{self, Cause};
use crate::diagnostic::rules::{duplicate_key, unsupported_tag, yaml_syntax};
use crate::diagnostic::{Diagnostic, Fix, Sink, visible};
use crate::source::{FileId, Span};

/// Largest file that is read, in bytes.
pub(crate) const MAX_BYTES: usize = 32 << 20;
/// Deepest nesting that is read.
pub(crate) const MAX_DEPTH: usize = 100;
/// Most values that are read of one text, with those that anchors keep and aliases add.
pub(crate) const MAX_VALUES: usize = 2_000_000;
/// Most duplicate keys that are reported for one file.
pub(crate) const MAX_DUPLICATES: usize = 10_000;
/// Most nodes that aliases may add to one text.
pub(crate) const MAX_ALIASED: usize = 100_000;
/// Most documents in one text.
pub(crate) const MAX_DOCUMENTS: usize = 20_000;

/// Reads all documents of `text`; what follows a syntax error is lost, what precedes it is returned.
pub fn read<'a>(file: FileId, text: &'a str, sink: &mut Sink) -> Vec<Node<'a>> {
    let mut roots = Vec::new();
    read_each(file, text, Reading::Groma, sink, &mut |root, _| roots.push(root));
    roots
}

/// Reads `text` as others would, and hands over each document when it is whole, with the findings so far.
pub fn read_each<'a>(
    file: FileId,
    text: &'a str,
    reading: Reading,
    sink: &mut Sink,
    consume: &mut dyn FnMut(Node<'a>, &mut Sink),
) {
    if text.len() > MAX_BYTES {
        let message = format!("file is larger than {} MiB", MAX_BYTES >> 20);
        sink.push(yaml_syntax::RULE.at(Span::top(file), message).help("split it into several files"));
        return;
    }
    let (stack, anchors, nul) = (Vec::new(), HashMap::default(), text.as_bytes().contains(&0));
    Reader {
        file,
        text,
        nul,
        reading,
        sink,
        consume,
        stack,
        anchors,
        values: 0,
        duplicates: 0,
        aliased: 0,
        documents: 0,
    }
    .run();
}

/// Reads a text that must hold exactly one document.
pub fn read_one<'a>(file: FileId, text: &'a str, sink: &mut Sink) -> Option<Node<'a>> {
    let mut roots = read(file, text, sink);
    if let Some(second) = roots.get(1) {
        let start = text[..second.span.start as usize].rfind("---");
        let span = start.map_or(second.span, |start| Span::new(file, start..start + 3));
        let diagnostic = yaml_syntax::RULE
            .at(span, "expected one document, found another")
            .help("remove the `---` line, or move this document into a file of its own");
        sink.push(diagnostic);
    }
    if roots.is_empty() { None } else { Some(roots.swap_remove(0)) }
}

struct Reader<'a, 's> {
    file: FileId,
    text: &'a str,
    /// Whether the text holds a NUL character.
    nul: bool,
    reading: Reading,
    sink: &'s mut Sink,
    consume: &'s mut dyn FnMut(Node<'a>, &mut Sink),
    stack: Vec<Frame<'a>>,
    anchors: HashMap<usize, Node<'a>, rustc_hash::FxBuildHasher>,
    values: usize,
    duplicates: usize,
    aliased: usize,
    documents: usize,
}

struct Frame<'a> {
    span: Span,
    anchor: usize,
    open: Open<'a>,
}

enum Open<'a> {
    Sequence(Vec<Node<'a>>),
    Mapping { entries: Vec<Entry<'a>>, key: Option<Key<'a>>, seen: Seen, merges: Vec<Merge<'a>> },
}

/// The value of a merge key, and how many entries stand before it.
type Merge<'a> = (usize, Node<'a>);

impl<'a> Reader<'a, '_> {
    fn run(mut self) {
        let mut parser = Parser::new_from_str(self.text);
        while let Some(event) = parser.next_event() {
            let step = match event {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or(0..0);
                    self.step(event, Span::new(self.file, range))
                }
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
                    let Cause { range, message, help } = syntax::cause(self.text, at, error.kind());
                    let mut fault = yaml_syntax::RULE.at(Span::new(self.file, range), message);
                    fault.help = help;
                    Err(Box::new(fault))
                }
            };
            if let Err(fault) = step {
                self.sink.push(*fault);
                break;
            }
        }
    }

    fn step(&mut self, event: Event<'a>, span: Span) -> Result<(), Box<Diagnostic>> {
        match event {
            // What stands in the text as it is read holds no more than the text does.
            Event::Scalar(text, ..) if (self.nul || matches!(text, Cow::Owned(_))) && text.contains('\0') => {
                Err(self.fault(span, "string contains a NUL character", "remove it"))
            }
            Event::Scalar(text, style, anchor, tag) => {
                if let Some(Open::Mapping { key: open @ None, .. }) = self.stack.last_mut().map(|f| &mut f.open) {
                    let text = if style == ScalarStyle::Plain { key(text, self.reading) } else { Some(text) };
                    *open = text.map(|text| Key { span, text });
                    return match open {
                        Some(_) => Ok(()),
                        None => Err(self.fault(span, "mapping keys cannot be null", "quote it")),
                    };
                }
                if let Some(tag) = tag.as_deref().filter(|tag| tag.core_suffix().is_none()) {
                    self.refuse_tag(span, tag);
                }
                let value = value(text, style, tag.as_deref(), self.reading);
                if let Some(tag) = tag.as_deref().filter(|tag| contradicts(tag, &value)) {
                    self.refuse_tag(span, tag);
                }
                if self.reading == Reading::Kubernetes && matches!(value, Value::Float(value) if !value.is_finite()) {
                    return Err(self.fault(
                        span,
                        "number cannot be represented in JSON",
                        "quote it if it is meant as a string",
                    ));
                }
                self.place(Node::new(span, value), anchor)
            }
            Event::SequenceStart(_, anchor, tag) => self.open(span, anchor, tag.as_deref(), Open::Sequence(Vec::new())),
            Event::MappingStart(_, anchor, tag) => {
                let open = Open::Mapping { entries: Vec::new(), key: None, seen: Seen::default(), merges: Vec::new() };
                self.open(span, anchor, tag.as_deref(), open)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                Err(self.fault(span, format!("unknown anchor `{name}`"), format!("define it above with `&{name}`")))
            }
            Event::DocumentStart(..) => {
                self.anchors.clear();
                self.documents += 1;
                if self.documents > MAX_DOCUMENTS {
                    let message = format!("more than {MAX_DOCUMENTS} documents in one file");
                    return Err(self.fault(span, message, "split it into several files"));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, span: Span, anchor: usize, tag: Option<&Tag>, open: Open<'a>) -> Result<(), Box<Diagnostic>> {
        if let Some(tag) = tag.filter(|tag| !matches!(tag.core_suffix(), Some("map" | "seq"))) {
            self.refuse_tag(span, tag);
        }
        if let Some(Open::Mapping { key: None, .. }) = self.stack.last().map(|frame| &frame.open) {
            let here = self.char_span(span.start as usize);
            if self.text[..here.start as usize].ends_with('{') && self.text[here.range()].starts_with('{') {
                let help = "in templates, write values as `${{ .. }}`; quote a string that starts with `{{`";
                return Err(self.fault(here, "`{{` starts a mapping where a key is expected", help));
            }
            let message = "mapping keys must be strings";
            return Err(self.fault(here, message, "write each entry as `key: value` on its own line"));
        }
        if self.stack.len() == MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(self.fault(self.char_span(span.start as usize), message, "flatten the value"));
        }
        self.stack.push(Frame { span, anchor, open });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Box<Diagnostic>> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let mut span = frame.span;
        let value = match frame.open {
            Open::Sequence(items) => {
                span.end = items.last().map_or(span.end, |item| item.span.end);
                Value::Sequence(items)
            }
            Open::Mapping { mut entries, merges, .. } => {
                self.merge(&mut entries, merges);
                // An alias or merge may lie before its mapping; the span never shrinks below its beginning.
                span.end = entries.last().map_or(span.end, |entry| entry.value.span.end.max(span.start));
                Value::Mapping(entries)
            }
        };
        self.place(Node::new(span, value), frame.anchor)
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Box<Diagnostic>> {
        if let Some(Open::Mapping { key: None, .. }) = self.stack.last().map(|frame| &frame.open) {
            return Err(self.fault(span, "an alias cannot be used as a key", "write out the key"));
        }
        let Some(node) = self.anchors.get(&id) else {
            return Err(self.fault(span, "alias refers to the anchor that contains it", "write out the value"));
        };
        let count = node.count();
        self.aliased += count;
        if self.aliased > MAX_ALIASED {
            let message = format!("aliases expand to more than {MAX_ALIASED} values");
            return Err(self.fault(span, message, "write out the values, or use fewer aliases"));
        }
        let node = node.clone();
        self.add(count - 1)?;
        self.place(node, 0)
    }

    /// Counts values that were read.
    fn add(&mut self, count: usize) -> Result<(), Box<Diagnostic>> {
        self.values += count;
        if self.values > MAX_VALUES {
            let message = format!("file holds more than {MAX_VALUES} values");
            return Err(Box::new(
                yaml_syntax::RULE.at(Span::top(self.file), message).help("split it into several files"),
            ));
        }
        Ok(())
    }

    fn place(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Box<Diagnostic>> {
        self.add(1)?;
        if anchor != 0 {
            self.add(node.count())?;
            self.anchors.insert(anchor, node.clone());
        }
        let duplicate = match self.stack.last_mut() {
            None => {
                (self.consume)(node, self.sink);
                None
            }
            Some(Frame { open: Open::Sequence(items), .. }) => {
                items.push(node);
                None
            }
            Some(Frame { open: Open::Mapping { entries, key, seen, merges }, .. }) => {
                let Some(key) = key.take() else { return Ok(()) };
                let merges_here = key.text == "<<" && self.reading != Reading::Backstage;
                if merges_here && is_plain(self.text, key.span) {
                    let is_mapping = |node: &Node<'_>| matches!(node.value, Value::Mapping(_));
                    if !is_mapping(&node) && (node.items().is_empty() || !node.items().iter().all(is_mapping)) {
                        let help = "write `<<: *anchor`, or quote the key";
                        return Err(self.fault(key.span, "only mappings can be merged", help));
                    }
                    merges.push((entries.len(), node));
                    None
                } else {
                    insert(entries, seen, Entry { key, value: node })
                }
            }
        };
        if let Some(duplicate) = duplicate {
            self.duplicates += 1;
            if self.duplicates > MAX_DUPLICATES {
                let message = format!("more than {MAX_DUPLICATES} duplicate keys in one file");
                return Err(self.fault(duplicate.again.key.span, message, "correct those above first"));
            }
            self.sink.push(self.told(duplicate));
        }
        Ok(())
    }

    fn told(&self, Duplicate { again, first, same }: Duplicate<'a>) -> Diagnostic {
        let Entry { key, value } = &again;
        let mut diagnostic = duplicate_key::RULE
            .at(key.span, format!("duplicate key `{}`", visible(&key.text)))
            .label("defined again here")
            .related(first, "first defined here")
            .help("remove one of the two");
        let lines = whole_line(self.text, key.span.start as usize, value.span.end as usize);
        diagnostic.fix = lines.filter(|_| same).map(|lines| Fix::Replace(Span::new(self.file, lines), String::new()));
        diagnostic
    }

    /// `<<: *base` and `<<: [*a, *b]`: keys that are not given in the mapping itself. For go-yaml a merge key also
    /// replaces what stands before it.
    fn merge(&self, entries: &mut Vec<Entry<'a>>, merges: Vec<Merge<'a>>) {
        if merges.is_empty() {
            return;
        }
        let mut places: HashMap<Cow<'a, str>, usize> =
            entries.iter().enumerate().map(|(at, entry)| (entry.key.text.clone(), at)).collect();
        for (before, node) in merges.into_iter().rev() {
            let bases = match node.value {
                Value::Sequence(items) => items,
                value => vec![Node::new(node.span, value)],
            };
            let more = bases.into_iter().filter_map(|base| match base.value {
                Value::Mapping(more) => Some(more),
                _ => None,
            });
            for entry in more.flatten() {
                match places.get(&entry.key.text).copied() {
                    None => {
                        places.insert(entry.key.text.clone(), entries.len());
                        entries.push(entry);
                    }
                    Some(at) if at < before && self.reading == Reading::Kubernetes => entries[at] = entry,
                    Some(_) => {}
                }
            }
        }
    }

    fn fault(&self, span: Span, message: impl Into<String>, help: impl Into<String>) -> Box<Diagnostic> {
        let span = if span.range().len() > 200 { self.char_span(span.start as usize) } else { span };
        Box::new(yaml_syntax::RULE.at(span, message).help(help))
    }

    /// Reports a tag; what it stands before is read as if it were not there.
    fn refuse_tag(&mut self, span: Span, tag: &Tag) {
        // The others take a text with a tag of its own for a text.
        if self.reading != Reading::Groma {
            return;
        }
        // The event's span is that of the value; the tag stands before it.
        let name = tag.original().to_string();
        let start = self.text[..span.start as usize]
            .rfind(&name)
            .filter(|start| !self.text[*start..span.start as usize].contains('\n'));
        let span = start.map_or(span, |start| Span::new(self.file, start..start + name.len()));
        let (message, help) = match tag.core_suffix() {
            Some("map" | "seq" | "str" | "int" | "float" | "bool" | "null") => {
                (format!("tag `{}` contradicts its value", visible(&name)), "remove it, or correct the value")
            }
            _ => (
                format!("tag `{}` is not supported", visible(&name)),
                "remove it; groma reads plain values only, and includes files with `include:`",
            ),
        };
        self.sink.push(unsupported_tag::RULE.at(span, message).help(help));
    }

    fn char_span(&self, mut at: usize) -> Span {
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let width = self.text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        Span::new(self.file, at..at + width)
    }
}

fn is_plain(text: &str, span: Span) -> bool {
    text.get(span.range()) == Some("<<")
}
