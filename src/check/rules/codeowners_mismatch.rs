//! A component has one owner in the catalog, and CODEOWNERS of its repository names another team.
//!
//! Only names that are groups of the catalog are compared; a line for all files counts only for the `catalog-info.yaml`
//! next to it.
//!
//! ## Why
//! People who do not run the component approve its changes, and those who do are not asked.
//!
//! ## Bad
//! ```yaml
//! # file: groups.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-a }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-b }
//! spec: { type: team, children: [] }
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! # file: CODEOWNERS
//! * @acme/team-b
//! ```
//!
//! ## Good
//! ```yaml
//! # file: groups.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-a }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-b }
//! spec: { type: team, children: [] }
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! # file: CODEOWNERS
//! * @acme/team-a
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::catalog::{groups, owners};
use crate::object::facts::owners::{Owners, tail};
use crate::object::index::Index;
use crate::path::file_name;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("codeowners-mismatch", Verdict::Groma, "0.1.0", include_str!("codeowners_mismatch.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let files: FxHashMap<(u32, &str), &Owners> =
        index.facts.owners.iter().map(|file| ((file.place.tree, file.root()), file)).collect();
    if files.is_empty() {
        return;
    }
    let (groups, owners) = (groups(&index.facts), owners(&index.facts));
    let is_component = |path: &str| file_name(path).starts_with("catalog-info.");
    for entity in
        index.facts.entities.iter().filter(|entity| *entity.kind == *"Component" && is_component(&entity.place.path))
    {
        let (place, Some((owner, span))) = (&entity.place, owners.get(&entity.span)) else { continue };
        let mut root = place.folder();
        let file = loop {
            match files.get(&(place.tree, root)) {
                Some(file) => break Some(file),
                None if root.is_empty() => break None,
                None => root = crate::path::folder(root),
            }
        };
        let Some(file) = file else { continue };
        let path = place.path[root.len()..].trim_start_matches('/');
        let lines = file.of(path);
        let own = lines.iter().filter(|line| !line.is_catch_all() || !path.contains('/'));
        let named: Vec<_> = own.flat_map(|line| &line.owners).map(|name| (name, tail(&name.value))).collect();
        let other = named.iter().find(|(_, name)| groups.contains(name) && name != owner);
        if let Some((text, name)) =
            other.filter(|_| groups.contains(owner) && named.iter().all(|(_, name)| name != owner))
        {
            let message = format!("`{}` approves changes to what `{}` owns", visible(name), visible(owner));
            let finding = RULE.at(text.span, message).related(*span, "the owner in the catalog");
            sink.push(finding.help(format!("name the team `{}` here as well, or change the owner", visible(owner))));
        }
    }
}
