//! What kustomizations change in the objects that they list: images and labels.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::object::{Labels, labels};
use crate::path::{ancestors, joined};
use crate::yaml::node::Node;

/// What becomes of the objects of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) images: Vec<Image>,
    /// Added to every object.
    pub(crate) labels: Labels,
    /// Added to pods as well.
    pub(crate) pod_labels: Labels,
}

/// An image that gets another tag or digest.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) name: Box<str>,
    pub(crate) has_digest: bool,
}

impl Changes {
    fn of(root: &Node<'_>) -> Self {
        let items = |key: &str| root.get(key).map(Node::items).unwrap_or_default().iter();
        let is = |node: &Node<'_>, key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
        let images = items("images").filter_map(|image| {
            let has = |key: &str| image.get(key).is_some();
            let name = image.text("name").filter(|_| has("newTag") || has("digest"))?;
            Some(Image { name: name.into(), has_digest: has("digest") })
        });
        let common = labels(root.get("commonLabels"));
        let mut changes = Self { images: images.collect(), labels: common.clone(), pod_labels: common };
        for entry in items("labels") {
            let pairs = labels(entry.get("pairs"));
            if is(entry, "includeSelectors") || is(entry, "includeTemplates") {
                changes.pod_labels.extend(pairs.iter().cloned());
            }
            changes.labels.extend(pairs);
        }
        changes
    }

    fn is_empty(&self) -> bool {
        self.images.is_empty() && self.labels.is_empty()
    }

    /// What becomes of an image, as it is written in a manifest.
    pub(crate) fn image(&self, text: &str) -> Option<&Image> {
        let slash = text.rfind('/').map_or(0, |at| at + 1);
        let end = text[slash..].find([':', '@']).map_or(text.len(), |at| slash + at);
        self.images.iter().find(|image| *image.name == text[..end])
    }
}

/// All kustomizations of a tree.
#[derive(Debug, Default)]
pub(crate) struct Kustomizations {
    /// Files and folders that kustomizations name, and the folders of these.
    users: FxHashMap<String, Vec<Arc<str>>>,
    changes: FxHashMap<Arc<str>, Changes>,
}

impl Kustomizations {
    /// Adds the one in the folder `home`.
    pub(crate) fn add(&mut self, home: &str, root: &Node<'_>) {
        let home: Arc<str> = home.into();
        let items = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
        let named = ["resources", "components", "bases"].into_iter().flat_map(items).filter_map(Node::as_str);
        for resource in named.filter_map(|named| joined(&home, named)) {
            self.users.entry(resource).or_default().push(home.clone());
        }
        let changes = Changes::of(root);
        if !changes.is_empty() {
            self.changes.insert(home, changes);
        }
    }

    /// The folder of the first kustomization that names a path.
    pub(crate) fn first(&self, path: &str) -> Option<&Arc<str>> {
        ancestors(path).chain([path]).find_map(|part| self.users.get(part)?.first())
    }

    /// What all kustomizations above a path change, one on top of the other.
    pub(crate) fn changes(&self, path: &str) -> Option<Arc<Changes>> {
        if self.changes.is_empty() {
            return None;
        }
        let mut whole = Changes::default();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut waiting: Vec<&Arc<str>> =
            ancestors(path).chain([path]).filter_map(|part| self.users.get(part)).flatten().collect();
        while let Some(home) = waiting.pop() {
            if !seen.insert(home) {
                continue;
            }
            if let Some(changes) = self.changes.get(home) {
                whole.images.extend(changes.images.iter().cloned());
                whole.labels.extend(changes.labels.iter().cloned());
                whole.pod_labels.extend(changes.pod_labels.iter().cloned());
            }
            waiting.extend(self.users.get(&**home).into_iter().flatten());
        }
        (!whole.is_empty()).then(|| Arc::new(whole))
    }
}
