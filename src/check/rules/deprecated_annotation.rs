//! An entity has an annotation that has since been renamed.
//!
//! ## Why
//! Current plugins do not read it: the tab is empty, with no error.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/github-actions-id: team-a/orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { github.com/project-slug: team-a/orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::warning("deprecated-annotation", Verdict::Backstage, "0.1.0", include_str!("deprecated_annotation.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

const KEYS: [(&str, &str); 3] = [
    ("backstage.io/definition-at-location", "write `$text:` with the address below `spec.definition`"),
    ("backstage.io/github-actions-id", "write `github.com/project-slug`"),
    ("jenkins.io/github-folder", "write `jenkins.io/job-full-name`"),
];

fn check(object: &Object<'_>, sink: &mut Sink) {
    for entry in object.annotations() {
        if let Some((key, help)) = KEYS.iter().find(|(key, _)| *key == entry.key.text) {
            sink.push(RULE.at(entry.key.span, format!("`{key}` is deprecated")).help(*help));
        }
    }
}
