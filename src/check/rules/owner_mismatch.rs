//! A component has one owner in the catalog, and another team on its objects or as the project of its Application.
//!
//! Objects belong to a component by `backstage.io/kubernetes-id`. Only names that are groups of the catalog are
//! compared, so nothing is guessed about other names.
//!
//! ## Why
//! Alerts, bills and access requests go to one team, another runs the deployment, and an audit finds neither
//! responsible.
//!
//! ## Bad
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-a }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-b }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/kubernetes-id: orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ---
//! apiVersion: v1
//! kind: ConfigMap
//! metadata:
//!   name: settings
//!   labels: { backstage.io/kubernetes-id: orders, example.com/team: team-b }
//! data: { LEVEL: info }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-a }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Group
//! metadata: { name: team-b }
//! spec: { type: team, children: [] }
//! ---
//! apiVersion: backstage.io/v1alpha1
//! kind: Component
//! metadata: { name: orders, annotations: { backstage.io/kubernetes-id: orders } }
//! spec: { type: service, lifecycle: production, owner: team-a }
//! ---
//! apiVersion: v1
//! kind: ConfigMap
//! metadata:
//!   name: settings
//!   labels: { backstage.io/kubernetes-id: orders, example.com/team: team-a }
//! data: { LEVEL: info }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::document::is_catalog;
use crate::object::facts::Text;
use crate::object::facts::catalog::{groups, owners};
use crate::object::facts::mark::{KUBERNETES_ID, TEAM};
use crate::object::index::Index;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) static RULE: Rule =
    Rule::warning("owner-mismatch", Verdict::Groma, "0.1.0", include_str!("owner_mismatch.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let (groups, owners) = (groups(&index.facts), owners(&index.facts));
    let of_entity = index.facts.marks.iter().filter(|mark| mark.key == KUBERNETES_ID && is_catalog(&mark.of.group));
    let by_id: FxHashMap<&str, &(String, Span)> =
        of_entity.filter_map(|mark| Some((&*mark.value.value, owners.get(&mark.of.span)?))).collect();
    if by_id.is_empty() {
        return;
    }
    // The marks of one object lie beside each other.
    for marks in index.facts.marks.chunk_by(|one, next| one.of.span == next.of.span) {
        let find = |key: &str| marks.iter().find(|mark| mark.key == key);
        let Some(id) = find(KUBERNETES_ID).filter(|id| !is_catalog(&id.of.group)) else { continue };
        if let (Some(owner), Some(team)) = (by_id.get(&*id.value.value), find(TEAM)) {
            compare(&team.value, owner, &groups, sink);
        }
    }
    for application in &index.facts.applications {
        let owner = application.of.label(KUBERNETES_ID).and_then(|id| by_id.get(id));
        if let (Some(owner), Some(project)) = (owner, &application.project) {
            compare(project, owner, &groups, sink);
        }
    }
}

fn compare(team: &Text, (owner, span): &(String, Span), groups: &FxHashSet<String>, sink: &mut Sink) {
    let name = team.value.to_lowercase();
    if name != *owner && groups.contains(&name) && groups.contains(owner) {
        let message =
            format!("the catalog says that this belongs to `{}`, not to `{}`", visible(owner), visible(&name));
        let finding = RULE.at(team.span, message).related(*span, "the owner");
        sink.push(finding.help(format!("write `{}` here, or change the owner in the catalog", visible(owner))));
    }
}
