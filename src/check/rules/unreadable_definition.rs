//! The inline definition of an API is not a document of the type that the entity names.
//!
//! ## Why
//! The page of the API is empty, and clients cannot be generated from the catalog.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: API
//! metadata: { name: orders }
//! spec:
//!   type: openapi
//!   lifecycle: production
//!   owner: team-a
//!   definition: |
//!     title: Orders
//!     paths: {}
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: API
//! metadata: { name: orders }
//! spec:
//!   type: openapi
//!   lifecycle: production
//!   owner: team-a
//!   definition: |
//!     openapi: 3.1.0
//!     info: { title: Orders, version: 1.0.0 }
//!     paths: {}
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Level, Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;
use crate::source::FileId;
use crate::yaml::read;

pub(crate) static RULE: Rule =
    Rule::error("unreadable-definition", Verdict::Backstage, "0.1.0", include_str!("unreadable_definition.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

/// Types of APIs whose documents are YAML or JSON, and the keys of which they have one.
const TYPES: [(&str, &[&str]); 2] = [("asyncapi", &["asyncapi"]), ("openapi", &["openapi", "swagger"])];

fn check(object: &Object<'_>, sink: &mut Sink) {
    let kind = object.text("spec.type").filter(|_| *object.identity.kind == *"API");
    let Some((kind, keys)) = TYPES.iter().find(|(known, _)| kind == Some(known)) else { return };
    let Some(entry) = object.at("spec").and_then(|spec| spec.entry("definition")) else { return };
    let Some(text) = entry.value.as_str() else { return };
    let mut faults = Sink::default();
    let documents = read::read(FileId::FIRST, text, &mut faults);
    let fault = faults.list().iter().find(|fault| fault.level == Level::Error);
    let is_one = documents.first().is_some_and(|document| keys.iter().any(|key| document.get(key).is_some()));
    let message = match fault {
        Some(fault) => format!("the definition cannot be read: {}", fault.message),
        None if is_one || text.trim().is_empty() => return,
        None => format!("the definition has no `{}`, so it is not a valid `{}` document", keys[0], visible(kind)),
    };
    sink.push(RULE.at(entry.key.span, message).help(format!("write a document that starts with `{}:`", keys[0])));
}
