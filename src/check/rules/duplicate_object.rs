//! Two documents describe one object: the same kind, namespace and name.
//!
//! Documents in folders of different environments are for different clusters, and those of different kustomizations may
//! get different names; they are not compared.
//!
//! ## Why
//! Whichever is applied last wins, and nobody sees which: the object flaps between two states, or one file has no effect.
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

use rustc_hash::FxHashMap;

use crate::check::layout::Role;
use crate::check::object::Identity;
use crate::check::rule::{Rule, Run};
use crate::check::world::World;
use crate::diagnostic::{Level, Sink, visible};

pub const RULE: Rule = Rule {
    name: "duplicate-object",
    level: Level::Error,
    source: include_str!("duplicate_object.rs"),
    run: Run::World(check),
};

fn check(world: &World, sink: &mut Sink) {
    let mut first: FxHashMap<_, &Identity> = FxHashMap::default();
    let is_named = |object: &&Identity| !object.name.is_empty() && !object.kind.is_empty();
    let named = |object: &&Identity| is_named(object) && object.place.role == Role::Documents;
    for object in world.facts.objects.iter().map(|object| &**object).filter(named) {
        // Whoever deploys a folder fills in the namespace that is not written.
        let filled_in = object.namespace.is_none() && object.namespaced != Some(false);
        let folder = if filled_in { object.place.folder() } else { "" };
        let cluster = (&object.place.scope, &object.place.kustomization, folder);
        let Some(known) = first.insert((&object.group, &object.kind, &object.namespace, &object.name, cluster), object)
        else {
            continue;
        };
        let message = format!("{} `{}` is described twice", visible(&object.kind), visible(&object.name));
        let finding = RULE.at(object.span, message).label("described again here").related(known.span, "first here");
        sink.push(finding.help("remove one of the two, or give it another name"));
    }
}
