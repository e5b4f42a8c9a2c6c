//! What object rules see: one document with its location, and the parts that many rules look at.

pub(crate) mod argo;
pub(crate) mod catalog;
pub(crate) mod data_kinds;
pub(crate) mod document;
pub(crate) mod facts;
pub(crate) mod id;
pub(crate) mod index;
pub(crate) mod kustomize;
pub(crate) mod labelled;
pub(crate) mod layout;
pub(crate) mod listing;
pub(crate) mod policy;
pub(crate) mod production;
pub(crate) mod together;

use std::ops::Deref;
use std::sync::Arc;

use self::id::ObjectId;
use self::layout::Place;
use crate::source::Span;
use crate::yaml::node::{Entry, Node};

/// Who an object is and where it stands; shared by all facts about it. It is read as its id.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) id: ObjectId,
    /// Whether objects of the kind live in namespaces, where that is known.
    pub(crate) namespaced: Option<bool>,
    /// Whether the name is only how it begins, and the server makes up the rest.
    pub(crate) generated: bool,
    /// The name, or what stands in for it: where a finding about the whole object points.
    pub(crate) span: Span,
    pub(crate) labels: Labels,
    pub(crate) place: Arc<Place>,
}

/// Keys and values of labels, selectors and annotations, as far as they are strings.
pub(crate) type Labels = Vec<(Box<str>, Box<str>)>;

/// A document that a consumer will read.
#[derive(Debug)]
pub(crate) struct Object<'n> {
    pub(crate) node: &'n Node<'n>,
    pub(crate) identity: Arc<Identity>,
}

impl Deref for Identity {
    type Target = ObjectId;

    fn deref(&self) -> &ObjectId {
        &self.id
    }
}

impl Identity {
    /// The value of a label.
    pub(crate) fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| **known == *key).map(|(_, value)| &**value)
    }

    /// Whether the object goes to production, as its folder or a label of its environment says.
    pub(crate) fn is_production(&self) -> bool {
        let is_key = |key: &str| matches!(key.rsplit('/').next(), Some("environment" | "env"));
        let labels = self.labels.iter().filter(|(key, _)| is_key(key)).map(|(_, value)| &**value);
        let environments = &self.place.environments;
        production::is_production(self.place.scope.split('/').chain(labels), |name| {
            environments.get(name).and_then(|environment| environment.production)
        })
    }
}

impl<'n> Object<'n> {
    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        self.identity.is(group, kind)
    }

    /// Where a finding about the whole object points.
    pub(crate) fn span(&self) -> Span {
        self.identity.span
    }

    /// The value at a path such as `spec.replicas`.
    pub(crate) fn at(&self, path: &str) -> Option<&'n Node<'n>> {
        self.node.at(path)
    }

    pub(crate) fn text(&self, path: &str) -> Option<&'n str> {
        self.node.text(path)
    }

    /// The annotations, with their places.
    pub(crate) fn annotations(&self) -> &'n [Entry<'n>] {
        self.node
            .get("metadata")
            .and_then(|metadata| metadata.get("annotations"))
            .map(Node::entries)
            .unwrap_or_default()
    }

    /// The annotation of a key, when it is a string.
    pub(crate) fn annotation(&self, key: &str) -> Option<&'n Node<'n>> {
        let entry = self.annotations().iter().find(|entry| entry.key.text == key)?;
        entry.value.as_str().map(|_| &entry.value)
    }

    /// The pod template of a workload, or the pod itself: a mapping with `metadata` and `spec`.
    pub(crate) fn pod(&self) -> Option<&'n Node<'n>> {
        let path = match (&*self.identity.group, &*self.identity.kind) {
            ("", "Pod") => return Some(self.node),
            ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
            | ("batch", "Job")
            | ("", "ReplicationController") => "spec.template",
            ("batch", "CronJob") => "spec.jobTemplate.spec.template",
            ("argoproj.io", "Rollout") => "spec.template",
            ("", "PodTemplate") => "template",
            _ => return None,
        };
        self.at(path)
    }

    /// All containers of the pod: those that initialise it first.
    pub(crate) fn containers(&self) -> impl Iterator<Item = &'n Node<'n>> {
        let lists = self.pod().into_iter().flat_map(|pod| {
            ["spec.initContainers", "spec.containers", "spec.ephemeralContainers"].map(|path| pod.at(path))
        });
        lists.flatten().flat_map(Node::items)
    }
}

/// The strings of a mapping.
pub(crate) fn labels(node: Option<&Node<'_>>) -> Labels {
    let entries = node.map(Node::entries).unwrap_or_default().iter();
    entries
        .filter_map(|entry| Some((&*entry.key.text, entry.value.as_str()?)))
        .map(|(k, v)| (k.into(), v.into()))
        .collect()
}
