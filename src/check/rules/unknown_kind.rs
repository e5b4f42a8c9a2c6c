//! There is no schema for a kind, so the object is skipped.
//!
//! Neither groma, nor the tree, nor a folder given with `--schemas` has one.
//!
//! ## Why
//! A misspelled field of such an object shows only when it is applied. Without this finding, the object would look
//! checked.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, nearest, visible};
use crate::object::Object;
use crate::object::catalog;
use crate::object::document::ENTITY_KINDS;

pub(crate) static RULE: Rule = Rule::info("unknown-kind", Verdict::Server, "0.1.0", include_str!("unknown_kind.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

/// Entities; the schemas say it of objects.
fn check(object: &Object<'_>, sink: &mut Sink) {
    let Some(kind) = object.at("kind").filter(|kind| kind.as_str().is_some()) else { return };
    if catalog::is_known(object) || object.text("apiVersion").is_none() {
        return;
    }
    let name = &*object.identity.kind;
    let version = visible(object.text("apiVersion").unwrap_or_default());
    let message = format!("no schema for `{}` of `{version}`; skipped", visible(name));
    let help = match nearest(name, ENTITY_KINDS) {
        Some(known) if known == name => "write `apiVersion: backstage.io/v1alpha1`, if that is meant".to_owned(),
        Some(known) => format!("did you mean `{known}`?"),
        None => "make sure that a processor of your portal knows the kind".to_owned(),
    };
    sink.push(RULE.at(kind.span, message).help(help));
}
