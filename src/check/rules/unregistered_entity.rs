//! An entity is next to files that a Location lists, but no Location lists its own file.
//!
//! Files that a portal discovers by name, `catalog-info.yaml`, are skipped.
//!
//! ## Why
//! The catalog never reads the file: the entity is written, reviewed and merged, but never appears.
//!
//! ## Bad
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Location
//! metadata: { name: catalog }
//! spec: { targets: [./systems/orders.yaml] }
//! # file: systems/orders.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! # file: systems/payments.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: payments }
//! spec: { owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Location
//! metadata: { name: catalog }
//! spec: { targets: [./systems/orders.yaml, ./systems/payments.yaml] }
//! # file: systems/orders.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! # file: systems/payments.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: payments }
//! spec: { owner: team-a }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;
use crate::path::{file_name, folder, joined};
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule =
    Rule::warning("unregistered-entity", Verdict::Groma, "0.1.0", include_str!("unregistered_entity.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let (mut named, mut folders) = (FxHashSet::default(), FxHashMap::default());
    for target in &index.facts.targets {
        let place = &target.from.place;
        let Some(path) = joined(place.folder(), &target.path.value) else { continue };
        // A pattern may mean every file of its folder.
        let is_known = !path.contains('*') && *target.from.kind == *"Location";
        let known = folders.entry((place.tree, folder(&path).to_owned())).or_insert(Some(target.from.span));
        *known = known.filter(|_| is_known);
        named.insert((place.tree, path));
    }
    let mut told = FxHashSet::default();
    for entity in index.facts.entities.iter().filter(|entity| *entity.kind != *"Location") {
        let (tree, path) = (entity.place.tree, &*entity.place.path);
        let is_found = file_name(path).starts_with("catalog-info.") || named.contains(&(tree, path.to_owned()));
        let Some(Some(location)) = folders.get(&(tree, entity.place.folder().to_owned())).filter(|_| !is_found) else {
            continue;
        };
        if told.insert((tree, path)) {
            let message = format!("no Location lists this file, so `{}` is not in the catalog", visible(&entity.name));
            let finding = RULE.at(entity.span, message).related(*location, "this lists the files next to it");
            sink.push(finding.help(format!("add `{}` to the targets of a Location", visible(file_name(path)))));
        }
    }
}
