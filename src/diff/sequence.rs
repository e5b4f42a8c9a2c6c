//! Which items of two sequences belong together.
//!
//! Items that occur once on either side are anchors; between them Myers' algorithm finds the rest. So the time stays
//! near to linear on long lists that were sorted anew, and nothing depends on a deadline.

use std::hash::Hash;
use std::ops::Range;

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Items of the old sequence that items of the new one replace; either may be empty. Both count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hunk {
    pub(crate) before: Range<usize>,
    pub(crate) after: Range<usize>,
}

/// Most comparisons that are spent on a stretch without anchors; beyond that it is taken as replaced.
const STRETCH: usize = 1 << 24;

/// What differs between two sequences, in order.
pub(crate) fn hunks<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let (old, new) = numbered(old, new);
    let (mut hunks, mut at) = (Vec::new(), (0, 0));
    let end = (old.len(), new.len());
    for (before, after) in matches(&old, &new).into_iter().chain([end]) {
        if before > at.0 || after > at.1 {
            hunks.push(Hunk { before: at.0..before, after: at.1..after });
        }
        at = (before + 1, after + 1);
    }
    hunks
}

/// The same sequences as numbers, equal where the items are.
fn numbered<T: Hash + Eq>(old: &[T], new: &[T]) -> (Vec<u32>, Vec<u32>) {
    let mut known: FxHashMap<&T, u32> = FxHashMap::default();
    let mut number = |item| {
        let next = known.len() as u32;
        *known.entry(item).or_insert(next)
    };
    (old.iter().map(&mut number).collect(), new.iter().map(&mut number).collect())
}

/// Pairs of places that hold the same, rising on both sides.
fn matches(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = (0, 0);
    for anchor in anchors(old, new).into_iter().chain([(old.len(), new.len())]) {
        stretch(old, new, (from.0..anchor.0, from.1..anchor.1), &mut found);
        found.push(anchor);
        from = (anchor.0 + 1, anchor.1 + 1);
    }
    // The end of both sides is no match, only the end of the last stretch.
    found.pop();
    found
}

/// Items that occur once on either side, as many as keep their order.
fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Places(Option<usize>, Option<usize>, bool);
    let mut places: FxHashMap<u32, Places> = FxHashMap::default();
    for (at, item) in old.iter().enumerate() {
        let place = places.entry(*item).or_default();
        place.2 |= place.0.replace(at).is_some();
    }
    for (at, item) in new.iter().enumerate() {
        let place = places.entry(*item).or_default();
        place.2 |= place.1.replace(at).is_some();
    }
    let once = old.iter().filter_map(|item| match places.get(item)? {
        Places(Some(before), Some(after), false) => Some((*before, *after)),
        Places(..) => None,
    });
    rising(&once.collect::<Vec<_>>())
}

/// The longest choice of pairs whose second numbers rise; the first ones do.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a choice of that length with the smallest number.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = vec![usize::MAX; pairs.len()];
    for (at, (_, after)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *after);
        previous[at] = length.checked_sub(1).map_or(usize::MAX, |shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chosen = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied().unwrap_or(usize::MAX);
    while let Some(pair) = pairs.get(at) {
        chosen.push(*pair);
        at = previous[at];
    }
    chosen.reverse();
    chosen
}

/// Matches between two anchors.
fn stretch(old: &[u32], new: &[u32], (before, after): (Range<usize>, Range<usize>), found: &mut Vec<(usize, usize)>) {
    let (mut before, mut after) = (before, after);
    while !before.is_empty() && !after.is_empty() && old[before.start] == new[after.start] {
        found.push((before.start, after.start));
        (before.start, after.start) = (before.start + 1, after.start + 1);
    }
    let mut tail = Vec::new();
    while !before.is_empty() && !after.is_empty() && old[before.end - 1] == new[after.end - 1] {
        (before.end, after.end) = (before.end - 1, after.end - 1);
        tail.push((before.end, after.end));
    }
    // What stands on one side only can match nothing, and Myers pays for it dearly.
    let shared = |items: &[u32], range: Range<usize>, others: &[u32]| -> Vec<usize> {
        let others: rustc_hash::FxHashSet<u32> = others.iter().copied().collect();
        range.filter(|at| others.contains(&items[*at])).collect()
    };
    let olds = shared(old, before.clone(), &new[after.clone()]);
    let news = shared(new, after, &old[before]);
    if !olds.is_empty() && olds.len().saturating_mul(news.len()) <= STRETCH {
        let values = |items: &[u32], places: &[usize]| places.iter().map(|at| items[*at]).collect::<Vec<_>>();
        // Myers: the others need a hundred times as long where lines repeat, as they do in YAML.
        for op in capture_diff_slices(Algorithm::Myers, &values(old, &olds), &values(new, &news)) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                found.extend((0..len).map(|at| (olds[old_index + at], news[new_index + at])));
            }
        }
    }
    found.extend(tail.into_iter().rev());
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy;

    use super::*;
    use crate::tests::holds;

    fn of(old: &str, new: &str) -> Vec<(String, String)> {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let (old, new) = (chars(old), chars(new));
        let text = |items: &[char], range: Range<usize>| items[range].iter().collect::<String>();
        hunks(&old, &new).into_iter().map(|hunk| (text(&old, hunk.before), text(&new, hunk.after))).collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
    }

    #[test]
    fn what_is_equal_is_left_out() {
        assert_eq!(of("abc", "abc"), pairs(&[]));
        assert_eq!(of("", ""), pairs(&[]));
        assert_eq!(of("abc", "axyc"), pairs(&[("b", "xy")]));
        assert_eq!(of("", "ab"), pairs(&[("", "ab")]));
        assert_eq!(of("aab", "aaab"), pairs(&[("", "a")]));
        assert_eq!(of("xaxbx", "xbxax"), pairs(&[("ax", ""), ("", "ax")]));
    }

    #[test]
    fn applying_the_hunks_gives_the_new_sequence() {
        let list = |letters| proptest::collection::vec(0..letters, 0..30);
        holds(2_000, (1_u8..9).prop_flat_map(|letters| (list(letters), list(letters))), |(old, new)| {
            let (mut made, mut at) = (Vec::new(), 0);
            for hunk in hunks(&old, &new) {
                made.extend_from_slice(&old[at..hunk.before.start]);
                made.extend_from_slice(&new[hunk.after]);
                at = hunk.before.end;
            }
            made.extend_from_slice(&old[at..]);
            assert_eq!(made, new);
        });
    }

    #[test]
    fn long_sequences_without_anything_in_common_take_no_time() {
        let old: Vec<usize> = (0..200_000).collect();
        let new: Vec<usize> = (0..200_000).map(|at| at + 500_000).collect();
        assert_eq!(hunks(&old, &new).len(), 1);
        let turned: Vec<usize> = old.iter().rev().copied().collect();
        assert!(!hunks(&old, &turned).is_empty());
    }
}
