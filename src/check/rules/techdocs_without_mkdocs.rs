//! An entity has documentation in a folder with neither `mkdocs.yml` nor `docs/`.
//!
//! ## Why
//! The documentation cannot be built: the tab shows an error to everyone who opens it.
//!
//! ## Bad
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/techdocs-ref: "dir:." } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! # file: README.md
//! Orders
//! ```
//!
//! ## Good
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/techdocs-ref: "dir:." } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! # file: mkdocs.yml
//! site_name: Orders
//! # file: docs/index.md
//! Orders
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::facts::mark::TECHDOCS;
use crate::object::index::Index;
use crate::path::joined;

pub(crate) static RULE: Rule =
    Rule::warning("techdocs-without-mkdocs", Verdict::Backstage, "0.1.0", include_str!("techdocs_without_mkdocs.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for mark in index.facts.marks.iter().filter(|mark| mark.key == TECHDOCS) {
        let place = &mark.of.place;
        let tree = &index.trees[place.tree as usize];
        let Some(path) = mark.value.value.strip_prefix("dir:").filter(|_| !tree.partial) else { continue };
        let Some(folder) = joined(place.folder(), path) else { continue };
        let is_there = |name: &str| joined(&folder, name).is_some_and(|path| tree.holds_file(&path));
        let has_docs = joined(&folder, "docs").is_some_and(|path| tree.holds_folder(&path));
        if !is_there("mkdocs.yml") && !is_there("mkdocs.yaml") && !has_docs {
            let message = format!("`{}` contains neither `mkdocs.yml` nor `docs/`", visible(path));
            let finding = RULE.at(mark.value.span, message);
            sink.push(finding.help("add `mkdocs.yml` and `docs/index.md`, or remove the annotation"));
        }
    }
}
