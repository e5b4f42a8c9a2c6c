//! An entity has an annotation that the catalog itself sets.
//!
//! ## Why
//! It is overwritten when the entity is read, and `backstage.io/orphan` makes people remove an entity that is in use.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/managed-by-location: "url:https://git.example.com/x" } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/view-url: "https://git.example.com/x" } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::warning("reserved-annotation", Verdict::Backstage, "0.1.0", include_str!("reserved_annotation.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

const KEYS: [&str; 3] =
    ["backstage.io/managed-by-location", "backstage.io/managed-by-origin-location", "backstage.io/orphan"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    for entry in object.annotations().iter().filter(|entry| KEYS.contains(&&*entry.key.text)) {
        let finding = RULE.at(entry.key.span, format!("`{}` is set by the catalog itself", visible(&entry.key.text)));
        sink.push(
            finding
                .help("remove it; `backstage.io/view-url` and `backstage.io/edit-url` say where an entity comes from"),
        );
    }
}
