//! An entity that Backstage would refuse: a field is missing, of the wrong type, or not valid.
//!
//! The catalog's own rules are applied, as of `@backstage/catalog-model` 1.10: what `null` means, which characters a name
//! may have, which fields a kind needs. `$text`, `$json` and `$yaml` stand for whatever the field needs.
//!
//! ## Why
//! The catalog drops the whole entity, or keeps its old state and only logs the error.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { example.com/build: 17 } }
//! spec: { type: service, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { example.com/build: "17" } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Fix, Sink};
use crate::object::Object;
use crate::object::catalog;

pub(crate) static RULE: Rule =
    Rule::error("invalid-entity", Verdict::Backstage, "0.1.0", include_str!("invalid_entity.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Entity(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    for fault in catalog::judge(object) {
        let mut finding = RULE.at(fault.span, fault.message).help(fault.help);
        finding.fix = fault.quotes.then_some(Fix::Quote(fault.span));
        sink.push(finding);
    }
}
