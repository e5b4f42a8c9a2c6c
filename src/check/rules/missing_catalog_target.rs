//! A Location, or the definition of an API, names a file that does not exist.
//!
//! ## Why
//! The catalog keeps retrying and shows none of its entities; an API has an empty page.
//!
//! ## Bad
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Location
//! metadata: { name: catalog }
//! spec: { targets: [./systems/order.yaml] }
//! # file: systems/orders.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a }
//! ```
//!
//! ## Good
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
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, suggest, visible};
use crate::object::index::Index;
use crate::path::{file_name, folder, joined};

pub(crate) static RULE: Rule =
    Rule::error("missing-catalog-target", Verdict::Backstage, "0.1.0", include_str!("missing_catalog_target.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for target in index.facts.targets.iter().filter(|target| !target.path.value.starts_with('/')) {
        let place = &target.from.place;
        let tree = &index.trees[place.tree as usize];
        let Some(path) = joined(place.folder(), &target.path.value).filter(|_| !tree.partial) else { continue };
        if path.contains('*') || tree.holds_file(&path) {
            continue;
        }
        let names = tree.names_in(folder(&path));
        let finding = RULE.at(target.path.span, format!("file `{}` not found", visible(&target.path.value)));
        sink.push(finding.help(suggest(file_name(&path), names.iter().copied())));
    }
}
