//! Two documents describe one object: the same kind, namespace and name.
//!
//! Documents for different environments go to different clusters, and those of different kustomizations may get
//! different names, so they are not compared. Environments are recognised by the names of folders and files, such as
//! `production`, `prod-eu` and `settings-prod.yaml`, and by sibling folders that contain mostly the same objects in the
//! same files.
//!
//! ## Why
//! Whichever is applied last wins: the object flaps between two states, or one file has no effect.
//!
//! ## Bad
//! ```yaml
//! # file: orders/settings.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! data: { LEVEL: info }
//! # file: orders/debug.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! data: { LEVEL: debug }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: development/settings.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! data: { LEVEL: info }
//! # file: production/settings.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! data: { LEVEL: debug }
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Identity;
use crate::object::index::Index;
use crate::object::layout::Role;

pub(crate) static RULE: Rule =
    Rule::error("duplicate-object", Verdict::Groma, "0.1.0", include_str!("duplicate_object.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut known: FxHashMap<_, Vec<&Identity>> = FxHashMap::default();
    let mut twins = Twins { index, known: FxHashMap::default() };
    let is_named = |object: &&Identity| !object.name.is_empty() && !object.kind.is_empty() && !object.generated;
    let named = |object: &&Identity| is_named(object) && object.place.role == Role::Documents;
    for object in index.facts.objects.iter().map(|object| &**object).filter(named) {
        // Whoever deploys a folder fills in the namespace that is not written.
        let filled_in = object.namespace.is_none() && object.namespaced != Some(false);
        let folder = if filled_in { object.place.folder() } else { "" };
        let key = (&object.group, &object.kind, &object.namespace, &object.name, (object.place.applied(), folder));
        let others = known.entry(key).or_default();
        let first = others.iter().rev().find(|other| !twins.are(other, object)).copied();
        // One of several twins stands for all of them.
        if first.is_some() || others.is_empty() {
            others.push(object);
        }
        let Some(first) = first else { continue };
        let message = format!("duplicate {} `{}`", visible(&object.kind), visible(&object.name));
        let finding = RULE.at(object.span, message).label("again here").related(first.span, "first defined here");
        sink.push(finding.help("remove one of the two, or give it another name"));
    }
}

/// Folders beside each other that stand for two clusters.
struct Twins<'w> {
    index: &'w Index,
    known: FxHashMap<(u32, &'w str, &'w str), bool>,
}

impl<'w> Twins<'w> {
    /// Whether two objects lie in such folders.
    fn are(&mut self, one: &'w Identity, other: &'w Identity) -> bool {
        let Some((one_folder, other_folder)) = beside(&one.place.path, &other.place.path) else { return false };
        if one.place.tree != other.place.tree {
            return false;
        }
        let (index, tree) = (self.index, one.place.tree);
        let judge = || {
            let (one, other) = (held(index, tree, one_folder), held(index, tree, other_folder));
            // One name that was forgotten in a copy does not make an environment of it.
            one.intersection(&other).count() * 2 > one.len().max(other.len())
        };
        *self.known.entry((tree, one_folder, other_folder)).or_insert_with(judge)
    }
}

/// The two folders in which paths differ, when they differ in nothing else.
fn beside<'p>(one: &'p str, other: &'p str) -> Option<(&'p str, &'p str)> {
    let (mut start, mut differing) = (0, None);
    let mut at = 0;
    for (own, part) in one.split('/').zip(other.split('/')) {
        if own != part {
            if differing.is_some() {
                return None;
            }
            differing = Some((&one[..start + own.len()], &other[..start + part.len()]));
        } else if differing.is_none() {
            start += own.len() + 1;
        }
        at += 1;
    }
    let (one_folder, other_folder) = differing?;
    let whole = one.split('/').count() == at && other.split('/').count() == at;
    (whole && one_folder != one && other_folder != other).then_some((one_folder, other_folder))
}

/// What lies in a folder: the path in it, kind and name.
fn held<'w>(index: &'w Index, tree: u32, folder: &str) -> FxHashSet<(&'w str, &'w str, &'w str)> {
    let (objects, begin) = (&index.facts.objects, format!("{folder}/"));
    // Files come in the order of their paths.
    let from = objects.partition_point(|object| (object.place.tree, &*object.place.path) < (tree, begin.as_str()));
    let inside = objects[from..].iter().map_while(|object| {
        let rest = object.place.path.strip_prefix(begin.as_str()).filter(|_| object.place.tree == tree)?;
        Some((rest, &*object.kind, &*object.name))
    });
    inside.collect()
}
