//! A violation of a schema in the words of the person who wrote the file.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;

use super::{dereference, find};
use crate::diagnostic::{Diagnostic, quoted_list, suggest, visible};
use crate::yaml::node::{Key, Node, Value};

/// Turns one violation into one diagnostic per fault.
pub fn explain(
    schema: &Json,
    rule: &'static str,
    root: &Node<'_>,
    error: &ValidationError<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let (node, key) = find(root, error.instance_path().as_str());
    let place = Place { rule, schema: parent_of(schema, error.schema_path().as_str()), node, key };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            found.extend(unexpected.iter().map(|name| place.unknown_field(schema, name)));
        }
        Kind::PropertyNames { error } => found.push(place.illegal_key(error)),
        Kind::Required { property } => found.push(place.missing_field(schema, property)),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            // The branch that came furthest is the one that was meant.
            let depth = |branch: &Vec<ValidationError<'static>>| {
                branch.iter().map(|error| error.instance_path().as_str().matches('/').count()).max().unwrap_or(0)
            };
            let best = context.iter().max_by_key(|branch| depth(branch));
            let nested = best.filter(|branch| depth(branch) > error.instance_path().as_str().matches('/').count());
            match nested {
                Some(branch) => branch.iter().for_each(|error| explain(schema, rule, root, error, found)),
                None => found.push(place.finding(format!("{} is none of the allowed forms", place.value()))),
            }
        }
        kind => found.push(place.violation(kind)),
    }
}

/// Where a violation was found: the schema object that was violated and the node that violates it.
struct Place<'n, 'a> {
    rule: &'static str,
    schema: &'n Json,
    node: &'n Node<'a>,
    key: Option<&'n Key<'a>>,
}

impl Place<'_, '_> {
    /// A finding at the value, with the schema's own description of what is expected.
    fn finding(&self, message: String) -> Diagnostic {
        let described = self.schema.get("description").and_then(Json::as_str);
        let subject = self.key.map(|key| format!("`{}`: ", visible(&key.text))).unwrap_or_default();
        let diagnostic = Diagnostic::error(self.rule, self.span(), format!("{subject}{message}"));
        match described {
            Some(text) => diagnostic.help(format!("expected here: {text}")),
            None => diagnostic,
        }
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
        Diagnostic::error("unknown-field", span, format!("unknown field `{}`", visible(name)))
            .help(suggest(name, known.iter().copied()))
    }

    fn illegal_key(&self, error: &ValidationError<'_>) -> Diagnostic {
        let instance = error.instance();
        let name = instance.as_str().unwrap_or_default();
        let span = self.node.entry(name).map_or(self.node.span, |entry| entry.key.span);
        let expected =
            self.schema.get("propertyNames").and_then(|names| names.get("description")).and_then(Json::as_str);
        let reason = match error.kind() {
            Kind::MaxLength { limit } => format!("is {} characters long, {limit} are allowed", name.chars().count()),
            _ => "is not a legal name".into(),
        };
        let diagnostic = Diagnostic::error("invalid-name", span, format!("`{}` {reason}", visible(name)));
        match expected {
            Some(text) => diagnostic.help(format!("expected here: {text}")),
            None => diagnostic,
        }
    }

    fn missing_field(&self, root: &Json, property: &Json) -> Diagnostic {
        let name = property.as_str().unwrap_or_default();
        let owner = self.key.map(|key| format!(" in `{}`", visible(&key.text))).unwrap_or_default();
        let span = self.key.map_or_else(|| first_line(self.node), |key| key.span);
        let diagnostic = Diagnostic::error("missing-field", span, format!("missing field `{name}`{owner}"));
        let field = self.schema.get("properties").and_then(|fields| fields.get(name));
        match field
            .map(|field| dereference(root, field))
            .and_then(|field| field.get("description"))
            .and_then(Json::as_str)
        {
            Some(text) => diagnostic.help(format!("add `{name}:` ({text})")),
            None => diagnostic.help(format!("add `{name}:`")),
        }
    }

    fn violation(&self, kind: &Kind) -> Diagnostic {
        match kind {
            Kind::Type { kind } => self.wrong_type(kind),
            Kind::Enum { options } => self.not_an_option(options),
            Kind::Constant { expected_value } => {
                self.finding(format!("expected {expected_value}, found {}", self.value()))
            }
            Kind::Pattern { pattern } => {
                let diagnostic = self.finding(format!("{} is not of the expected form", self.value()));
                if diagnostic.help.is_some() { diagnostic } else { diagnostic.help(format!("must match `{pattern}`")) }
            }
            Kind::MinLength { limit: 1 } => self.finding("must not be empty".into()),
            Kind::MinLength { limit } => self.finding(format!("{} is shorter than {limit} characters", self.value())),
            Kind::MaxLength { limit } => self.finding(format!("{} is longer than {limit} characters", self.value())),
            Kind::Minimum { limit } => self.finding(format!("{} is below {limit}", self.value())),
            Kind::Maximum { limit } => self.finding(format!("{} is above {limit}", self.value())),
            Kind::ExclusiveMinimum { limit } => self.finding(format!("{} must be above {limit}", self.value())),
            Kind::ExclusiveMaximum { limit } => self.finding(format!("{} must be below {limit}", self.value())),
            Kind::MinItems { limit } => self.finding(format!("at least {limit} items are needed")),
            Kind::MaxItems { limit } => self.finding(format!("more than {limit} items")),
            Kind::MinProperties { limit } => self.finding(format!("at least {limit} fields are needed")),
            Kind::MaxProperties { limit } => self.finding(format!("more than {limit} fields")),
            Kind::UniqueItems => self.finding("an item is given twice".into()),
            Kind::Format { format } => self.finding(format!("{} is no {format}", self.value())),
            Kind::FalseSchema => self.finding("is not allowed here".into()),
            Kind::OneOfMultipleValid { .. } => self.finding("matches several forms that exclude each other".into()),
            Kind::Not { .. } => self.finding(format!("{} is not allowed here", self.value())),
            other => self.finding(format!("violates `{}`", other.keyword())),
        }
    }

    fn wrong_type(&self, kind: &TypeKind) -> Diagnostic {
        let names: Vec<_> = match kind {
            TypeKind::Single(kind) => vec![type_name(*kind)],
            TypeKind::Multiple(kinds) => kinds.iter().map(type_name).collect(),
        };
        let diagnostic = self.finding(format!("expected {}, found {}", names.join(" or "), self.node.kind()));
        let scalar = matches!(self.node.value, Value::Int(_) | Value::Float(_) | Value::Bool(_));
        if scalar && names.contains(&"a string") {
            return diagnostic.label("read as something else than text").help("put it between quotes");
        }
        diagnostic
    }

    fn not_an_option(&self, options: &Json) -> Diagnostic {
        let options: Vec<_> = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let diagnostic = self.finding(format!("{} is not one of {}", self.value(), quoted_list(&options)));
        match self.node.as_str() {
            Some(text) => diagnostic.help(suggest(text, options.iter().copied())),
            None => diagnostic,
        }
    }

    fn value(&self) -> String {
        match &self.node.value {
            Value::String(text) if text.chars().count() <= 60 => format!("`{}`", visible(text)),
            Value::String(_) => "this text".into(),
            Value::Int(value) => format!("`{value}`"),
            Value::Float(value) => format!("`{value}`"),
            Value::Bool(value) => format!("`{value}`"),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => self.node.kind().into(),
        }
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

/// The schema object that holds the violated keyword, through references.
fn parent_of<'s>(root: &'s Json, pointer: &str) -> &'s Json {
    let segments: Vec<_> = pointer.split('/').skip(1).collect();
    let mut schema = root;
    for segment in &segments[..segments.len().saturating_sub(1)] {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        schema = match schema {
            Json::Object(_) if segment == "$ref" => dereference(root, schema),
            Json::Object(map) => map.get(&segment).unwrap_or(schema),
            Json::Array(items) => segment.parse().ok().and_then(|at: usize| items.get(at)).unwrap_or(schema),
            _ => schema,
        };
    }
    schema
}
