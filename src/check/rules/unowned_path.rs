//! CODEOWNERS leaves a folder with manifests without an owner.
//!
//! ## Why
//! Anyone who can push can change what runs there, without approval.
//!
//! ## Bad
//! ```yaml
//! # file: CODEOWNERS
//! /development/ @acme/team-a
//! # file: development/namespace.yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! # file: production/namespace.yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: CODEOWNERS
//! /development/ @acme/team-a
//! /production/ @acme/team-a
//! # file: development/namespace.yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! # file: production/namespace.yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;
use crate::object::layout::Role;
use crate::source::Span;
use rustc_hash::FxHashSet;

pub(crate) static RULE: Rule = Rule::warning("unowned-path", Verdict::Groma, "0.1.0", include_str!("unowned_path.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for file in index.facts.owners.iter().filter(|file| !index.trees[file.place.tree as usize].partial) {
        let owned = |line: &crate::object::facts::owners::Line| line.is_catch_all() && !line.owners.is_empty();
        if file.lines.iter().any(owned) {
            continue;
        }
        let root = if file.root().is_empty() { String::new() } else { format!("{}/", file.root()) };
        let below = index
            .facts
            .objects
            .iter()
            .filter(|object| object.place.tree == file.place.tree && object.place.role == Role::Documents);
        let mut seen = FxHashSet::default();
        let mut unowned: Vec<&str> = Vec::new();
        for object in below.filter(|object| seen.insert(object.place.folder())) {
            let Some(path) = object.place.path.strip_prefix(&root) else { continue };
            if file.of(path).iter().all(|line| line.owners.is_empty()) {
                unowned.push(path);
            }
        }
        let Some(first) = unowned.first() else { continue };
        let more = if unowned.len() > 1 { format!(" and {} other folders", unowned.len() - 1) } else { String::new() };
        let span = file.lines.first().map_or(Span::top(file.place.file), |line| line.span);
        let finding = RULE.at(span, format!("nobody owns `{}`{more}", visible(first)));
        sink.push(finding.help("add a first line `*` with default owners"));
    }
}
