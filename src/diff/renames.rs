//! Repositories that moved to another path, and what else uses their names.
//!
//! A repository is known again when nearly all that tells it from others of its kind is its names. An app that took
//! another's place brings a description, a host and settings of its own, and so it is another.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::replacements::Replacements;
use crate::diff::{Action, FileChange, Options, RepositoryChange, file, likeness};
use crate::{path, record};

/// The most of the lines that differ for which names may be no reason.
const UNEXPLAINED: f64 = 0.34;
/// Most pairs of repositories of different names that are compared.
const PAIRS: usize = 2_000;
/// Most repositories of one name with which another of that name is compared.
const NAMESAKES: usize = 20;
/// How much two files must have in common whose paths differ in such a name.
const ALIKE: f64 = 0.3;

/// Old names and the new ones in their place, the longest first.
pub(crate) type Names = Vec<(String, String)>;

/// Joins what was removed here and created there; with the names that changed.
pub(crate) fn join(list: Vec<RepositoryChange>, options: Options<'_>) -> (Vec<RepositoryChange>, Names) {
    let of = |action: Action| (0..list.len()).filter(|at| list[*at].action == action).collect::<Vec<_>>();
    let (removed, created) = (of(Action::Removed), of(Action::Created));
    let mut pairs = pairs(&list, &removed, &created);
    if pairs.is_empty() {
        return (list, Names::new());
    }
    let names = names(pairs.iter().map(|(old, new)| (list[*old].path.as_str(), list[*new].path.as_str())));
    let follow = replacements(&names);
    // What bears the name of a repository that moved went with it.
    let (gone, come): (FxHashSet<usize>, FxHashSet<usize>) = pairs.iter().copied().unzip();
    let free = created.iter().filter(|new| !come.contains(new)).map(|new| (list[*new].path.as_str(), *new));
    let mut free: FxHashMap<&str, usize> = free.collect();
    for old in removed.iter().filter(|old| !gone.contains(old)) {
        let new = free.remove(follow.apply(&list[*old].path).as_str());
        pairs.extend(new.map(|new| (*old, new)));
    }
    let mut list: Vec<Option<RepositoryChange>> = list.into_iter().map(Some).collect();
    for (old, new) in pairs {
        let (Some(gone), Some(come)) = (list[old].take(), list[new].take()) else { continue };
        list[new] = Some(moved(gone, come, options));
    }
    let list = list.into_iter().flatten();
    let join = |repository: RepositoryChange| RepositoryChange {
        files: files(repository.files, &follow, options),
        ..repository
    };
    let joined = list.map(join).collect();
    (joined, names)
}

/// The most alike first, each repository once.
fn pairs(list: &[RepositoryChange], removed: &[usize], created: &[usize]) -> Vec<(usize, usize)> {
    let mut by_end: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for old in removed {
        ends(&list[*old].path).for_each(|end| by_end.entry(end).or_default().push(*old));
    }
    let few = removed.len().saturating_mul(created.len()) <= PAIRS;
    let mut found = Vec::new();
    for new in created {
        let mut same = ends(&list[*new].path).map_while(|end| by_end.get(end));
        let candidates = match same.next() {
            None if few => removed,
            None => &[],
            Some(named) if named.len() <= NAMESAKES => named,
            // Of many, those that have more of their path in common.
            Some(named) => same.last().map_or(&named[..NAMESAKES], |more| &more[..more.len().min(NAMESAKES)]),
        };
        let told = candidates.iter().filter_map(|old| Some((unexplained(&list[*old], &list[*new])?, *old, *new)));
        found.extend(told.filter(|(unexplained, ..)| *unexplained <= UNEXPLAINED));
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = FxHashSet::default();
    found.retain(|(_, old, new)| {
        !taken.contains(old) && !taken.contains(new) && taken.insert(*old) && taken.insert(*new)
    });
    found.into_iter().map(|(_, old, new)| (old, new)).collect()
}

/// The part of the lines that differ which is still there when the new names stand in the place of the old ones;
/// nothing when the two have little in common at all.
fn unexplained(old: &RepositoryChange, new: &RepositoryChange) -> Option<f64> {
    let names = replacements(&names([(old.path.as_str(), new.path.as_str())].into_iter()));
    let texts = |side: &RepositoryChange, after: bool| -> BTreeMap<String, String> {
        let text = |file: &FileChange| {
            let version = if after { file.after.as_ref() } else { file.before.as_ref() };
            let text = version.map(|version| String::from_utf8_lossy(version.content.bytes()).into_owned());
            (file.path.clone(), text.unwrap_or_default())
        };
        side.files.iter().filter(|file| file.path != record::PATH).map(text).collect()
    };
    let (olds, mut news) = (texts(old, false), texts(new, true));
    let (mut same, mut named, mut other) = (0, 0, 0);
    for (path, text) in &olds {
        let new = news.remove(path).unwrap_or_default();
        let mut lines = Lines::default();
        lines.add(&new);
        let left: Vec<&str> = text.lines().filter(|line| !lines.take(line)).collect();
        same += text.lines().count() - left.len();
        let missing = left.iter().filter(|line| !lines.take(&names.apply(line))).count();
        named += left.len() - missing;
        other += missing + lines.left();
    }
    other += news.values().map(|text| text.lines().count()).sum::<usize>();
    // What is named stands on both sides, and what is other on one.
    match 2 * named + other {
        0 => (same > 0).then_some(0.0),
        differ => (2 * same >= differ).then(|| other as f64 / differ as f64),
    }
}

/// Lines of a text, and how often each stands there.
#[derive(Default)]
struct Lines(FxHashMap<String, usize>);

impl Lines {
    fn add(&mut self, text: &str) {
        text.lines().for_each(|line| *self.0.entry(line.to_owned()).or_default() += 1);
    }

    fn take(&mut self, line: &str) -> bool {
        let count = self.0.get_mut(line).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    }

    fn left(&self) -> usize {
        self.0.values().sum()
    }
}

fn names<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Names {
    let mut found = Vec::new();
    for (old, new) in pairs {
        let short = |path: &str| app_of(path).to_owned();
        let long = |path: &str| format!("{}-{}", folder(path), app_of(path));
        found.push((long(old), long(new)));
        found.push((short(old), short(new)));
        found.push((folder(old).to_owned(), folder(new).to_owned()));
    }
    found.retain(|(old, new)| old != new && old.len() > 1);
    found.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
    // Of a name that became two, the first counts.
    found.dedup_by(|later, first| later.0 == first.0);
    found
}

pub(crate) fn replacements(names: &Names) -> Replacements {
    Replacements::new(names.iter().map(|(old, new)| (old.as_str(), new.as_str())))
}

/// What an app is called: the last part of the path, whatever the sort of repository.
pub(crate) fn app_of(path: &str) -> &str {
    let last = path::file_name(path);
    last.strip_suffix("-deployment").unwrap_or(last)
}

/// What a path ends in: its name, and the name with ever more of the folders above it.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_suffix("-deployment").unwrap_or(path);
    path.rmatch_indices('/').map(|(at, _)| &path[at + 1..]).chain([path])
}

fn folder(path: &str) -> &str {
    path::file_name(path::folder(path))
}

fn moved(old: RepositoryChange, new: RepositoryChange, options: Options<'_>) -> RepositoryChange {
    let mut gone: BTreeMap<String, FileChange> = old.files.into_iter().map(|file| (file.path.clone(), file)).collect();
    let mut changes = Vec::new();
    for come in new.files {
        match gone.remove(&come.path) {
            Some(gone) => changes.extend(file::join(gone, come, options)),
            None => changes.push(come),
        }
    }
    changes.extend(gone.into_values());
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    let (path, from) = (new.path, Some(old.path));
    RepositoryChange { action: Action::Moved, path, from, before: old.before, after: new.after, files: changes }
}

/// Joins files whose paths differ in a name that changed.
fn files(list: Vec<FileChange>, follow: &Replacements, options: Options<'_>) -> Vec<FileChange> {
    let places = list.iter().enumerate().filter(|(_, file)| file.action == Action::Created);
    let created: FxHashMap<String, usize> = places.map(|(at, file)| (file.path.clone(), at)).collect();
    let mut list: Vec<Option<FileChange>> = list.into_iter().map(Some).collect();
    for at in 0..list.len() {
        let Some(file) = list[at].as_ref().filter(|file| file.action == Action::Removed) else { continue };
        let Some(to) = created.get(&follow.apply(&file.path)).copied() else { continue };
        if list[to].as_ref().is_some_and(|other| alike(file, other) >= ALIKE)
            && let (Some(gone), Some(come)) = (list[at].take(), list[to].take())
        {
            list[to] = file::join(gone, come, options);
        }
    }
    list.into_iter().flatten().collect()
}

fn alike(old: &FileChange, new: &FileChange) -> f64 {
    let lines = |version: Option<&super::Version>| {
        let bytes = version.map_or(&[][..], |version| version.content.bytes());
        likeness::lines(&String::from_utf8_lossy(bytes))
    };
    likeness::shared(&lines(old.before.as_ref()), &lines(new.after.as_ref()))
}
