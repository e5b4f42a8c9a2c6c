//! Documents of two sides that belong together: those of one identity, and those that were renamed.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::likeness;
use crate::object::id::ObjectId;
use crate::yaml::node::Node;

/// How much two objects of other names must have in common to be one that was renamed.
const RENAMED: f64 = 0.8;
/// The same for the only ones of their kind.
const ALONE: f64 = 0.5;
/// How much two documents without a name must have in common to be one that changed.
const ALIKE: f64 = 0.3;

/// A document that is not yet paired.
pub(crate) struct Loose<'t> {
    pub(crate) identity: Option<ObjectId>,
    pub(crate) node: Node<'t>,
    pub(crate) text: &'t str,
    /// Its place among all documents of its side.
    pub(crate) at: usize,
}

/// Pairs, and what is left of either side, in the order of their side.
pub(crate) struct Paired<T> {
    pub(crate) pairs: Vec<(T, T)>,
    pub(crate) old: Vec<T>,
    pub(crate) new: Vec<T>,
}

/// Pairs what has one identity, whatever the version of its API.
pub(crate) fn by_identity<T>(old: Vec<T>, new: Vec<T>, identity: impl Fn(&T) -> Option<ObjectId>) -> Paired<T> {
    let mut known: FxHashMap<ObjectId, VecDeque<usize>> = FxHashMap::default();
    for (at, item) in old.iter().enumerate() {
        if let Some(identity) = identity(item) {
            known.entry(identity).or_default().push_back(at);
        }
    }
    let found = |(to, item): (usize, &T)| Some((known.get_mut(&identity(item)?)?.pop_front()?, to));
    let pairs: Vec<(usize, usize)> = new.iter().enumerate().filter_map(found).collect();
    take(old, new, pairs)
}

/// Pairs what has another name, or none: by kind, and by what the rest has in common.
pub(crate) fn by_likeness<'t>(old: Vec<Loose<'t>>, new: Vec<Loose<'t>>) -> Paired<Loose<'t>> {
    type Category<'l> = Option<(&'l str, &'l str)>;
    fn sort<'l>(loose: &'l Loose<'_>) -> Category<'l> {
        loose.identity.as_ref().map(|identity| (&*identity.group, &*identity.kind))
    }
    let mut sorts: FxHashMap<Category<'_>, (Vec<usize>, Vec<usize>)> = FxHashMap::default();
    old.iter().enumerate().for_each(|(at, loose)| sorts.entry(sort(loose)).or_default().0.push(at));
    new.iter().enumerate().for_each(|(at, loose)| sorts.entry(sort(loose)).or_default().1.push(at));
    let mut pairs = Vec::new();
    for (sort, (olds, news)) in sorts {
        if sort.is_none() && olds.len() == 1 && news.len() == 1 {
            pairs.push((olds[0], news[0]));
            continue;
        }
        let of = |side: &[Loose<'_>], places: &[usize]| -> Vec<Vec<u64>> {
            places.iter().map(|at| leaves(&side[*at])).collect()
        };
        let least = match (sort, olds.len(), news.len()) {
            (None, ..) => ALIKE,
            (Some(_), 1, 1) => ALONE,
            (Some(_), ..) => RENAMED,
        };
        let alike = likeness::pairs(&of(&old, &olds), &of(&new, &news), least, |a, b| likeness::shared(a, b));
        pairs.extend(alike.into_iter().map(|(at, to)| (olds[at], news[to])));
    }
    take(old, new, pairs)
}

fn leaves(loose: &Loose<'_>) -> Vec<u64> {
    let names = loose.identity.as_ref().map_or(["", ""], |identity| [&*identity.name, identity.namespace()]);
    likeness::leaves_without(&loose.node, &names)
}

/// Takes the pairs out of both sides.
pub(crate) fn take<T>(old: Vec<T>, new: Vec<T>, mut pairs: Vec<(usize, usize)>) -> Paired<T> {
    pairs.sort_unstable();
    let mut new: Vec<Option<T>> = new.into_iter().map(Some).collect();
    let mut partners = pairs.into_iter().peekable();
    let mut paired = Paired { pairs: Vec::new(), old: Vec::new(), new: Vec::new() };
    for (at, item) in old.into_iter().enumerate() {
        match partners.next_if(|(partner, _)| *partner == at).and_then(|(_, to)| new[to].take()) {
            Some(other) => paired.pairs.push((item, other)),
            None => paired.old.push(item),
        }
    }
    paired.new = new.into_iter().flatten().collect();
    paired
}
