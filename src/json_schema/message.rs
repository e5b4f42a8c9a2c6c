//! Messages for schema violations, in the terms of the person who wrote the file.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;

use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{invalid_name, missing_field, name_too_long, unknown_field};
use crate::diagnostic::{Diagnostic, is_slip, nearest, suggest, visible};
use crate::json_schema::dereference;
use crate::words::{counted, quoted_list};
use crate::yaml::node::{Key, Node, Value};
use crate::yaml::pointer::{self, segments};
use crate::yaml::scalar::meaning;

/// Turns one violation into one diagnostic per fault.
pub(crate) fn explain(
    schema: &Json,
    rule: &'static Rule,
    root: &Node<'_>,
    error: &ValidationError<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let (node, key) = pointer::nearest(root, error.instance_path().as_str());
    let (own, role) = parent_of(schema, error.schema_path().as_str());
    let place = Place { rule, schema: own, role, node, key };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            found.extend(unexpected.iter().map(|name| place.unknown_field(schema, name)));
        }
        Kind::PropertyNames { error } => found.push(place.illegal_key(schema, error)),
        Kind::Required { property } => found.push(place.missing_field(schema, property)),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => match meant(context) {
            Some(branch) => branch.iter().for_each(|error| explain(schema, rule, root, error, found)),
            None => found.push(place.finding(format!("{} matches none of the allowed forms", place.node.shown()))),
        },
        // A closed object without any property refuses all of them at once.
        Kind::FalseSchema if error.schema_path().as_str().ends_with("/additionalProperties") => {
            found.extend(node.entries().iter().map(|entry| place.unknown_field(schema, &entry.key.text)));
        }
        kind => found.push(place.violation(kind)),
    }
}

/// A field whose name is a slip of the keyboard away from one that is not given.
pub(crate) struct Slip {
    /// JSON pointer of the mapping.
    pub(crate) mapping: String,
    pub(crate) wrong: String,
    pub(crate) right: String,
}

/// The slips among the fields that a violation is about.
pub(crate) fn slips(schema: &Json, root: &Node<'_>, error: &ValidationError<'_>) -> Vec<Slip> {
    let (Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected }) = error.kind() else {
        return Vec::new();
    };
    let (node, _) = pointer::nearest(root, error.instance_path().as_str());
    let mut known = Vec::new();
    property_names(schema, parent_of(schema, error.schema_path().as_str()).0, &mut known);
    known.retain(|name| node.get(name).is_none());
    let slip = |wrong: &String| {
        let right = nearest(wrong, known.iter().copied()).filter(|right| is_slip(wrong, right))?;
        let mapping = error.instance_path().as_str().to_owned();
        Some(Slip { mapping, wrong: wrong.clone(), right: right.to_owned() })
    };
    unexpected.iter().filter_map(slip).collect()
}

/// The branch that was meant: the one that came furthest, of equal ones the one whose type fits.
fn meant<'c>(context: &'c [Vec<ValidationError<'static>>]) -> Option<&'c Vec<ValidationError<'static>>> {
    let depth = |branch: &Vec<ValidationError<'static>>| {
        branch.iter().map(|error| error.instance_path().as_str().matches('/').count()).max().unwrap_or(0)
    };
    let deepest = context.iter().map(depth).max()?;
    let fits = |branch: &&Vec<ValidationError<'static>>| {
        depth(branch) == deepest && !branch.iter().any(|error| matches!(error.kind(), Kind::Type { .. }))
    };
    let mut fitting = context.iter().filter(fits);
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Where a violation was found: the schema object that was violated and the node that violates it.
struct Place<'n, 'a> {
    rule: &'static Rule,
    schema: &'n Json,
    /// What the value is for, said beside the reference to its schema.
    role: Option<&'n str>,
    node: &'n Node<'a>,
    key: Option<&'n Key<'a>>,
}

impl Place<'_, '_> {
    /// A finding at the value, with the schema's own description of what is expected.
    fn finding(&self, message: String) -> Diagnostic {
        let diagnostic = self.rule.at(self.span(), format!("{}{message}", self.subject()));
        match self.role.or(description(self.schema)) {
            Some(text) => diagnostic.help(format!("expected: {text}")),
            None => diagnostic,
        }
    }

    fn subject(&self) -> String {
        self.key.map(|key| format!("`{}`: ", visible(&key.text))).unwrap_or_default()
    }

    /// The value's span; the key's when the value is a collection or empty.
    fn span(&self) -> crate::source::Span {
        let large = matches!(self.node.value, Value::Mapping(_) | Value::Sequence(_) | Value::Null);
        self.key.filter(|_| large).map_or(self.node.span, |key| key.span)
    }

    fn unknown_field(&self, root: &Json, name: &str) -> Diagnostic {
        let span = self.node.entry(name).map_or(self.node.span, |entry| entry.key.span);
        let mut known = Vec::new();
        property_names(root, self.schema, &mut known);
        unknown_field::RULE.at(span, format!("unknown field `{}`", visible(name))).help(match known.len() {
            0 => "remove it; no fields are allowed here".into(),
            _ => suggest(name, known.iter().copied()),
        })
    }

    fn illegal_key(&self, root: &Json, error: &ValidationError<'_>) -> Diagnostic {
        let instance = error.instance();
        let name = instance.as_str().unwrap_or_default();
        let span = self.node.entry(name).map_or(self.node.span, |entry| entry.key.span);
        let form = self.schema.get("propertyNames").and_then(description).or(self.role).or(description(self.schema));
        let form = form.map(|text| format!("; expected: {text}")).unwrap_or_default();
        let length = name.chars().count();
        let (reason, help) = match error.kind() {
            Kind::MaxLength { limit } => {
                let over = length.saturating_sub(usize::try_from(*limit).unwrap_or(length));
                (
                    format!("is {length} characters long, over the limit of {limit}"),
                    format!("shorten it by {}", counted(over, "character")),
                )
            }
            _ => match self.legal_key(root, name) {
                Some(legal) => ("is not a valid name".to_owned(), format!("write `{legal}`{form}")),
                None => ("is not a valid name".to_owned(), form.trim_start_matches("; ").to_owned()),
            },
        };
        // A name that is only too long derives others that are; they say how much must go.
        let rule =
            if matches!(error.kind(), Kind::MaxLength { .. }) { &name_too_long::RULE } else { &invalid_name::RULE };
        let shown = if name.is_empty() { "an empty string".to_owned() } else { format!("`{}`", visible(name)) };
        let diagnostic = rule.at(span, format!("{shown} {reason}"));
        if help.is_empty() { diagnostic } else { diagnostic.help(help) }
    }

    /// A key that the schema permits, made of the words of one that it does not.
    fn legal_key(&self, root: &Json, name: &str) -> Option<String> {
        let slug = slug(name)?;
        let names = self.schema.get("propertyNames").unwrap_or(self.schema);
        let validator = super::build(dereference(root, names)).ok()?;
        let legal = |key: &String| validator.is_valid(&Node::new(self.node.span, Value::String(key.into())));
        [slug.to_ascii_uppercase().replace('-', "_"), slug].into_iter().find(legal)
    }

    fn missing_field(&self, root: &Json, property: &Json) -> Diagnostic {
        let name = property.as_str().unwrap_or_default();
        let owner = self.key.map(|key| format!(" in `{}`", visible(&key.text))).unwrap_or_default();
        let span = self.key.map_or_else(|| first_line(self.node), |key| key.span);
        let diagnostic = missing_field::RULE.at(span, format!("missing field `{name}`{owner}"));
        let field = self.schema.get("properties").and_then(|fields| fields.get(name));
        match field.and_then(|field| description(field).or_else(|| description(dereference(root, field)))) {
            Some(text) => diagnostic.help(format!("add `{name}:` ({text})")),
            None => diagnostic.help(format!("add `{name}:`")),
        }
    }

    fn violation(&self, kind: &Kind) -> Diagnostic {
        let diagnostic = self.told(kind);
        if diagnostic.help.is_some() { diagnostic } else { diagnostic.help(remedy(kind)) }
    }

    fn told(&self, kind: &Kind) -> Diagnostic {
        let value = self.node.shown();
        match kind {
            Kind::Type { kind } => self.wrong_type(kind),
            Kind::Enum { options } => self.not_an_option(options),
            Kind::Constant { expected_value } => {
                let expected = expected_value.as_str().map_or(expected_value.to_string(), str::to_owned);
                self.finding(format!("expected `{expected}`, found {value}")).help(format!("write `{expected}`"))
            }
            Kind::Pattern { pattern } => {
                let diagnostic = self.finding(format!("{} has an invalid format", value));
                // The form is described where the pattern stands; what the value is for says less.
                match description(self.schema) {
                    Some(text) => diagnostic.help(format!("expected: {text}")),
                    None if diagnostic.help.is_some() => diagnostic,
                    None => diagnostic.help(format!("must match `{pattern}`")),
                }
            }
            Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } | Kind::MinProperties { limit: 1 } => {
                self.finding("must not be empty".into())
            }
            Kind::MinLength { limit } => self.finding(format!("{value} is shorter than {limit} characters")),
            Kind::MaxLength { limit } => self.finding(format!("{value} is longer than {limit} characters")),
            Kind::Minimum { limit } => self.finding(format!("{value} is below {limit}")).help(remedy(kind)),
            Kind::Maximum { limit } => self.finding(format!("{value} is above {limit}")).help(remedy(kind)),
            Kind::ExclusiveMinimum { limit } => {
                self.finding(format!("{value} must be above {limit}")).help(remedy(kind))
            }
            Kind::ExclusiveMaximum { limit } => {
                self.finding(format!("{value} must be below {limit}")).help(remedy(kind))
            }
            Kind::MinItems { limit } => self.finding(format!("fewer than {limit} items")),
            Kind::MaxItems { limit } => self.finding(format!("more than {limit} items")),
            Kind::MinProperties { limit } => self.finding(format!("fewer than {limit} fields")),
            Kind::MaxProperties { limit } => self.finding(format!("more than {limit} fields")),
            Kind::UniqueItems => self.twice(),
            Kind::Format { format } if format == "regex" => {
                self.finding(format!("{} is not a valid regular expression", value))
            }
            Kind::Format { format } => self.finding(format!("{} is not a valid {format}", value)),
            Kind::FalseSchema => self.finding("is not allowed here".into()),
            Kind::OneOfMultipleValid { .. } => self.finding("matches several forms that are mutually exclusive".into()),
            Kind::Not { .. } => self.finding(format!("{} is not allowed here", value)),
            other => self.finding(format!("violates `{}`", other.keyword())),
        }
    }

    fn wrong_type(&self, kind: &TypeKind) -> Diagnostic {
        let names: Vec<_> = match kind {
            TypeKind::Single(kind) => vec![type_name(*kind)],
            TypeKind::Multiple(kinds) => kinds.iter().map(type_name).collect(),
        };
        let diagnostic = self.finding(format!("expected {}, found {}", names.join(" or "), self.node.kind()));
        match (&self.node.value, names.as_slice()) {
            (Value::Int(_) | Value::Float(_) | Value::Bool(_), names) if names.contains(&"a string") => {
                diagnostic.label(format!("YAML reads this as {}", self.node.kind())).help("quote it")
            }
            (Value::String(text), ["a boolean"]) => match meaning(text) {
                Some(Value::Bool(value)) => diagnostic.help(format!("write `{value}`")),
                _ => diagnostic,
            },
            (Value::String(text), ["an integer" | "a number"]) if text.parse::<f64>().is_ok() => {
                diagnostic.help(format!("write `{text}` without quotes"))
            }
            (Value::String(text), names) if names.contains(&"a list") && text.starts_with('-') => {
                let first = text.trim_start_matches('-').split(" -").next().unwrap_or_default();
                diagnostic.help(format!("add a space after the dash: `- {}`", visible(first)))
            }
            (Value::String(text), names) if names.contains(&"a list") && text.len() <= 60 => {
                diagnostic.help(format!("write `[{}]`", visible(text)))
            }
            _ => diagnostic,
        }
    }

    fn not_an_option(&self, options: &Json) -> Diagnostic {
        let options: Vec<_> = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let diagnostic = self.finding(format!("{} is not one of the known values", self.node.shown()));
        match self.node.as_str() {
            Some(text) => diagnostic.help(suggest(text, options.iter().copied())),
            None => diagnostic.help(format!("known: {}", quoted_list(&options))),
        }
    }

    /// Two equal items of a list, the second one at fault.
    fn twice(&self) -> Diagnostic {
        let items = self.node.items();
        let equal = |a: &Node<'_>, b: &Node<'_>| a.to_json() == b.to_json();
        let pair =
            (1..items.len()).find_map(|at| Some((items[..at].iter().find(|first| equal(first, &items[at]))?, at)));
        let Some((first, second)) = pair else { return self.finding("duplicate item".into()) };
        let item = Place { node: &items[second], key: None, ..*self };
        let message = format!("{}{} is listed twice", self.subject(), item.node.shown());
        self.rule
            .at(item.node.span, message)
            .label("defined again here")
            .related(first.span, "first defined here")
            .help("remove one of the two")
    }
}

/// The nearest name of lower-case letters, digits and single hyphens, if there is one that is likely meant.
fn slug(name: &str) -> Option<String> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ' | b'.')) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(['-', '_', ' ', '.']).filter(|word| !word.is_empty()).collect();
    let slug = words.join("-");
    slug.starts_with(|first: char| first.is_ascii_lowercase()).then_some(slug)
}

/// What to do about a violation whose schema does not describe what it expects.
fn remedy(kind: &Kind) -> String {
    match kind {
        Kind::Type { kind: TypeKind::Single(JsonType::Object) } => "write fields below it, or `{}` for none".into(),
        Kind::Type { kind: TypeKind::Single(JsonType::Array) } => "write items below it, or `[]` for none".into(),
        Kind::Type { kind: TypeKind::Single(kind) } => format!("write {}", type_name(*kind)),
        Kind::Minimum { limit } => format!("write at least {limit}"),
        Kind::Maximum { limit } => format!("write at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("write more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("write less than {limit}"),
        Kind::MinLength { .. } | Kind::MinItems { .. } | Kind::MinProperties { .. } => "add what is missing".into(),
        Kind::MaxLength { limit } | Kind::MaxItems { limit } | Kind::MaxProperties { limit } => {
            format!("keep at most {limit}")
        }
        Kind::FalseSchema => "remove it".into(),
        _ => "write another value".into(),
    }
}

fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "nothing",
        JsonType::Number => "a number",
        JsonType::Object => "a mapping",
        JsonType::String => "a string",
    }
}

/// The span of a node's first key, for faults of a mapping that has no key of its own.
fn first_line(node: &Node<'_>) -> crate::source::Span {
    node.entries().first().map_or(node.span, |entry| entry.key.span)
}

fn property_names<'s>(root: &'s Json, schema: &'s Json, names: &mut Vec<&'s str>) {
    let schema = dereference(root, schema);
    names.extend(
        schema.get("properties").and_then(Json::as_object).into_iter().flatten().map(|(name, _)| name.as_str()),
    );
    for part in schema.get("allOf").and_then(Json::as_array).into_iter().flatten() {
        property_names(root, part, names);
    }
}

fn description(schema: &Json) -> Option<&str> {
    schema.get("description").and_then(Json::as_str)
}

/// The schema object that holds the violated keyword, and what is said beside the reference that led to it.
fn parent_of<'s>(root: &'s Json, pointer: &str) -> (&'s Json, Option<&'s str>) {
    let segments: Vec<_> = segments(pointer).collect();
    let (mut schema, mut role) = (root, None);
    for segment in &segments[..segments.len().saturating_sub(1)] {
        if segment == "$ref" {
            role = description(schema).or(role);
            schema = dereference(root, schema);
            continue;
        }
        role = None;
        schema = match schema {
            Json::Object(map) => map.get(segment).unwrap_or(schema),
            Json::Array(items) => pointer::index(segment).and_then(|at| items.get(at)).unwrap_or(schema),
            _ => schema,
        };
    }
    (schema, role)
}
