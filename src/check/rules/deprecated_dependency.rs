//! A component, resource or API depends on one whose lifecycle is `deprecated`.
//!
//! ## Why
//! It will be switched off, and what depends on it breaks that day.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a, dependsOn: [component:ledger] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: ledger }
//! spec: { type: service, lifecycle: deprecated, owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a, dependsOn: [component:ledger] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: ledger }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::catalog::reference_of;
use crate::object::index::Index;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("deprecated-dependency", Verdict::Groma, "0.1.0", include_str!("deprecated_dependency.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    if index.facts.deprecated.is_empty() {
        return;
    }
    let deprecated: FxHashMap<_, _> =
        index.facts.deprecated.iter().map(|entity| (reference_of(entity), entity)).collect();
    let depending = ["dependsOn", "consumesApis", "subcomponentOf"];
    for relation in index.facts.relations.iter().filter(|relation| depending.contains(&relation.field)) {
        let Some(target) = relation.target.as_ref().and_then(|target| deprecated.get(target)) else { continue };
        if !deprecated.contains_key(&reference_of(&relation.from)) {
            let message = format!("`{}` is deprecated", visible(&relation.text));
            let finding = RULE.at(relation.span, message).related(target.span, "its lifecycle");
            sink.push(finding.help("depend on what replaces it"));
        }
    }
}
