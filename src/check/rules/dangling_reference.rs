//! A reference of the catalog leads to no entity of the tree.
//!
//! Groups and users often come from a directory: they are looked for only in a namespace in which the tree has some.
//!
//! ## Why
//! The catalog takes it and shows a broken relation: an owner whom nobody can ask, a system without its parts. A
//! reference without a kind, where none is implied, stops the whole entity.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a, domain: comerce }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Domain
//! metadata: { name: commerce }
//! spec: { owner: team-a }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: System
//! metadata: { name: orders }
//! spec: { owner: team-a, domain: commerce }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Domain
//! metadata: { name: commerce }
//! spec: { owner: team-a }
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, nearest, suggest, visible};
use crate::object::facts::catalog::reference_of;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("dangling-reference", Verdict::Backstage, "0.1.0", include_str!("dangling_reference.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let known: FxHashSet<Box<str>> = index.facts.entities.iter().map(|entity| reference_of(entity)).collect();
    let mut kinds: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for reference in &known {
        kinds.entry(kind(reference)).or_default().push(reference);
    }
    for relation in &index.facts.relations {
        let Some(target) = &relation.target else {
            let message = format!("`{}` is no reference to an entity", visible(&relation.text));
            sink.push(
                RULE.at(relation.span, message)
                    .help("write `<kind>:<namespace>/<name>`, such as `component:default/orders`"),
            );
            continue;
        };
        let others = kinds.get(kind(target)).map(Vec::as_slice).unwrap_or_default();
        let beside = |other: &&str| {
            other.split_once('/').map(|(beside, _)| beside) == target.split_once('/').map(|(own, _)| own)
        };
        let from_elsewhere = matches!(kind(target), "group" | "user") && !others.iter().any(beside);
        if known.contains(target) || from_elsewhere {
            continue;
        }
        let message = format!("`{}` leads to no entity: there is no `{}`", visible(&relation.text), visible(target));
        // Kind and namespace are alike in all of them; only the names say which one may be meant.
        let near = nearest(name(target), others.iter().map(|other| name(other)));
        let meant = others.iter().find(|other| near == Some(name(other)));
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => suggest("", others.iter().copied()),
        };
        sink.push(RULE.at(relation.span, message).help(help));
    }
}

fn kind(reference: &str) -> &str {
    reference.split_once(':').map_or("", |(kind, _)| kind)
}

fn name(reference: &str) -> &str {
    reference.split_once('/').map_or(reference, |(_, name)| name)
}
