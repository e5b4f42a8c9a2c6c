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

use crate::check::document::is_catalog;
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
    let named = |object: &&Identity| !object.name.is_empty() && object.place.role == Role::Documents;
    for object in world.facts.objects.iter().map(|object| &**object).filter(named) {
        if is_catalog(&object.group) || object.kind.is_empty() {
            continue;
        }
        // Whoever deploys a folder fills in the namespace that is not written.
        let folder = if object.namespace.is_none() && is_namespaced(object) { object.place.folder() } else { "" };
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

/// Whether objects of a kind may live in a namespace, as far as is known: built-in kinds that never do are listed.
fn is_namespaced(object: &Identity) -> bool {
    const CLUSTER: [&str; 12] = [
        "Namespace",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "PersistentVolume",
        "StorageClass",
        "IngressClass",
        "PriorityClass",
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "APIService",
        "CompositeResourceDefinition",
    ];
    !CLUSTER.contains(&&*object.kind)
}
