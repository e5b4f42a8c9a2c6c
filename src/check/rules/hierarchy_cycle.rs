//! Groups, domains or components contain each other in a cycle.
//!
//! ## Why
//! Pages that walk up the hierarchy never finish, and nobody can tell who owns a system or who to notify of an outage.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: shop }
//! spec: { type: unit, parent: checkout, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: checkout }
//! spec: { type: team, parent: shop, children: [] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: shop }
//! spec: { type: unit, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: checkout }
//! spec: { type: team, parent: shop, children: [] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::catalog::{Relation, reference_of};
use crate::object::index::Index;
use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) static RULE: Rule =
    Rule::warning("hierarchy-cycle", Verdict::Backstage, "0.1.0", include_str!("hierarchy_cycle.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut above: FxHashMap<Box<str>, (Box<str>, &Relation)> = FxHashMap::default();
    for relation in &index.facts.relations {
        let Some(target) = &relation.target else { continue };
        let edge = match relation.field {
            "parent" | "subdomainOf" | "subcomponentOf" => (reference_of(&relation.from), target.clone()),
            "children" => (target.clone(), reference_of(&relation.from)),
            _ => continue,
        };
        above.entry(edge.0).or_insert((edge.1, relation));
    }
    let mut done: FxHashSet<&str> = FxHashSet::default();
    let mut starts: Vec<&str> = above.keys().map(|start| &**start).collect();
    starts.sort_unstable();
    for start in starts {
        let (mut way, mut now): (Vec<&str>, &str) = (Vec::new(), start);
        while done.insert(now) {
            way.push(now);
            match above.get(now) {
                Some((next, _)) => now = next,
                None => break,
            }
        }
        // Only a way that comes back to itself is a circle; others end in what was seen before.
        if let Some(from) = way.iter().position(|known| *known == now).filter(|_| above.contains_key(now)) {
            let circle: Vec<String> =
                way[from..].iter().chain([&now]).map(|part| format!("`{}`", visible(part))).collect();
            let relation = above[now].1;
            let finding = RULE.at(relation.span, format!("this closes a cycle: {}", circle.join(" in ")));
            sink.push(finding.help("remove one of these relations"));
        }
    }
}
