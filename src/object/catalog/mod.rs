//! Entities of a Backstage catalog, checked as its catalog model does (`@backstage/catalog-model` 1.10): first the
//! envelope and its texts, then the `spec` of the kind.
//!
//! `.ci/proof/entities` compares the verdicts with those of the model itself.

mod format;
mod kinds;
pub(crate) mod placeholder;

use crate::diagnostic::{nearest, visible};
use crate::object::Object;
use crate::source::Span;
use crate::yaml::node::{Node, Value};
use kinds::{Field, Form};

/// What is wrong at a place, and what to do.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub message: String,
    pub help: String,
    /// Whether quotes mend it.
    pub(crate) quotes: bool,
}

/// Every fault of an entity.
pub(crate) fn judge(object: &Object<'_>) -> Vec<Fault> {
    let mut judge = Judge { faults: Vec::new(), path: Vec::new() };
    let node = object.node;
    if !matches!(node.value, Value::Mapping(_)) {
        let message = format!("an entity must be a mapping, found {}", node.kind());
        judge.fault(object.span(), message, "write `apiVersion`, `kind`, `metadata` and `spec`");
        return judge.faults;
    }
    judge.fields(node, object.span(), kinds::ENVELOPE);
    for entry in node.entries() {
        let known = kinds::ENVELOPE.iter().map(|field| field.name);
        if entry.key.text != "spec" && !known.clone().any(|name| name == entry.key.text) {
            let name = visible(&entry.key.text);
            let meant = nearest(&entry.key.text, known.chain(["spec"]));
            let help =
                meant.map_or("put it under `metadata` or `spec`".to_owned(), |name| format!("did you mean `{name}`?"));
            judge.fault(entry.key.span, format!("unknown field `{name}`"), help);
        }
    }
    match kinds::spec(node) {
        Some(fields) => {
            judge.field(node, object.span(), &Field { name: "spec", required: true, form: Form::Fields(fields) })
        }
        None => judge.field(node, object.span(), &Field { name: "spec", required: false, form: Form::Object }),
    }
    judge.faults.extend(format::judge(node));
    judge.faults
}

/// Whether the catalog model has a schema for an entity.
pub(crate) fn is_known(object: &Object<'_>) -> bool {
    kinds::spec(object.node).is_some()
}

/// Judges a tree of values by a tree of forms.
struct Judge<'n> {
    faults: Vec<Fault>,
    path: Vec<&'n str>,
}

impl<'n> Judge<'n> {
    /// The fields of a mapping; `at` is where one that is missing is reported.
    fn fields(&mut self, node: &'n Node<'n>, at: Span, fields: &[Field]) {
        for field in fields {
            self.field(node, at, field);
        }
    }

    fn field(&mut self, node: &'n Node<'n>, at: Span, field: &Field) {
        self.path.push(field.name);
        match node.entry(field.name) {
            Some(entry) => self.value(&entry.value, entry.key.span, &field.form),
            None if field.required => {
                let message = format!("`{}` is missing", self.path.join("."));
                self.fault(at, message, format!("add `{}`, {}", field.name, field.form.words()));
            }
            None => {}
        }
        self.path.pop();
    }

    fn value(&mut self, node: &'n Node<'n>, key: Span, form: &Form) {
        if placeholder::is_one(node) {
            return;
        }
        let fits = match (form, &node.value) {
            (Form::Text | Form::OneOf(_), Value::String(text)) if text.is_empty() => {
                let message = format!("`{}` is empty", self.path.join("."));
                return self.fault(key, message, "write a string, or remove the field");
            }
            (Form::OneOf(words), Value::String(text)) if !words.contains(&text.as_ref()) => {
                let message = format!("`{}` cannot be `{}`", self.path.join("."), visible(text));
                return self.fault(node.span, message, format!("write `{}`", words.join("` or `")));
            }
            (Form::Text | Form::AnyText | Form::OneOf(_) | Form::Condition, Value::String(_)) => true,
            (Form::Condition, Value::Bool(_)) => true,
            (Form::Object, Value::Mapping(_)) => true,
            (Form::Fields(fields), Value::Mapping(_)) => return self.fields(node, key, fields),
            (Form::Map(form), Value::Mapping(entries)) => {
                for entry in entries {
                    self.path.push(&entry.key.text);
                    self.value(&entry.value, entry.key.span, form);
                    self.path.pop();
                }
                return;
            }
            (Form::List { of, least }, Value::Sequence(items)) => {
                if items.len() < *least {
                    self.fault(key, format!("`{}` is empty", self.path.join(".")), "add at least one item");
                }
                return items.iter().for_each(|item| self.value(item, item.span, of));
            }
            (Form::Steps, Value::Mapping(_)) => true,
            (Form::Steps, Value::Sequence(items)) => {
                return items.iter().for_each(|item| self.value(item, item.span, &Form::Object));
            }
            _ => false,
        };
        if !fits {
            let message =
                format!("`{}` must be {}, found {}", visible(&self.path.join(".")), form.words(), node.kind());
            let quote = matches!(node.value, Value::Bool(_) | Value::Int(_) | Value::Float(_)) && form.is_text();
            let span = if node.span.start == node.span.end { key } else { node.span };
            let help = match node.value {
                _ if quote => "put the value in double quotes".to_owned(),
                Value::Null => "write a value, or remove the field".to_owned(),
                _ => format!("write {}", form.words()),
            };
            self.faults.push(Fault { span, message, help, quotes: quote });
        }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault { span, message: message.into(), help: help.into(), quotes: false });
    }
}
