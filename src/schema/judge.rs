//! Types x values to faults.

use super::kind::{Index, Kinds, Object, Rest, Types};
use super::{Fault, Sort};
use crate::diagnostic::{suggest, visible};
use crate::source::Span;
use crate::yaml::node::{Key, Node, Value};

/// Appends the faults of `node`, judged by the first type.
pub fn judge(types: &Types, node: &Node<'_>, faults: &mut Vec<Fault>) {
    Judge { types, faults }.value(0, node, &Place { above: None, step: Step::Root });
}

struct Judge<'t, 'f> {
    types: &'t Types,
    faults: &'f mut Vec<Fault>,
}

/// The way from the object to a value; spelled out only when there is a fault.
struct Place<'p> {
    above: Option<&'p Place<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Root,
    Key(&'p Key<'p>),
    Item(usize),
}

impl Judge<'_, '_> {
    fn value(&mut self, index: Index, node: &Node<'_>, place: &Place<'_>) {
        let of = &self.types[index as usize];
        if !of.kinds.has(kind_of(node)) {
            return self.wrong_kind(of.kinds, node, place);
        }
        match &node.value {
            Value::Mapping(_) => {
                if let Some(object) = &of.object {
                    self.fields(object, node, place);
                }
            }
            Value::Sequence(items) => {
                let Some(index) = of.items else { return };
                for (at, item) in items.iter().enumerate() {
                    self.value(index, item, &Place { above: Some(place), step: Step::Item(at) });
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, object: &Object, node: &Node<'_>, place: &Place<'_>) {
        let mut required = 0;
        for entry in node.entries() {
            let below = Place { above: Some(place), step: Step::Key(&entry.key) };
            match object.fields.get(&*entry.key.text) {
                Some(field) => {
                    required += usize::from(field.required);
                    self.value(field.index, &entry.value, &below);
                }
                None => match object.rest {
                    Rest::Open => {}
                    Rest::Closed => self.unknown_field(object, &entry.key, &below),
                    Rest::Of(index) => self.value(index, &entry.value, &below),
                },
            }
        }
        if required < object.required {
            self.missing_fields(object, node, place);
        }
    }

    fn wrong_kind(&mut self, kinds: Kinds, node: &Node<'_>, place: &Place<'_>) {
        let name = path(place);
        let expected = names(kinds);
        let message = format!("`{}` must be {expected}, but is {}", visible(&name), node.kind());
        self.push(place.span_of(node), name, message, format!("write {expected}"));
    }

    fn unknown_field(&mut self, object: &Object, key: &Key<'_>, place: &Place<'_>) {
        let mut known: Vec<&str> = object.fields.keys().map(|name| &**name).collect();
        known.sort_unstable();
        let message = format!("unknown field `{}`", visible(&key.text));
        self.push(key.span, path(place), message, suggest(&key.text, known.iter().copied()));
    }

    fn missing_fields(&mut self, object: &Object, node: &Node<'_>, place: &Place<'_>) {
        let required = object.fields.iter().filter(|(_, field)| field.required);
        let mut missing: Vec<&str> =
            required.map(|(name, _)| &**name).filter(|name| node.get(name).is_none()).collect();
        missing.sort_unstable();
        for name in missing {
            let message = format!("missing field `{name}`");
            self.push(place.span_of(node), path(place), message, format!("add `{name}:`"));
        }
    }

    fn push(&mut self, span: Span, path: String, message: String, help: String) {
        self.faults.push(Fault { sort: Sort::Structure, span, path, message, help, related: None });
    }
}

impl Place<'_> {
    /// The value's span; for a collection its key's, or that of its first key.
    fn span_of(&self, node: &Node<'_>) -> Span {
        match (&node.value, &self.step) {
            (Value::Mapping(_) | Value::Sequence(_) | Value::Null, Step::Key(key)) => key.span,
            _ => node.entries().first().map_or(node.span, |entry| entry.key.span),
        }
    }
}

fn kind_of(node: &Node<'_>) -> Kinds {
    match node.value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOLEAN,
        Value::Int(_) => Kinds::INTEGER,
        Value::Float(value) if value.fract() == 0.0 => Kinds::INTEGER,
        Value::Float(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Sequence(_) => Kinds::LIST,
        Value::Mapping(_) => Kinds::MAPPING,
    }
}

/// The kinds in words; that nothing is allowed too is not worth a word.
fn names(kinds: Kinds) -> String {
    let table = [
        (Kinds::BOOLEAN, "a boolean"),
        (Kinds::NUMBER, "a number"),
        (Kinds::INTEGER, "an integer"),
        (Kinds::STRING, "a string"),
        (Kinds::LIST, "a list"),
        (Kinds::MAPPING, "a mapping"),
    ];
    let mut left = kinds;
    let mut words = Vec::new();
    for (kind, word) in table {
        if left.has(kind) {
            left = left.without(kind);
            words.push(word);
        }
    }
    words.join(" or ")
}

fn path(place: &Place<'_>) -> String {
    let mut text = place.above.map(path).unwrap_or_default();
    match &place.step {
        Step::Root => {}
        Step::Item(at) => text.push_str(&format!("[{at}]")),
        Step::Key(key) => {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&key.text);
        }
    }
    text
}
