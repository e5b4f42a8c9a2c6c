//! What differs between two lists: by the field that tells items apart where there is one, by order where not.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

use super::likeness;
use super::secrecy::Secrecy;
use super::sequence::{self, Hunk};
use super::value::{Pair, Walk, shown};
use super::{Edit, Shown, Step};
use crate::secret::mask::MASK;
use crate::yaml::node::{Node, Value};

/// Fields that tell the items of a list apart: those of Kubernetes' merges, then those that Argo CD and Backstage use.
/// All must be scalars; every one but the first may be absent.
const MERGE_KEYS: [&[&str]; 20] = [
    &["name"],
    &["id"],
    &["containerPort", "protocol"],
    &["port", "protocol"],
    &["mountPath"],
    &["devicePath"],
    &["topologyKey", "whenUnsatisfiable"],
    &["secretKey"],
    &["apiGroup", "kind", "name"],
    &["group", "kind"],
    &["kind", "name"],
    &["server", "namespace"],
    &["namespace"],
    &["type"],
    &["ip"],
    &["host"],
    &["key"],
    &["path"],
    &["url"],
    &["title"],
];

/// How much two items must have in common to be one that changed.
const ALIKE: f64 = 0.3;

impl Walk<'_> {
    pub(super) fn list(&mut self, secrecy: (Secrecy, Secrecy), old: &[Node<'_>], new: &[Node<'_>]) {
        match merge_key(old, new) {
            Some(key) => self.keyed(secrecy, key, old, new),
            None => self.ordered(secrecy, old, new),
        }
    }

    fn keyed(&mut self, secrecy: (Secrecy, Secrecy), key: &[&str], old: &[Node<'_>], new: &[Node<'_>]) {
        let labels = |items: &[Node<'_>]| -> Vec<String> { items.iter().map(|item| label(item, key)).collect() };
        let (olds, news) = (labels(old), labels(new));
        let index = |labels: &[String]| -> FxHashMap<String, usize> { labels.iter().cloned().zip(0..).collect() };
        let (in_old, in_new) = (index(&olds), index(&news));
        for (at, label) in olds.iter().enumerate() {
            self.path.push(Step::Item(label.clone()));
            match in_new.get(label) {
                Some(partner) => self.items(secrecy, (old, at), (new, *partner)),
                None => self.note(Edit::Removed(shown(&old[at], secrecy.0.item(old, at)))),
            }
            self.path.pop();
        }
        for (at, label) in news.iter().enumerate().filter(|(_, label)| !in_old.contains_key(*label)) {
            self.path.push(Step::Item(label.clone()));
            self.note(Edit::Added(shown(&new[at], secrecy.1.item(new, at))));
            self.path.pop();
        }
        let common = |labels: Vec<String>, others: &FxHashMap<String, usize>| -> Vec<Json> {
            labels.into_iter().filter(|label| others.contains_key(label)).map(Json::from).collect()
        };
        let (before, after) = (common(olds, &in_new), common(news, &in_old));
        if before != after {
            self.note(Edit::Reordered(Shown::Value(before.into()), Shown::Value(after.into())));
        }
    }

    fn ordered(&mut self, secrecy: (Secrecy, Secrecy), old: &[Node<'_>], new: &[Node<'_>]) {
        let digests =
            |items: &[Node<'_>], text| -> Vec<u64> { items.iter().map(|item| likeness::digest(item, text)).collect() };
        let (olds, news) = (digests(old, self.old), digests(new, self.new));
        let hunks = sequence::hunks(&olds, &news);
        let moved = moved(&hunks, &olds, &news);
        for Hunk { before, after } in hunks {
            let before: Vec<usize> = before.filter(|at| !moved.0.contains(at)).collect();
            let after: Vec<usize> = after.filter(|at| !moved.1.contains(at)).collect();
            self.replaced(secrecy, (old, &before), (new, &after));
        }
        if !moved.0.is_empty() {
            let labels: FxHashMap<u64, Json> = olds
                .iter()
                .zip(old)
                .enumerate()
                .rev()
                .map(|(at, (digest, item))| {
                    (
                        *digest,
                        if is_scalar(item) {
                            plainly(shown(item, secrecy.0.item(old, at)))
                        } else {
                            format!("item {}", at + 1).into()
                        },
                    )
                })
                .collect();
            let in_new: FxHashSet<u64> = news.iter().copied().collect();
            let order = |digests: &[u64]| -> Json {
                let kept = digests.iter().filter(|digest| in_new.contains(digest));
                kept.filter_map(|digest| labels.get(digest).cloned()).collect()
            };
            self.note(Edit::Reordered(Shown::Value(order(&olds)), Shown::Value(order(&news))));
        }
    }

    fn items(&mut self, secrecy: (Secrecy, Secrecy), old: (&[Node<'_>], usize), new: (&[Node<'_>], usize)) {
        let secrecy = (secrecy.0.item(old.0, old.1), secrecy.1.item(new.0, new.1));
        self.pair(Pair { old: &old.0[old.1], new: &new.0[new.1], secrecy });
    }

    /// Items in the place of others: those that are alike have changed, the rest came or went.
    fn replaced(&mut self, secrecy: (Secrecy, Secrecy), old: (&[Node<'_>], &[usize]), new: (&[Node<'_>], &[usize])) {
        let scalars = old.1.iter().all(|at| is_scalar(&old.0[*at])) && new.1.iter().all(|at| is_scalar(&new.0[*at]));
        let pairs: Vec<(usize, usize)> = if scalars {
            if old.1.len() == new.1.len() { (0..old.1.len()).map(|at| (at, at)).collect() } else { Vec::new() }
        } else {
            let leaves = |(items, places): (&[Node<'_>], &[usize])| -> Vec<Vec<u64>> {
                places.iter().map(|at| likeness::leaves(&items[*at])).collect()
            };
            likeness::pairs(&leaves(old), &leaves(new), ALIKE, |a, b| likeness::shared(a, b))
        };
        let partners: FxHashMap<usize, usize> = pairs.iter().copied().collect();
        let paired: FxHashSet<usize> = partners.values().copied().collect();
        for (at, place) in old.1.iter().enumerate() {
            let partner = partners.get(&at).map(|to| new.1[*to]);
            self.path.push(Step::Index(partner.unwrap_or(*place)));
            match partner {
                Some(partner) => self.items(secrecy, (old.0, *place), (new.0, partner)),
                None => self.note(Edit::Removed(shown(&old.0[*place], secrecy.0.item(old.0, *place)))),
            }
            self.path.pop();
        }
        for (at, place) in new.1.iter().enumerate() {
            if !paired.contains(&at) {
                self.path.push(Step::Index(*place));
                self.note(Edit::Added(shown(&new.0[*place], secrecy.1.item(new.0, *place))));
                self.path.pop();
            }
        }
    }
}

/// Items of both sides that are the same in another place.
fn moved(hunks: &[Hunk], old: &[u64], new: &[u64]) -> (FxHashSet<usize>, FxHashSet<usize>) {
    let mut gone: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for at in hunks.iter().rev().flat_map(|hunk| hunk.before.clone().rev()) {
        gone.entry(old[at]).or_default().push(at);
    }
    let (mut before, mut after) = (FxHashSet::default(), FxHashSet::default());
    for at in hunks.iter().flat_map(|hunk| hunk.after.clone()) {
        if let Some(from) = gone.get_mut(&new[at]).and_then(Vec::pop) {
            before.insert(from);
            after.insert(at);
        }
    }
    (before, after)
}

/// The fields that tell the items of both lists apart, and know most of them again.
fn merge_key(old: &[Node<'_>], new: &[Node<'_>]) -> Option<&'static [&'static str]> {
    let mapping = |item: &Node<'_>| matches!(item.value, Value::Mapping(_));
    if old.is_empty() || new.is_empty() || !old.iter().chain(new).all(mapping) {
        return None;
    }
    let common = |key: &[&str]| -> Option<usize> {
        let labels = |items: &[Node<'_>]| -> Option<FxHashSet<String>> {
            let given = items.iter().all(|item| item.get(key[0]).is_some_and(is_scalar));
            let labels: FxHashSet<String> = items.iter().filter(|_| given).map(|item| label(item, key)).collect();
            (labels.len() == items.len()).then_some(labels)
        };
        let (old, new) = (labels(old)?, labels(new)?);
        Some(old.intersection(&new).count()).filter(|common| *common > 0)
    };
    // Names are meant to tell items apart; other fields only where they do.
    if common(MERGE_KEYS[0]).is_some() {
        return Some(MERGE_KEYS[0]);
    }
    let best = MERGE_KEYS.iter().rev().filter_map(|key| Some((common(key)?, *key)));
    best.max_by_key(|(common, _)| *common).map(|(_, key)| key)
}

/// `port=80,protocol=TCP`.
fn label(item: &Node<'_>, key: &[&str]) -> String {
    let given = key.iter().filter_map(|field| Some((field, item.get(field).filter(|value| is_scalar(value))?)));
    let fields: Vec<String> = given.map(|(field, value)| format!("{field}={}", text(value))).collect();
    fields.join(",")
}

fn is_scalar(node: &Node<'_>) -> bool {
    !matches!(node.value, Value::Sequence(_) | Value::Mapping(_))
}

fn text(node: &Node<'_>) -> String {
    match &node.value {
        Value::String(text) => text.to_string(),
        _ => node.to_json().to_string(),
    }
}

fn plainly(shown: Shown) -> Json {
    match shown {
        Shown::Value(value) => value,
        Shown::Written(text) => text.into(),
        Shown::Masked => MASK.into(),
    }
}
