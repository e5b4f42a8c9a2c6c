//! JSON Schema over spanned values: every violation becomes a diagnostic at the line that caused it.
//!
//! The inventory, `blueprint.yaml` and every blueprint's parameters are checked here. The only part of groma that
//! names the validator; the messages are ours, the verdicts are the validator's.

mod adapter;
mod message;
mod unfold;

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{invalid_schema, unknown_field};
use crate::source::{FileId, Span};
use crate::yaml::node::{Entry, Key, Node, Value};
use crate::yaml::pointer::{at_mut, segments};
use adapter::Yaml;

/// A compiled schema and its source, which explains the violations.
#[derive(Debug, Clone)]
pub struct JsonSchema {
    schema: Arc<Json>,
    validator: Arc<jsonschema::Validator<Yaml>>,
    /// What an empty object becomes; absent when it is not valid.
    defaults: Option<Arc<Json>>,
}

impl JsonSchema {
    /// Compiles a schema; the error is a sentence about what is wrong with it.
    pub fn compile(schema: Json) -> Result<Self, String> {
        let validator = build(&schema).map_err(|error| error.to_string())?;
        Ok(Self::new(schema, validator))
    }

    /// Compiles a schema that a user wrote; the findings lie where it is none, or a default violates it.
    ///
    /// Each broken part is taken out, so that the rest is checked too and nobody is blamed for breaking it.
    pub(crate) fn written(node: &Node<'_>) -> (Self, Vec<Diagnostic>) {
        let mut found = Vec::new();
        if let Some(fault) = unfold::fault(node) {
            let anything = Self::compile(Json::Bool(true)).expect("this schema compiles");
            return (anything, vec![fault]);
        }
        let schema = node.to_json();
        let mut sound = schema.clone();
        let validator = loop {
            let error = match build(&sound) {
                Ok(validator) => break validator,
                Err(error) => error,
            };
            message::explain(&Json::Null, &invalid_schema::RULE, node, &error, &mut found);
            if !remove(&mut sound, error.instance_path().as_str()) {
                sound = Json::Bool(true);
            }
        };
        let schema = Self::new(schema, validator);
        schema.check_defaults(node, &mut Vec::new(), &mut found);
        (schema, found)
    }

    /// Judges every default by wrapping it into the objects around it; only faults of the default itself count.
    fn check_defaults<'n>(&self, schema: &'n Node<'n>, path: &mut Vec<&'n str>, found: &mut Vec<Diagnostic>) {
        if let Some(default) = schema.get("default").filter(|_| !path.is_empty()) {
            let wrapped = path.iter().rev().fold(default.clone(), |value, name| {
                let key = Key { span: default.span, text: Cow::Borrowed(name) };
                Node::new(default.span, Value::Mapping(vec![Entry { key, value }]))
            });
            for error in self.validator.iter_errors(&wrapped) {
                if error.instance_path().as_str().split('/').count() > path.len() {
                    message::explain(&self.schema, &invalid_schema::RULE, &wrapped, &error, found);
                }
            }
        }
        for property in schema.get("properties").map(Node::entries).unwrap_or_default() {
            path.push(&property.key.text);
            self.check_defaults(&property.value, path, found);
            path.pop();
        }
    }

    pub(crate) fn schema(&self) -> &Json {
        &self.schema
    }

    /// All violations of `node`; `rule` names the finding.
    pub(crate) fn check(&self, rule: &'static Rule, node: &Node<'_>) -> Vec<Diagnostic> {
        self.check_and_fix(rule, node).0
    }

    /// All violations of `node`; and, where there are misspelt fields, the node with the names that were meant, so that
    /// nobody misses what is there under a wrong name.
    pub(crate) fn check_and_fix<'a>(
        &self,
        rule: &'static Rule,
        node: &Node<'a>,
    ) -> (Vec<Diagnostic>, Option<Node<'a>>) {
        let (mut all, mut fixed) = (Vec::new(), None);
        loop {
            let current = fixed.as_ref().unwrap_or(node);
            let (mut found, mut slips) = (Vec::new(), Vec::new());
            for error in self.validator.iter_errors(current) {
                message::explain(&self.schema, rule, current, &error, &mut found);
                slips.extend(message::slips(&self.schema, current, &error));
            }
            let mut next = (!slips.is_empty()).then(|| current.clone());
            let renamed = next.as_mut().is_some_and(|next| slips.iter().filter(|slip| rename(next, slip)).count() > 0);
            // What is wrong with the others is found again, when the misspelt ones have their names.
            found.retain(|finding| !renamed || *finding.rule == unknown_field::RULE);
            all.extend(found);
            if !renamed {
                return (all, fixed);
            }
            fixed = next;
        }
    }

    fn new(schema: Json, validator: jsonschema::Validator<Yaml>) -> Self {
        let empty = Node::new(Span::top(FileId::FIRST), Value::Mapping(Vec::new()));
        let defaults = validator.is_valid(&empty).then(|| Arc::new(fill(&schema, &schema, None)));
        Self { schema: Arc::new(schema), validator: Arc::new(validator), defaults }
    }

    /// What an empty object becomes, made once; absent when an empty object is not valid.
    pub(crate) fn defaults(&self) -> Option<Arc<Json>> {
        self.defaults.clone()
    }

    /// The value with the schema's defaults filled in, at every level of `properties`.
    pub(crate) fn filled(&self, node: Option<&Node<'_>>) -> Json {
        fill(&self.schema, &self.schema, node.map(Node::to_json))
    }
}

fn build(schema: &Json) -> Result<jsonschema::Validator<Yaml>, jsonschema::ValidationError<'static>> {
    // A pattern may look around, but not for long.
    let patterns = jsonschema::PatternOptions::fancy_regex().backtrack_limit(20_000);
    let options = jsonschema::options_for::<Yaml>().with_draft(jsonschema::Draft::Draft202012).offline();
    options.with_pattern_options(patterns).build(schema)
}

/// Takes the value at a JSON pointer out of an object; whether there was one.
fn remove(json: &mut Json, pointer: &str) -> bool {
    let (Some((parent, _)), Some(name)) = (pointer.rsplit_once('/'), segments(pointer).last()) else { return false };
    match json.pointer_mut(parent) {
        Some(Json::Object(map)) => map.shift_remove(&name).is_some(),
        // An item is part of its list.
        Some(Json::Array(_)) => remove(json, parent),
        _ => false,
    }
}

/// Gives a misspelt field the name that was meant, unless another has it by now.
fn rename(root: &mut Node<'_>, slip: &message::Slip) -> bool {
    let Some(Node { value: Value::Mapping(entries), .. }) = at_mut(root, &slip.mapping) else { return false };
    if entries.iter().any(|entry| entry.key.text == slip.right) {
        return false;
    }
    let wrong = entries.iter_mut().find(|entry| entry.key.text == slip.wrong);
    wrong.map(|entry| entry.key.text = Cow::Owned(slip.right.clone())).is_some()
}

fn fill(root: &Json, schema: &Json, given: Option<Json>) -> Json {
    let default = schema.get("default");
    let schema = dereference(root, schema);
    let value = match given.or_else(|| default.or_else(|| schema.get("default")).cloned()) {
        Some(value) => value,
        None if schema.get("type").and_then(Json::as_str) == Some("object") => Json::Object(Default::default()),
        None => return Json::Null,
    };
    let Json::Object(mut map) = value else { return value };
    for (name, property) in schema.get("properties").and_then(Json::as_object).into_iter().flatten() {
        let given = map.get(name).cloned();
        map.insert(name.clone(), fill(root, property, given));
    }
    Json::Object(map)
}

/// What a schema refers to within its root, or the schema itself.
pub(crate) fn dereference<'s>(root: &'s Json, schema: &'s Json) -> &'s Json {
    let target = schema.get("$ref").and_then(Json::as_str).and_then(|target| target.strip_prefix('#'));
    target.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}
