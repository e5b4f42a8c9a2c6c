//! Two documents describe one entity: the same kind, namespace and name, in upper or lower case.
//!
//! ## Why
//! The catalog keeps the first one it reads and ignores the other, so half of the edits have no effect.
//!
//! ## Bad
//! ```yaml
//! # file: orders/catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! # file: systems/orders.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: Orders }
//! spec: { owner: team-b }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: orders/catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! # file: systems/payments.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: payments }
//! spec: { owner: team-b }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Identity;
use crate::object::facts::catalog::reference_of;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("duplicate-entity", Verdict::Backstage, "0.1.0", include_str!("duplicate_entity.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut first: FxHashMap<_, &Identity> = FxHashMap::default();
    for entity in index.facts.entities.iter().filter(|entity| !entity.name.is_empty() && !entity.kind.is_empty()) {
        let reference = reference_of(entity);
        let message = format!("duplicate entity `{}`", visible(&reference));
        if let Some(known) = first.insert(reference, entity) {
            let finding = RULE.at(entity.span, message).label("again here").related(known.span, "first defined here");
            sink.push(finding.help("remove one of the two, or give it another name"));
        }
    }
}
