//! A group is the child of two groups.
//!
//! ## Why
//! Readers of the catalog treat groups as a tree: they show the group under either parent, or count its members and
//! what they own twice.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: shop }
//! spec: { type: unit, children: [checkout] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: checkout }
//! spec: { type: team, parent: payments, children: [] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: shop }
//! spec: { type: unit, children: [checkout] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: checkout }
//! spec: { type: team, parent: shop, children: [] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::catalog::reference_of;
use crate::object::index::Index;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("several-parents", Verdict::Backstage, "0.1.0", include_str!("several_parents.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut parents: FxHashMap<Box<str>, (Box<str>, crate::source::Span)> = FxHashMap::default();
    for relation in &index.facts.relations {
        let Some(target) = relation.target.clone() else { continue };
        let (child, parent) = match relation.field {
            "parent" => (reference_of(&relation.from), target),
            "children" => (target, reference_of(&relation.from)),
            _ => continue,
        };
        let (first, span) = parents.entry(child.clone()).or_insert((parent.clone(), relation.span)).clone();
        if first != parent {
            let message = format!("`{}` is already a child of `{}`", visible(&child), visible(&first));
            sink.push(RULE.at(relation.span, message).related(span, "set here").help("keep one parent"));
        }
    }
}
