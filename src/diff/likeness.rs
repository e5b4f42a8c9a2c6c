//! How much two values have in common, from 0 to 1.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::value::is_rounded;
use crate::yaml::node::{Node, Value};
use crate::yaml::scalar::{Otherwise, read_otherwise};

/// Scalars of a value with the keys above them, hashed and sorted. Places in lists do not count.
pub(crate) fn leaves(node: &Node<'_>) -> Vec<u64> {
    leaves_without(node, &[])
}

/// The same with names of the object's own left out of its texts and keys, so that they tell nothing.
pub(crate) fn leaves_without(node: &Node<'_>, names: &[&str]) -> Vec<u64> {
    let mut found = Vec::new();
    collect(node, 0, names, &mut found);
    found.sort_unstable();
    found
}

fn collect(node: &Node<'_>, above: u64, names: &[&str], found: &mut Vec<u64>) {
    let below = |text: &str| hashed(above, &bare(text, names));
    match &node.value {
        Value::Mapping(entries) => {
            entries.iter().for_each(|entry| collect(&entry.value, below(&entry.key.text), names, found));
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, hashed(above, &"-"), names, found)),
        Value::String(text) => found.push(below(text)),
        Value::Int(value) => found.push(hashed(above, value)),
        Value::Float(value) => found.push(hashed(above, &value.to_bits())),
        Value::Bool(value) => found.push(hashed(above, value)),
        Value::Null => found.push(hashed(above, &())),
    }
}

fn bare(text: &str, names: &[&str]) -> String {
    names.iter().filter(|name| !name.is_empty()).fold(text.to_owned(), |text, name| text.replace(name, "*"))
}

fn hashed(above: u64, value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    above.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}

/// One number for a whole value, read from `text`; the order of keys does not count, that of items does. Values that
/// only a reader of YAML 1.1 takes for different ones have different numbers.
pub(crate) fn digest(node: &Node<'_>, text: &str) -> u64 {
    let written = text.get(node.span.range()).unwrap_or_default();
    let plain = |value: u64| hashed(value, &read_otherwise(written));
    match &node.value {
        Value::Mapping(entries) => {
            let of = entries.iter().map(|entry| hashed(digest(&entry.value, text), &entry.key.text));
            hashed(of.fold(0, u64::wrapping_add), "mapping")
        }
        Value::Sequence(items) => items.iter().fold(1, |above, item| hashed(above, &digest(item, text))),
        Value::String(value) if written == value => plain(hashed(2, value)),
        Value::String(value) => hashed(hashed(2, value), &None::<Otherwise>),
        Value::Int(value) => plain(hashed(3, value)),
        Value::Float(_) if is_rounded(node) => hashed(4, written),
        Value::Float(value) => plain(hashed(4, &value.to_bits())),
        Value::Bool(value) => hashed(5, value),
        Value::Null => 6,
    }
}

/// The lines of a text, hashed and sorted.
pub(crate) fn lines(text: &str) -> Vec<u64> {
    let mut lines: Vec<u64> = text.lines().map(|line| hashed(0, line)).collect();
    lines.sort_unstable();
    lines
}

/// The part of two sorted lists that they share.
pub(crate) fn shared<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let (mut common, mut at) = (0, 0);
    for item in a {
        while b.get(at).is_some_and(|other| other < item) {
            at += 1;
        }
        if b.get(at) == Some(item) {
            (common, at) = (common + 1, at + 1);
        }
    }
    match a.len() + b.len() {
        0 => 1.0,
        both => f64::from(common * 2) / both as f64,
    }
}

/// Pairs the items of two lists, the most alike first, each at most once; in the order of the first list.
///
/// Lists too long to be compared with each other are not paired.
pub(crate) fn pairs<T>(a: &[T], b: &[T], least: f64, likeness: impl Fn(&T, &T) -> f64) -> Vec<(usize, usize)> {
    const MOST: usize = 20_000;
    if a.len().saturating_mul(b.len()) > MOST {
        return Vec::new();
    }
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (at, one) in a.iter().enumerate() {
        let candidates = b.iter().enumerate().map(|(to, other)| (likeness(one, other), at, to));
        all.extend(candidates.filter(|(likeness, ..)| *likeness >= least));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut taken, mut given) = (vec![false; a.len()], vec![false; b.len()]);
    all.retain(|(_, at, to)| {
        let free = !taken[*at] && !given[*to];
        if free {
            (taken[*at], given[*to]) = (true, true);
        }
        free
    });
    let mut chosen: Vec<(usize, usize)> = all.into_iter().map(|(_, at, to)| (at, to)).collect();
    chosen.sort_unstable();
    chosen
}
