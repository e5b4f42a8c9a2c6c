//! The index of all facts, with the look-ups that rules need.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::argo::index::ArgoIndex;
use super::facts::guard::Limits;
use super::facts::network::{Selected, Selector};
use super::facts::operator::{self, Made};
use super::facts::scaling::Scaler;
use super::facts::workload::Pod;
use super::facts::{Facts, Reference};
use super::labelled::Labelled;
use super::listing::Tree;
use crate::object::{Identity, Labels};

/// All facts of a run.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) facts: Facts,
    pub(crate) trees: Vec<Tree>,
    by_name: FxHashMap<u64, Vec<u32>>,
    kinds: FxHashSet<u64>,
    provided: FxHashMap<u64, Vec<u32>>,
    /// Domains of operators of which the tree has objects, by cluster.
    domains: FxHashSet<u64>,
    /// By namespace and cluster.
    limits: FxHashMap<u64, Vec<u32>>,
    /// By kind and name of what they scale.
    scalers: FxHashMap<u64, Vec<u32>>,
    pods: Labelled,
    services: Labelled,
    argo: OnceLock<ArgoIndex>,
}

impl Index {
    pub(crate) fn new(facts: Facts, trees: Vec<Tree>) -> Self {
        let names = facts.objects.iter().map(|object| hash(&object.kind, &object.name));
        let by_name = index(names.map(std::iter::once));
        let pods = Labelled::new(facts.pods.iter().map(|pod| (&*pod.of, &pod.labels)));
        let services = Labelled::new(facts.services.iter().map(|service| (&*service.of, &service.of.labels)));
        let kinds = facts.objects.iter().flat_map(|object| {
            [object.namespace.as_deref(), None]
                .map(|namespace| kind_hash(&object.kind, object.place.cluster(), namespace))
        });
        let kinds = kinds.collect();
        let provided = index(facts.provided.iter().map(|made| std::iter::once(hash(made.kind, &made.name))));
        let objects = facts.objects.iter();
        let domains =
            objects.flat_map(|by| operator::domains(by).map(|domain| hash(domain, by.place.cluster()))).collect();
        let limits = facts.limits.iter().map(|limits| (limits.of.namespace.as_deref(), limits.of.place.cluster()));
        let limits = index(limits.map(|own| std::iter::once(own_hash(own))));
        let scaled = facts.scalers.iter().map(|scaler| hash(&scaler.target.kind, &scaler.target.name.value));
        let scalers = index(scaled.map(std::iter::once));
        let argo = OnceLock::new();
        Self { facts, trees, by_name, kinds, provided, domains, limits, scalers, pods, services, argo }
    }

    /// What rules about Argo CD look up, made when the first of them asks.
    pub(crate) fn argo(&self) -> &ArgoIndex {
        self.argo.get_or_init(|| ArgoIndex::new(&self.facts, &self.trees))
    }

    /// Objects of a kind with a name, in any namespace and cluster.
    pub(crate) fn named<'w>(
        &'w self,
        group: &'w str,
        kind: &'w str,
        name: &'w str,
    ) -> impl Iterator<Item = &'w Arc<Identity>> {
        let found = self.by_name.get(&hash(kind, name)).map(Vec::as_slice).unwrap_or_default();
        let objects = found.iter().map(|at| &self.facts.objects[*at as usize]);
        objects.filter(move |object| object.is(group, kind) && *object.name == *name)
    }

    /// Objects that a reference may mean.
    pub(crate) fn referred<'w>(&'w self, reference: &'w Reference) -> impl Iterator<Item = &'w Arc<Identity>> {
        let named = self.named(&reference.group, &reference.kind, &reference.name.value);
        named.filter(|object| reference.may_mean(object))
    }

    /// Whether the tree holds a kind where an object is: its namespace, or its cluster when it names none. Only then is one
    /// that is missing a fault; otherwise somebody else may make them all.
    pub(crate) fn holds_kind(&self, kind: &str, from: &Identity) -> bool {
        self.kinds.contains(&kind_hash(kind, from.place.cluster(), from.namespace.as_deref()))
    }

    /// Whether the tree holds a kind for the cluster of an object.
    pub(crate) fn holds_kind_in_cluster(&self, kind: &str, from: &Identity) -> bool {
        self.kinds.contains(&kind_hash(kind, from.place.cluster(), None))
    }

    /// Whether the tree holds a kind in a namespace of the cluster of an object.
    pub(crate) fn holds_kind_in(&self, kind: &str, from: &Identity, namespace: &str) -> bool {
        self.kinds.contains(&kind_hash(kind, from.place.cluster(), Some(namespace)))
    }

    /// Namespaces of applications: not those of the cluster itself.
    pub(crate) fn namespaces(&self) -> impl Iterator<Item = &Arc<Identity>> {
        let namespaces = self.facts.objects.iter().filter(|object| object.is("", "Namespace"));
        namespaces.filter(|namespace| !namespace.name.starts_with("kube-") && *namespace.name != *"default")
    }

    /// The LimitRanges in the namespace of an object.
    pub(crate) fn limits_of<'w>(&'w self, object: &'w Identity) -> impl Iterator<Item = &'w Limits> {
        let own = (object.namespace.as_deref(), object.place.cluster());
        let found = self.limits.get(&own_hash(own)).into_iter().flatten();
        found.map(|at| &self.facts.limits[*at as usize])
    }

    /// What decides how many pods of a workload there are.
    pub(crate) fn scaler_of(&self, workload: &Identity) -> Option<&Scaler> {
        let named = self.scalers.get(&hash(&workload.kind, &workload.name)).into_iter().flatten();
        named.map(|at| &self.facts.scalers[*at as usize]).find(|scaler| scaler.scales(workload))
    }

    /// Whether the tree holds pods where an object is.
    pub(crate) fn holds_workload(&self, from: &Identity) -> bool {
        let kinds = ["Deployment", "StatefulSet", "DaemonSet", "Pod", "CronJob", "Job", "Rollout"];
        kinds.iter().any(|kind| self.holds_kind(kind, from))
    }

    /// Whether a Secret or a ConfigMap is there, or something makes it. What Kustomize puts together may lie anywhere.
    pub(crate) fn provides(&self, kind: &'static str, name: &str, from: &Identity) -> bool {
        let fits = |other: &Identity| {
            other.is_beside(from) || from.place.kustomization.is_some() || other.kind == "Kustomization".into()
        };
        let made = self.provided.get(&hash(kind, name)).into_iter().flatten();
        let mut made = made.map(|at| &self.facts.provided[*at as usize]);
        self.named("", kind, name).any(|object| fits(object)) || made.any(|made| *made.name == *name && fits(&made.by))
    }

    /// Whether a selector means what an operator makes of objects in the tree, or of none that is written.
    pub(crate) fn is_made(&self, selector: &Selector) -> bool {
        selector.labels.iter().any(|(key, value)| {
            let domain = key.split_once('/').map_or("", |(domain, _)| domain);
            let by_name = |made: &Made| *made.key == **key && made.value == *value && made.by.is_beside(&selector.from);
            operator::ALWAYS.contains(&domain)
                || self.domains.contains(&hash(domain, selector.from.place.cluster()))
                || self.facts.made.iter().any(by_name)
        })
    }

    /// The Namespace in which an object lives, if it is in the tree.
    pub(crate) fn namespace_of<'w>(&'w self, object: &'w Identity) -> Option<&'w Arc<Identity>> {
        let mut found = self.named("", "Namespace", object.namespace.as_deref()?);
        found.find(|namespace| namespace.shares_cluster(object))
    }

    /// Pods that a selector selects; one without labels selects all pods beside it.
    pub(crate) fn selected_pods<'w>(&'w self, selector: &'w Selector) -> impl Iterator<Item = &'w Pod> {
        let pods = self.pods.candidates(&selector.from, &selector.labels).map(|at| &self.facts.pods[at]);
        pods.filter(move |pod| {
            selector.of == Selected::Pods && pod.of.is_beside(&selector.from) && holds(&pod.labels, &selector.labels)
        })
    }

    /// Services that a selector selects.
    pub(crate) fn selected_services<'w>(&'w self, selector: &'w Selector) -> impl Iterator<Item = &'w Arc<Identity>> {
        let services = self.services.candidates(&selector.from, &selector.labels);
        let services = services.map(|at| &self.facts.services[at].of);
        services.filter(move |service| {
            selector.of == Selected::Services
                && service.is_beside(&selector.from)
                && holds(&service.labels, &selector.labels)
        })
    }
}

/// Whether all `wanted` labels are there.
pub(crate) fn holds(labels: &Labels, wanted: &Labels) -> bool {
    wanted.iter().all(|label| labels.contains(label))
}

fn own_hash(own: (Option<&str>, &str)) -> u64 {
    FxBuildHasher.hash_one(own)
}

fn kind_hash(kind: &str, cluster: &str, namespace: Option<&str>) -> u64 {
    FxBuildHasher.hash_one((kind, cluster, namespace))
}

fn hash(first: &str, second: &str) -> u64 {
    FxBuildHasher.hash_one((first, second))
}

/// Positions by hash.
fn index(hashes: impl Iterator<Item = impl Iterator<Item = u64>>) -> FxHashMap<u64, Vec<u32>> {
    let mut index: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (at, hashes) in hashes.enumerate() {
        for hash in hashes {
            index.entry(hash).or_default().push(at as u32);
        }
    }
    index
}
