//! The first lines of the files of `schemas/kinds/`: which kinds there are, in which versions, and which there were.

use rustc_hash::FxHashMap;

use super::bundle::BUNDLES;
use super::version::Version;
use crate::schema::{Removal, Scope};

/// A kind of the binary.
#[derive(Clone, Debug)]
pub(crate) struct KindEntry {
    pub(crate) kind: Kind,
    /// Index of its bundle; the first is that of Kubernetes.
    pub(crate) bundle: usize,
    pub(crate) scope: Option<Scope>,
    pub(crate) definition: &'static str,
    pub(crate) versions: Range,
    /// From which version on it should be left, and for what.
    pub(crate) deprecated: Option<(Version, Removal)>,
}

/// Minor versions of Kubernetes, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) first: Version,
    pub(crate) last: Version,
}

impl Range {
    pub(crate) const ALL: Self = Self { first: Version(0), last: Version(u16::MAX) };

    pub(crate) fn has(self, version: Version) -> bool {
        (self.first..=self.last).contains(&version)
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let (first, last) = text.strip_prefix('@')?.split_once('-')?;
        let end = |text: &str, open| if text.is_empty() { Some(open) } else { text.parse().ok().map(Version) };
        Some(Self { first: end(first, Self::ALL.first)?, last: end(last, Self::ALL.last)? })
    }
}

/// Kinds by apiVersion and kind.
pub(crate) type Kind = (&'static str, &'static str);

/// What the first lines of all bundles say.
#[derive(Debug, Default)]
pub(crate) struct KindIndex {
    pub(crate) kinds: FxHashMap<Kind, KindEntry>,
    pub(crate) removed: FxHashMap<Kind, Removal>,
}

/// Reads the first lines of all bundles.
pub(crate) fn read() -> KindIndex {
    let mut index = KindIndex::default();
    for (bundle, text) in BUNDLES.iter().enumerate() {
        for line in text.lines().skip_while(|line| line.starts_with('#')) {
            let words: Vec<&'static str> = line.split(' ').collect();
            match words.as_slice() {
                ["kind", api_version, kind, rest @ ..] => {
                    let kind = (*api_version, *kind);
                    index.kinds.insert(kind, served(bundle, kind, rest));
                }
                ["gone", api_version, kind, since, rest @ ..] => {
                    let removal = Removal { since: Version::parse(since), instead: after("use", rest) };
                    index.removed.insert((*api_version, *kind), removal);
                }
                // The definitions begin.
                _ => break,
            }
        }
    }
    index
}

/// Scope, definition, versions, and how long the kind will be there.
fn served(bundle: usize, kind: Kind, words: &[&'static str]) -> KindEntry {
    let version = |name: &str| after(name, words).and_then(|text| Version::parse(&text));
    let removal = Removal { since: version("removed"), instead: after("use", words) };
    KindEntry {
        bundle,
        kind,
        scope: words.first().and_then(|word| scope(word)),
        definition: words.get(1).copied().unwrap_or_default(),
        versions: words.get(2).and_then(|text| Range::read(text)).unwrap_or(Range::ALL),
        deprecated: words.contains(&"deprecated").then(|| (version("deprecated").unwrap_or(Version(0)), removal)),
    }
}

/// What follows a word: one more, or all that is left after `use`.
fn after(name: &str, words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| *word == name)?;
    let rest = &words[at + 1..];
    if name == "use" { Some(rest.join(" ")) } else { rest.first().map(|word| (*word).to_owned()) }
}

fn scope(word: &str) -> Option<Scope> {
    match word {
        "namespaced" => Some(Scope::Namespaced),
        "cluster" => Some(Scope::Cluster),
        _ => None,
    }
}
