//! Annotations and labels whose values mean something elsewhere.

use std::sync::Arc;

use crate::object::facts::{Facts, Text, as_text};
use crate::object::{Identity, Object};
use crate::yaml::node::{Entry, Node};

/// One annotation or label.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) of: Arc<Identity>,
    pub(crate) key: &'static str,
    pub(crate) value: Text,
}

pub(crate) const KUBERNETES_ID: &str = "backstage.io/kubernetes-id";
pub(crate) const TECHDOCS: &str = "backstage.io/techdocs-ref";
pub(crate) const APP_NAME: &str = "argocd/app-name";
pub(crate) const APP_SELECTOR: &str = "argocd/app-selector";
pub(crate) const WAVE: &str = "argocd.argoproj.io/sync-wave";
pub(crate) const HOOK: &str = "argocd.argoproj.io/hook";
pub(crate) const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";
/// Stands for each label of any domain that is called `team` or `owner`.
pub(crate) const TEAM: &str = "team";

const ANNOTATIONS: [&str; 7] = [KUBERNETES_ID, TECHDOCS, APP_NAME, APP_SELECTOR, WAVE, HOOK, SYNC_OPTIONS];

/// Keeps the marks of an object or an entity.
pub(crate) fn extract(object: &Object<'_>, facts: &mut Facts) {
    let Some(metadata) = object.node.get("metadata") else { return };
    let entries = |key: &str| metadata.get(key).map(Node::entries).unwrap_or_default().iter();
    let annotations = entries("annotations").filter_map(|entry| {
        let is_ours = entry.key.text.starts_with("backstage.io/") || entry.key.text.starts_with("argocd");
        let key = ANNOTATIONS.into_iter().find(|key| is_ours && *key == entry.key.text)?;
        Some((key, entry))
    });
    let labels = entries("labels").filter_map(|entry| Some((label(entry)?, entry)));
    for (key, entry) in annotations.chain(labels) {
        if let Some(value) = as_text(&entry.value) {
            facts.marks.push(Mark { of: object.identity.clone(), key, value });
        }
    }
}

/// What is left of a name when its first parts are taken away: `b-c` and `c` of `a-b-c`.
pub(crate) fn endings(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('-').map(|(at, _)| &name[at + 1..])
}

fn label(entry: &Entry<'_>) -> Option<&'static str> {
    match entry.key.text.rsplit('/').next()? {
        "kubernetes-id" if entry.key.text == KUBERNETES_ID => Some(KUBERNETES_ID),
        "team" | "owner" => Some(TEAM),
        _ => None,
    }
}
