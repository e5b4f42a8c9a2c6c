//! Checks a value by its type.

use std::cell::Cell;

use super::kind::{Index, Kinds, Limits, Object, Rest, Type, Types};
use super::message::{self, Message};
use super::{Category, Fault, rule_value};
use crate::cel::Subject;
use crate::diagnostic::{Fix, suggest, visible};
use crate::source::Span;
use crate::yaml::node::{Entry, Key, Node, Value};

/// Checks `node` by the first type, and appends its faults in the order of the text.
pub(crate) fn check(types: &Types, node: &Node<'_>, faults: &mut Vec<Fault>) {
    let before = faults.len();
    let effort = Effort { steps: Cell::new(STEPS + STEPS_OF_VALUE * node.count()), depth: Cell::new(DEPTH) };
    let place = Place { above: None, step: Step::Root };
    let mut checker = Checker { types, faults, effort: &effort, encrypted: is_encrypted(node) };
    checker.value(0, node, &place);
    if effort.is_spent() {
        checker.faults.truncate(before);
        let help = "see where its parts refer to one another without end";
        checker.push(node, &place, message::told("the schema of this kind takes too many steps to check", help));
    }
    faults[before..].sort_by_key(|fault| fault.span);
}

/// Most steps of one object: so many, and so many for each of its values.
const STEPS: usize = 100_000;
const STEPS_OF_VALUE: usize = 200;
/// Most schemas of which each is a part of the one before.
const DEPTH: usize = 350;

/// What may still be done for an object: a schema may lead to itself, or double with each reference.
struct Effort {
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl Effort {
    fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_sub(steps));
    }

    fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }
}

struct Checker<'t, 'f> {
    types: &'t Types,
    faults: &'f mut Vec<Fault>,
    effort: &'t Effort,
    /// Whether SOPS has encrypted values of the object: nobody knows what they were.
    encrypted: bool,
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

impl Checker<'_, '_> {
    fn value(&mut self, index: Index, node: &Node<'_>, place: &Place<'_>) {
        let depth = self.effort.depth.get();
        self.effort.spend(if depth == 0 { usize::MAX } else { 1 });
        if self.effort.is_spent() {
            return;
        }
        self.effort.depth.set(depth - 1);
        self.one(&self.types[index as usize], index, node, place);
        self.effort.depth.set(depth);
    }

    fn one(&mut self, of: &Type, index: Index, node: &Node<'_>, place: &Place<'_>) {
        if self.encrypted && node.as_str().is_some_and(|text| text.starts_with("ENC[") && text.ends_with(']')) {
            return;
        }
        if !of.kinds.has(kind_of(node)) {
            return self.push(node, place, message::wrong_kind(of.kinds, node));
        }
        let before = self.faults.len();
        match &node.value {
            Value::Mapping(_) => {
                if let Some(object) = &of.object {
                    self.fields(object, node, place);
                }
            }
            Value::Sequence(items) => {
                let below = of.items.into_iter().flat_map(|index| items.iter().map(move |item| (index, item)));
                for (at, (index, item)) in below.enumerate() {
                    self.value(index, item, &Place { above: Some(place), step: Step::Item(at) });
                }
            }
            Value::String(text) if !of.format.fits_text(text) => {
                self.push(node, place, message::wrong_format(of.format, node));
            }
            Value::Int(value) if !of.format.fits_number(*value as f64) => {
                self.push(node, place, message::wrong_format(of.format, node));
            }
            Value::Float(value) if !of.format.fits_number(*value) => {
                self.push(node, place, message::wrong_format(of.format, node));
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
        }
        if let Some(limits) = &of.limits {
            self.limits(of, limits, node, place);
            // A rule may rely on the structure that it stands in.
            if self.faults.len() == before && !limits.rules.is_empty() {
                self.rules(index, limits, node, place);
            }
        }
    }

    fn fields(&mut self, object: &Object, node: &Node<'_>, place: &Place<'_>) {
        let mut required = 0;
        for entry in node.entries() {
            let below = Place { above: Some(place), step: Step::Key(&entry.key) };
            match object.fields.get(&*entry.key.text) {
                // The server fills in the default.
                Some(field) if field.default.is_some() && matches!(entry.value.value, Value::Null) => {}
                Some(field) => {
                    required += usize::from(field.required);
                    self.value(field.index, &entry.value, &below);
                }
                None => match object.rest {
                    Rest::Open => {}
                    Rest::Closed if self.encrypted && place.above.is_none() && entry.key.text == "sops" => {}
                    Rest::Closed => self.unknown_field(object, node, &entry.key, &below),
                    Rest::Of(index) => self.value(index, &entry.value, &below),
                },
            }
        }
        if required < object.required {
            self.missing_fields(object, node, place);
        }
    }

    fn unknown_field(&mut self, object: &Object, node: &Node<'_>, key: &Key<'_>, place: &Place<'_>) {
        let mut known: Vec<&str> = object.fields.keys().map(|name| &**name).collect();
        known.sort_unstable();
        let help = match known.len() {
            0 => "remove it; no fields are allowed here".to_owned(),
            _ => suggest(&key.text, known.iter().copied()),
        };
        self.add(key.span, place, format!("unknown field `{}`", visible(&key.text)), help);
        let meant = message::otherwise_written(&key.text, known).filter(|name| node.entry(name).is_none());
        self.last().fix = meant.map(|name| Fix::Rename(key.span, name.to_owned()));
    }

    fn missing_fields(&mut self, object: &Object, node: &Node<'_>, place: &Place<'_>) {
        let required = object.fields.iter().filter(|(_, field)| field.required).map(|(name, _)| &**name);
        let mut missing: Vec<&str> = required.filter(|name| node.entry(name).is_none()).collect();
        missing.sort_unstable();
        let owner = match place.subject() {
            subject if subject.is_empty() => String::new(),
            subject => format!(" in `{subject}`"),
        };
        for name in missing {
            let message = format!("missing field `{name}`{owner}");
            let help = match object.fields[name].default.as_deref() {
                Some(default) => format!("add `{name}: {default}`, the server's default"),
                None => format!("add `{name}:`"),
            };
            self.add(place.span_of(node), place, message, help);
        }
    }

    fn limits(&mut self, of: &Type, limits: &Limits, node: &Node<'_>, place: &Place<'_>) {
        let null = matches!(node.value, Value::Null);
        if !limits.options.is_empty() && !null && !limits.options.iter().any(|option| message::equals(node, option)) {
            self.push(node, place, message::no_option(&limits.options, node));
        } else if let Some(told) = message::beyond(limits, node) {
            self.push(node, place, told);
        }
        if let Some((first, second)) = message::double(limits, node) {
            let told = message::given_twice(limits, second);
            let related = Some((first.span, "first defined here".to_owned()));
            let span = message::key_span(limits, second);
            self.add(span, place, place.prefixed(told.message), told.help);
            self.last().related = related;
        }
        self.parts(of, limits, node, place);
    }

    /// The parts of a schema that are combined by logic; they see the value with its defaults.
    fn parts(&mut self, of: &Type, limits: &Limits, node: &Node<'_>, place: &Place<'_>) {
        if limits.all_of.is_empty() && limits.any_of.is_empty() && limits.one_of.is_empty() && limits.not.is_none() {
            return;
        }
        let filled = of.object.as_deref().and_then(|object| filled(object, node));
        self.effort.spend(filled.as_ref().map_or(0, Node::count));
        let node = filled.as_ref().unwrap_or(node);
        for index in &limits.all_of {
            self.value(*index, node, place);
        }
        if limits.not.is_some_and(|index| self.holds(index, node)) {
            self.push(node, place, message::forbidden(self.types, limits.not, node));
        }
        if !limits.any_of.is_empty() && !limits.any_of.iter().any(|index| self.holds(*index, node)) {
            self.branch(&limits.any_of, node, place);
        }
        match limits.one_of.iter().filter(|index| self.holds(**index, node)).count() {
            1 => {}
            0 if limits.one_of.is_empty() => {}
            0 => self.branch(&limits.one_of, node, place),
            _ => self.push(node, place, message::several(self.types, &limits.one_of, node)),
        }
    }

    /// None of several parts holds: the faults of the one that was meant, where that is clear.
    fn branch(&mut self, parts: &[Index], node: &Node<'_>, place: &Place<'_>) {
        let fitting: Vec<Index> =
            parts.iter().copied().filter(|index| self.types[*index as usize].kinds.has(kind_of(node))).collect();
        match (fitting.as_slice(), message::none(self.types, parts, node)) {
            (_, Some(told)) => self.push(node, place, told),
            ([only], None) => self.value(*only, node, place),
            ([], None) => {
                let kinds = parts.iter().fold(Kinds::NONE, |all, index| all.or(self.types[*index as usize].kinds));
                self.push(node, place, message::wrong_kind(kinds, node));
            }
            (_, None) => self.push(node, place, message::no_form(node)),
        }
    }

    fn holds(&self, index: Index, node: &Node<'_>) -> bool {
        let mut faults = Vec::new();
        let mut checker = Checker { faults: &mut faults, ..*self };
        checker.value(index, node, &Place { above: None, step: Step::Root });
        faults.is_empty()
    }

    fn rules(&mut self, index: Index, limits: &Limits, node: &Node<'_>, place: &Place<'_>) {
        let Some(written) = limits.known.is_new(node).filter(|_| !self.encrypted) else { return };
        let (subject, before) = (Subject::new(rule_value::value(self.types, index, node)), self.faults.len());
        for rule in &limits.rules {
            if rule.is_costly(&subject) {
                self.push(node, place, message::costly(rule));
                self.last().sort = Category::Unjudged;
            } else if rule.holds(&subject) == Some(false) {
                let told = message::violated(rule, rule.said(&subject).as_deref());
                self.push(node, place, told);
                self.last().sort = Category::Rule;
                if let Some(at) = rule.path.as_deref().and_then(|path| below(node, path)) {
                    self.last().span = at.span;
                }
            }
        }
        if self.faults.len() == before {
            limits.known.add(written);
        }
    }

    fn push(&mut self, node: &Node<'_>, place: &Place<'_>, told: Message) {
        self.add(place.span_of(node), place, place.prefixed(told.message), told.help);
        self.last().fix = told.fix;
    }

    fn add(&mut self, span: Span, place: &Place<'_>, message: String, help: String) {
        let path = visible(&place.path());
        self.faults.push(Fault { sort: Category::Structure, span, path, message, help, related: None, fix: None });
    }

    /// The fault that was added last.
    fn last(&mut self) -> &mut Fault {
        self.faults.last_mut().expect("asked for only after a fault was added")
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

    fn prefixed(&self, message: String) -> String {
        match self.subject() {
            subject if subject.is_empty() => message,
            subject => format!("`{subject}`: {message}"),
        }
    }

    /// The last part of the path that says what the value is.
    fn subject(&self) -> String {
        match (&self.step, self.above) {
            (Step::Root, _) => String::new(),
            (Step::Key(key), _) => named(key),
            (Step::Item(at), above) => format!("{}[{at}]", above.map(Place::subject).unwrap_or_default()),
        }
    }

    fn path(&self) -> String {
        let above = self.above.map(Place::path).unwrap_or_default();
        match &self.step {
            Step::Root => above,
            Step::Item(at) => format!("{above}[{at}]"),
            Step::Key(key) if above.is_empty() => key.text.to_string(),
            Step::Key(key) => format!("{above}.{}", key.text),
        }
    }
}

/// The name of a field, and how it was written where the reader took it for a boolean; to be put between backticks.
fn named(key: &Key<'_>) -> String {
    let written = match (&*key.text, key.span.end - key.span.start) {
        ("true", 2) => "on",
        ("true", 3) => "yes",
        ("false", 2) => "no",
        ("false", 3) => "off",
        (text, _) => return visible(text),
    };
    format!("{written}`, read as `{}", key.text)
}

/// A mapping with the defaults that it leaves out; nothing when it leaves out none.
fn filled<'a>(object: &Object, node: &Node<'a>) -> Option<Node<'a>> {
    let absent = object.fields.iter().filter(|(name, field)| field.default.is_some() && node.entry(name).is_none());
    let mut entries: Vec<Entry<'a>> = absent
        .filter_map(|(name, field)| {
            let key = Key { span: node.span, text: name.to_string().into() };
            Some(Entry { key, value: Node::from_json(node.span, field.default.as_deref()?) })
        })
        .collect();
    if entries.is_empty() || !matches!(node.value, Value::Mapping(_)) {
        return None;
    }
    entries.extend(node.entries().iter().cloned());
    Some(Node::new(node.span, Value::Mapping(entries)))
}

/// The value at a path such as `.size` or `['a.b'].size`, or the last one above it that is there.
fn below<'n, 'a>(node: &'n Node<'a>, path: &str) -> Option<&'n Node<'a>> {
    let (mut node, mut rest, mut found) = (node, path, None);
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix("['") {
            Some(inner) => inner.split_once("']")?,
            None => {
                let bare = rest.strip_prefix('.')?;
                bare.split_at(bare.find(['.', '[']).unwrap_or(bare.len()))
            }
        };
        let Some(next) = node.get(name) else { break };
        (node, rest, found) = (next, after, Some(next));
    }
    found
}

/// Whether SOPS was here: it leaves a field of its own at the root, which whoever applies the object takes away.
fn is_encrypted(node: &Node<'_>) -> bool {
    node.get("sops").is_some_and(|sops| sops.get("mac").is_some() && sops.get("version").is_some())
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
