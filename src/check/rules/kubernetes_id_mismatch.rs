//! The `backstage.io/kubernetes-id` of an entity matches no object, or that of an object matches no entity.
//!
//! Charts are not rendered: where most ids have no counterpart in the tree, only near matches are reported.
//!
//! ## Why
//! The portal finds workloads by this label: the Kubernetes page of the component is empty, with no error.
//!
//! ## Bad
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/kubernetes-id: orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! # file: deploy/orders.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, labels: { backstage.io/kubernetes-id: team-a-orders } }
//! data: { LEVEL: info }
//! ```
//!
//! ## Good
//! ```yaml
//! # file: catalog-info.yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/kubernetes-id: orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! # file: deploy/orders.yaml
//! apiVersion: v1
//! kind: ConfigMap
//! metadata: { name: settings, labels: { backstage.io/kubernetes-id: orders } }
//! data: { LEVEL: info }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, nearest, suggest, visible};
use crate::object::document::is_catalog;
use crate::object::facts::mark::{KUBERNETES_ID, endings};
use crate::object::index::Index;
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

pub(crate) static RULE: Rule =
    Rule::warning("kubernetes-id-mismatch", Verdict::Groma, "0.1.0", include_str!("kubernetes_id_mismatch.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

/// Ids, and where each stands first.
type Ids<'w> = BTreeMap<&'w str, Span>;

fn check(index: &Index, sink: &mut Sink) {
    let (mut entities, mut objects) = (Ids::new(), Ids::new());
    for mark in index.facts.marks.iter().filter(|mark| mark.key == KUBERNETES_ID && !mark.value.value.contains("{{")) {
        let ids = if is_catalog(&mark.of.group) { &mut entities } else { &mut objects };
        ids.entry(&mark.value.value).or_insert(mark.value.span);
    }
    for pod in &index.facts.pods {
        let id = pod.labels.iter().find(|(key, _)| **key == *KUBERNETES_ID);
        if let Some((_, id)) = id.filter(|(_, id)| !id.contains("{{")) {
            objects.entry(id).or_insert(pod.of.span);
        }
    }
    let told = compare(&entities, &objects, "no object has the label", sink);
    // The other half of what was told is no second fault.
    let is_told = |id: &str| told.iter().any(|known| suggests(known, id) || suggests(id, known));
    objects.retain(|id, _| entities.contains_key(*id) || told.len() > 100 || !is_told(id));
    compare(&objects, &entities, "no entity has the annotation", sink);
}

/// Tells the ids that are not among the others, and which those are.
fn compare<'w>(ids: &Ids<'w>, others: &Ids<'_>, what: &str, sink: &mut Sink) -> Vec<&'w str> {
    let (matched, lost): (Vec<_>, Vec<_>) = ids.iter().partition(|(id, _)| others.contains_key(**id));
    let ends: FxHashSet<&str> = others.keys().flat_map(|other| endings(other)).collect();
    let is_near = |id: &str| ends.contains(id) || endings(id).any(|end| others.contains_key(end));
    let wrong = lost.into_iter().filter(|(id, _)| is_near(id) || matched.len() * 2 >= ids.len());
    let wrong: Vec<_> = wrong.filter(|_| !others.is_empty()).collect();
    for (id, span) in &wrong {
        let finding = RULE.at(**span, format!("{what} `{KUBERNETES_ID}: {}`", visible(id)));
        sink.push(finding.help(suggest(id, others.keys().copied())));
    }
    wrong.into_iter().map(|(id, _)| *id).collect()
}

/// Whether one id is another with more before it, or nearly the same.
fn suggests(id: &str, other: &str) -> bool {
    endings(id).any(|end| end == other) || nearest(id, [other]).is_some()
}
