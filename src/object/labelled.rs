//! Objects with labels, found by a selector without a look at all of them.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::object::{Identity, Labels};

/// Positions of objects by the hash of a label and of where they live.
#[derive(Debug, Default)]
pub(crate) struct Labelled(FxHashMap<u64, Vec<u32>>);

/// Where objects of one cluster live.
#[derive(Clone, Copy, Hash)]
enum Where<'w> {
    Anywhere,
    /// In a namespace; in one that is not known when it has no name.
    Namespace(Option<&'w str>),
}

/// What stands for the labels of an object that is wanted by none of them.
const NONE: (&str, &str) = ("", "");

impl Labelled {
    pub(crate) fn new<'w>(all: impl Iterator<Item = (&'w Identity, &'w Labels)>) -> Self {
        let mut index: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (at, (of, labels)) in all.enumerate() {
            for label in labels.iter().map(|(key, value)| (&**key, &**value)).chain([NONE]) {
                for place in [Where::Anywhere, Where::Namespace(of.namespace.as_deref())] {
                    index.entry(hash(label, of.place.cluster(), place)).or_default().push(at as u32);
                }
            }
        }
        Self(index)
    }

    /// Positions of those that may be meant from an object: they live beside it, and have the rarest of the labels.
    pub(crate) fn candidates(&self, from: &Identity, wanted: &Labels) -> impl Iterator<Item = usize> {
        let list =
            |label, place| -> &[u32] { self.0.get(&hash(label, from.place.cluster(), place)).map_or(&[], |list| list) };
        let both = |label| match from.namespace.as_deref() {
            Some(own) => [list(label, Where::Namespace(Some(own))), list(label, Where::Namespace(None))],
            None => [list(label, Where::Anywhere), &[]],
        };
        let labels = wanted.iter().map(|(key, value)| (&**key, &**value)).chain(wanted.is_empty().then_some(NONE));
        let rarest = labels.map(both).min_by_key(|[own, unknown]| own.len() + unknown.len());
        rarest.into_iter().flatten().flatten().map(|at| *at as usize)
    }
}

fn hash(label: (&str, &str), cluster: &str, place: Where<'_>) -> u64 {
    FxBuildHasher.hash_one((label, cluster, place))
}
