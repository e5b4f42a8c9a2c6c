//! Files that moved to another path.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pairing::{Paired, take};
use super::{Options, document, likeness};
use crate::object::id::ObjectId;
use crate::path::{extension, file_name};
use crate::tree::File;

/// How many lines two texts must have in common to be one that moved.
const ALIKE: f64 = 0.8;
/// Fewer lines tell nothing.
const TELLING: usize = 5;

/// Pairs files that are gone with files that are new: by equal bytes, by the objects they hold, by lines in common.
/// What lies in the folder of one environment never moves to another: there it is another object.
pub(crate) fn files(removed: Vec<File>, created: Vec<File>, options: Options<'_>) -> Paired<File> {
    if removed.is_empty() || created.is_empty() {
        return Paired { pairs: Vec::new(), old: removed, new: created };
    }
    let place = |path: &str| options.environment(path).map(str::to_owned);
    let mut found = Found { pairs: Vec::new(), olds: FxHashSet::default(), news: FxHashSet::default() };
    let digest = |file: &File| match file.content.bytes() {
        [] => Vec::new(),
        _ => vec![(place(&file.path), file.content.digest())],
    };
    found.by_mark(&removed, &created, digest);
    let objects = |file: &File| -> Vec<(Option<String>, ObjectId)> {
        let text = std::str::from_utf8(file.content.bytes()).unwrap_or_default();
        let documents = if document::is_structured(&file.path) { document::split(text) } else { Vec::new() };
        let glances = documents.into_iter().filter_map(document::glance);
        glances.map(|identity| (place(&file.path), identity)).collect()
    };
    found.by_mark(&removed, &created, objects);
    let name = |file: &File| vec![(place(&file.path), file_name(&file.path).to_owned())];
    found.by_lines(&removed, &created, |file| name(file).swap_remove(0));
    found.by_lines(&removed, &created, |file| (place(&file.path), extension(&file.path).to_owned()));
    take(removed, created, found.pairs)
}

struct Found {
    pairs: Vec<(usize, usize)>,
    olds: FxHashSet<usize>,
    news: FxHashSet<usize>,
}

impl Found {
    fn add(&mut self, old: usize, new: usize) {
        self.pairs.push((old, new));
        self.olds.insert(old);
        self.news.insert(new);
    }

    /// Pairs files that bear one mark; among several, the one whose path is most alike.
    fn by_mark<M: std::hash::Hash + Eq>(&mut self, old: &[File], new: &[File], marks: impl Fn(&File) -> Vec<M>) {
        let mut bearers: FxHashMap<M, Vec<usize>> = FxHashMap::default();
        for (at, file) in old.iter().enumerate().filter(|(at, _)| !self.olds.contains(at)) {
            marks(file).into_iter().for_each(|mark| bearers.entry(mark).or_default().push(at));
        }
        for (to, file) in new.iter().enumerate() {
            if self.news.contains(&to) {
                continue;
            }
            let marks = marks(file);
            let candidates = marks.iter().filter_map(|mark| bearers.get(mark)).flatten();
            let free = candidates.filter(|at| !self.olds.contains(at));
            let best = free.min_by_key(|at| (usize::MAX - common(&old[**at].path, &file.path), **at)).copied();
            if let Some(at) = best {
                self.add(at, to);
            }
        }
    }

    /// Pairs files of one sort whose lines are nearly the same.
    fn by_lines<S: Ord>(&mut self, old: &[File], new: &[File], sort: impl Fn(&File) -> S) {
        let mut sorts: BTreeMap<S, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let telling = |file: &File| lines(file).len() >= TELLING;
        for (at, file) in old.iter().enumerate().filter(|(at, file)| !self.olds.contains(at) && telling(file)) {
            sorts.entry(sort(file)).or_default().0.push(at);
        }
        for (at, file) in new.iter().enumerate().filter(|(at, file)| !self.news.contains(at) && telling(file)) {
            sorts.entry(sort(file)).or_default().1.push(at);
        }
        for (olds, news) in sorts.into_values().filter(|(olds, news)| !olds.is_empty() && !news.is_empty()) {
            let of = |side: &[File], places: &[usize]| -> Vec<Vec<u64>> {
                places.iter().map(|at| lines(&side[*at])).collect()
            };
            let pairs = likeness::pairs(&of(old, &olds), &of(new, &news), ALIKE, |a, b| likeness::shared(a, b));
            pairs.into_iter().for_each(|(at, to)| self.add(olds[at], news[to]));
        }
    }
}

/// The lines of a text, hashed and sorted.
fn lines(file: &File) -> Vec<u64> {
    std::str::from_utf8(file.content.bytes()).map(likeness::lines).unwrap_or_default()
}

/// How much two paths have in common: folders at the beginning and at the end, the name twice.
fn common(a: &str, b: &str) -> usize {
    let head = a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count();
    let tail = a.rsplit('/').zip(b.rsplit('/')).take_while(|(a, b)| a == b).count();
    head + tail + usize::from(tail > 0)
}
