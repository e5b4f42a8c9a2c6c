//! Where the repositories that Applications refer to are in the trees.
//!
//! An address is all that an Application tells. A folder is taken for its repository when it has the whole path of the
//! address (`idp/team/orders`, as `groma render` lays them out), when it is a tree of that name, or when most of the
//! paths that Applications want of the repository are there. Anything else is a repository somewhere else.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::object::facts::Facts;
use crate::object::listing::Tree;
use crate::path::{file_name, folder, joined};

/// The root of a repository.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    /// Index of the tree.
    pub(crate) tree: u32,
    /// Relative to the tree; empty for its root.
    pub(crate) folder: Box<str>,
}

/// Roots by address.
#[derive(Debug, Default)]
pub(crate) struct Repositories {
    homes: FxHashMap<Box<str>, Home>,
}

/// What Applications want of a repository.
#[derive(Default)]
struct Wanted<'f> {
    paths: FxHashSet<&'f str>,
    /// Trees in which those Applications lie.
    trees: Vec<u32>,
}

impl Repositories {
    pub(crate) fn new(facts: &Facts, trees: &[Tree]) -> Self {
        let mut wanted: FxHashMap<Box<str>, Wanted<'_>> = FxHashMap::default();
        for application in &facts.applications {
            for source in application.sources.iter().filter(|source| source.chart.is_none()) {
                let Some(repository) = &source.repository else { continue };
                let entry = wanted.entry(address(&repository.value).into()).or_default();
                let path = source.path.as_ref().map(|path| path.value.trim_matches('/')).unwrap_or_default();
                entry.paths.extend(Some(path).filter(|path| !path.is_empty() && *path != "." && !path.contains("{{")));
                let tree = application.of.place.tree;
                if entry.trees.last() != Some(&tree) {
                    entry.trees.push(tree);
                }
            }
        }
        for generator in &facts.generators {
            let entry = wanted.entry(address(&generator.repository.value).into()).or_default();
            let fixed = generator.patterns.iter().map(|pattern| fixed_part(&pattern.value));
            entry.paths.extend(fixed.filter(|path| !path.is_empty()));
            entry.trees.push(generator.of.place.tree);
        }
        let named = by_name(&wanted, trees);
        let mut repositories = Self::default();
        for (address, wanted) in &wanted {
            let candidates = named.get(file_name(address)).map(Vec::as_slice).unwrap_or_default();
            let home = by_path(address, candidates, trees)
                .or_else(|| by_content(wanted, candidates, trees))
                .cloned()
                .or_else(|| own_tree(wanted, trees));
            repositories.homes.extend(home.map(|home| (address.clone(), home)));
        }
        repositories
    }

    pub(crate) fn home(&self, url: &str) -> Option<&Home> {
        self.homes.get(&*address(url))
    }
}

/// Folders and trees that are called like a wanted repository, in the order of their paths.
fn by_name<'t>(wanted: &FxHashMap<Box<str>, Wanted<'_>>, trees: &'t [Tree]) -> FxHashMap<&'t str, Vec<Home>> {
    let names: FxHashSet<&str> = wanted.keys().map(|address| file_name(address)).collect();
    let mut found: FxHashMap<&str, Vec<Home>> = FxHashMap::default();
    for (index, tree) in trees.iter().enumerate().filter(|(_, tree)| !tree.partial) {
        let home = |folder: &str| Home { tree: index as u32, folder: folder.into() };
        if names.contains(file_name(&tree.name)) {
            found.entry(file_name(&tree.name)).or_default().push(home(""));
        }
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for path in &tree.paths {
            let mut above = folder(path);
            while !above.is_empty() && seen.insert(above) {
                if names.contains(file_name(above)) {
                    found.entry(file_name(above)).or_default().push(home(above));
                }
                above = folder(above);
            }
        }
    }
    found
}

/// The folder whose path ends with the whole path of the address.
fn by_path<'h>(address: &str, candidates: &'h [Home], trees: &[Tree]) -> Option<&'h Home> {
    let (_, path) = address.split_once('/')?;
    candidates.iter().find(|home| {
        let whole = joined(&trees[home.tree as usize].name, &home.folder).unwrap_or_default().to_lowercase();
        path.contains('/') && (whole == path || whole.strip_suffix(path).is_some_and(|rest| rest.ends_with('/')))
    })
}

/// A tree of the name of the repository, or a folder of that name that holds most of what is wanted.
fn by_content<'h>(wanted: &Wanted<'_>, candidates: &'h [Home], trees: &[Tree]) -> Option<&'h Home> {
    let holds = |home: &&Home| home.folder.is_empty() || holds_most(wanted, home, trees);
    candidates.iter().find(holds)
}

/// The tree of the Applications themselves, when it holds most of what is wanted.
fn own_tree(wanted: &Wanted<'_>, trees: &[Tree]) -> Option<Home> {
    let whole = wanted.trees.iter().filter(|tree| !trees[**tree as usize].partial);
    let mut homes = whole.map(|tree| Home { tree: *tree, folder: "".into() });
    homes.find(|home| holds_most(wanted, home, trees))
}

fn holds_most(wanted: &Wanted<'_>, home: &Home, trees: &[Tree]) -> bool {
    let tree = &trees[home.tree as usize];
    let is_there = |path: &&&str| joined(&home.folder, path).is_some_and(|path| tree.holds_folder(&path));
    let there = wanted.paths.iter().filter(is_there).count();
    there > 0 && there * 2 >= wanted.paths.len()
}

/// The folders of a pattern before its first wildcard.
fn fixed_part(pattern: &str) -> &str {
    let pattern = pattern.trim_matches('/');
    pattern.find(['*', '?', '[', '{']).map_or(folder(pattern), |at| folder(&pattern[..at]))
}

/// Host and path of a repository, alike for each way of writing its address: `git.example.com/team-a/orders`.
pub(crate) fn address(url: &str) -> String {
    let url = url.trim().to_ascii_lowercase();
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let rest = match rest.split_once('@') {
        Some((user, rest)) if !user.contains('/') => rest,
        _ => rest,
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    // `git@host:group/name`, and ports.
    let (host, path) = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Cow::Borrowed(path)),
        Some((host, group)) if path.is_empty() => (host, Cow::Borrowed(group)),
        Some((host, group)) => (host, Cow::Owned(format!("{group}/{path}"))),
        None => (host, Cow::Borrowed(path)),
    };
    let path = path.trim_matches('/');
    format!("{host}/{}", path.strip_suffix(".git").unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        for url in [
            "https://git.example.com/team-a/orders.git",
            "https://git.example.com/team-a/orders/",
            "git@git.example.com:team-a/orders.git",
            "ssh://git@git.example.com:2222/Team-A/orders.git",
            "https://user:token@git.example.com:8443/team-a/orders",
        ] {
            assert_eq!(address(url), "git.example.com/team-a/orders", "{url}");
        }
    }
}
