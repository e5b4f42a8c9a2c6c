//! An object has no namespace, while most objects in its folder do.
//!
//! ## Why
//! It lands in whichever namespace is current when it is applied, and what needs it does not find it.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: ServiceAccount
//! metadata: { name: orders, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders }
//! spec: { ports: [{ port: 80 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: ServiceAccount
//! metadata: { name: orders, namespace: orders }
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, namespace: orders }
//! spec: { ports: [{ port: 80 }] }
//! ```

use rustc_hash::FxHashMap;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-namespace", Verdict::Groma, "0.1.0", include_str!("missing_namespace.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let namespaced = index.facts.objects.iter().filter(|object| object.namespaced == Some(true));
    let loose = namespaced.clone().filter(|object| object.namespace.is_none() && object.place.kustomization.is_none());
    let mut loose = loose.peekable();
    if loose.peek().is_none() {
        return;
    }
    let mut folders: FxHashMap<(u32, &str), i64> = FxHashMap::default();
    for object in namespaced {
        let count = folders.entry((object.place.tree, object.place.folder())).or_default();
        *count += if object.namespace.is_some() { 1 } else { -1 };
    }
    for object in loose.filter(|object| folders[&(object.place.tree, object.place.folder())] > 0) {
        let message = format!("{} `{}` has no namespace", object.kind, visible(&object.name));
        sink.push(RULE.at(object.span, message).help("write `metadata.namespace`"));
    }
}
