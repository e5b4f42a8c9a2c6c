//! Everything that was read, by its facts, with the look-ups that rules need.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::argo::Index;
use super::facts::network::{Selected, Selector};
use super::facts::workload::Pod;
use super::facts::{Facts, Reference};
use super::object::{Identity, Labels};

/// All facts of a run.
#[derive(Debug)]
pub struct World {
    pub facts: Facts,
    pub trees: Vec<Tree>,
    by_name: FxHashMap<u64, Vec<u32>>,
    pods_by_label: FxHashMap<u64, Vec<u32>>,
    services_by_label: FxHashMap<u64, Vec<u32>>,
    argo: OnceLock<Index>,
}

/// A repository, or a folder that the user named.
#[derive(Debug, Default)]
pub struct Tree {
    /// As the user knows it; empty for the working directory.
    pub name: String,
    /// Every file, also those that are not judged; relative, with `/`, sorted.
    pub paths: Vec<String>,
}

impl Tree {
    pub fn holds_file(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// Whether files lie below a folder; every tree has its root.
    pub fn holds_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let at = self.paths.partition_point(|known| *known < inside);
        path.is_empty() || self.paths.get(at).is_some_and(|known| known.starts_with(&inside))
    }

    /// The names of files and folders in a folder, sorted.
    pub fn names_in(&self, folder: &str) -> Vec<&str> {
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let (mut names, mut at) = (Vec::new(), self.paths.partition_point(|known| *known < inside));
        while let Some(rest) = self.paths.get(at).and_then(|path| path.strip_prefix(&inside)) {
            let Some((name, _)) = rest.split_once('/') else {
                names.push(rest);
                at += 1;
                continue;
            };
            names.push(name);
            // `0` is what follows the slash.
            let after = format!("{inside}{name}0");
            at += self.paths[at..].partition_point(|known| *known < after);
        }
        names
    }
}

impl World {
    pub fn new(facts: Facts, trees: Vec<Tree>) -> Self {
        let names = facts.objects.iter().map(|object| hash(&object.kind, &object.name));
        let by_name = index(names.map(std::iter::once));
        let pods_by_label = index(facts.pods.iter().map(|pod| hashes(&pod.labels)));
        let services_by_label = index(facts.services.iter().map(|service| hashes(&service.of.labels)));
        Self { facts, trees, by_name, pods_by_label, services_by_label, argo: OnceLock::new() }
    }

    /// What rules about Argo CD look up, made when the first of them asks.
    pub fn argo(&self) -> &Index {
        self.argo.get_or_init(|| Index::new(&self.facts, &self.trees))
    }

    /// Objects of a kind with a name, in any namespace and scope.
    pub fn named<'w>(
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
    pub fn referred<'w>(&'w self, reference: &'w Reference) -> impl Iterator<Item = &'w Arc<Identity>> {
        let there = |object: &&Arc<Identity>| match (&reference.namespace, &object.namespace) {
            (None, _) => object.is_beside(&reference.from),
            (Some(wanted), Some(own)) => wanted == own && object.place.scope == reference.from.place.scope,
            (Some(_), None) => object.place.scope == reference.from.place.scope,
        };
        self.named(&reference.group, &reference.kind, &reference.name.value).filter(there)
    }

    /// Pods that a selector selects; one without labels selects all pods beside it.
    pub fn selected_pods<'w>(&'w self, selector: &'w Selector) -> impl Iterator<Item = &'w Pod> {
        let pods = candidates(&self.pods_by_label, &selector.labels, self.facts.pods.len());
        let pods = pods.map(|at| &self.facts.pods[at]);
        pods.filter(move |pod| {
            selector.of == Selected::Pods && pod.of.is_beside(&selector.from) && holds(&pod.labels, &selector.labels)
        })
    }

    /// Services that a selector selects.
    pub fn selected_services<'w>(&'w self, selector: &'w Selector) -> impl Iterator<Item = &'w Arc<Identity>> {
        let services = candidates(&self.services_by_label, &selector.labels, self.facts.services.len());
        let services = services.map(|at| &self.facts.services[at].of);
        services.filter(move |service| {
            selector.of == Selected::Services
                && service.is_beside(&selector.from)
                && holds(&service.labels, &selector.labels)
        })
    }
}

/// Whether all `wanted` labels are there.
pub fn holds(labels: &Labels, wanted: &Labels) -> bool {
    wanted.iter().all(|label| labels.contains(label))
}

fn hash(first: &str, second: &str) -> u64 {
    FxBuildHasher.hash_one((first, second))
}

fn hashes(labels: &Labels) -> impl Iterator<Item = u64> {
    labels.iter().map(|(key, value)| hash(key, value))
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

/// Positions that may have all labels: those with the rarest one, or all of them when no label is wanted.
fn candidates<'w>(
    index: &'w FxHashMap<u64, Vec<u32>>,
    wanted: &Labels,
    all: usize,
) -> impl Iterator<Item = usize> + use<'w> {
    let lists = hashes(wanted).map(|hash| index.get(&hash).map(Vec::as_slice).unwrap_or_default());
    let rarest = lists.min_by_key(|list| list.len());
    let everything = 0..if rarest.is_none() { all } else { 0 };
    rarest.unwrap_or_default().iter().map(|at| *at as usize).chain(everything)
}
