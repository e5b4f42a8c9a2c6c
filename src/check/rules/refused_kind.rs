//! An entity is of a kind that the portal's configuration does not let into the catalog.
//!
//! The `catalog.rules` of every `app-config*.yaml` in the tree count, and those of locations and providers; without
//! any, Backstage's defaults: Component, API and Location.
//!
//! ## Why
//! The catalog drops the entity and only logs it; everything that refers to it has a broken relation.
//!
//! ## Bad
//! ```yaml
//! # file: app-config.yaml
//! catalog:
//!   rules: [{ allow: [Component, API, Location] }]
//! # file: systems/orders.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: app-config.yaml
//! catalog:
//!   rules: [{ allow: [Component, API, Location, System] }]
//! # file: systems/orders.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule =
    Rule::warning("refused-kind", Verdict::Backstage, "0.1.0", include_str!("refused_kind.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let Some(portal) = index.facts.portals.first() else { return };
    let mut known: FxHashSet<String> =
        index.facts.portals.iter().flat_map(|portal| &portal.kinds).map(ToString::to_string).collect();
    for entity in index.facts.entities.iter().filter(|entity| !entity.kind.is_empty()) {
        // Each kind is told once.
        if known.insert(entity.kind.to_lowercase()) {
            let message = format!("the portal does not allow entities of kind `{}`", visible(&entity.kind));
            let finding = RULE.at(entity.span, message).related(portal.span, "the kinds it allows");
            sink.push(finding.help(format!("add `{}` to `allow` in `catalog.rules`", visible(&entity.kind))));
        }
    }
}
