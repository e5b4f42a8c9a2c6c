//! A catalog reference points to an entity that is not in the tree.
//!
//! Groups and users often come from a directory, so they are checked only in namespaces where the tree defines some.
//!
//! ## Why
//! The catalog accepts it and shows a broken relation: an owner nobody can contact, a system without its parts. A
//! reference without a kind, where none is implied, makes the whole entity fail.
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
            let message = format!("`{}` is not an entity reference", visible(&relation.text));
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
        let message = format!("`{}` refers to an unknown entity `{}`", visible(&relation.text), visible(target));
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
