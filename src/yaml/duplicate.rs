//! Keys that a mapping has twice.

use std::collections::HashMap;
use std::hash::Hasher;

use super::node::{Entry, Node};
use crate::source::Span;

/// Keys of a large mapping by hash, so that finding duplicates stays linear.
#[derive(Default)]
pub(super) struct Seen(HashMap<u64, u32, rustc_hash::FxBuildHasher>);

/// An entry whose key is there already.
pub(super) struct Duplicate<'a> {
    pub(super) again: Entry<'a>,
    pub(super) first: Span,
    /// Whether both say the same.
    pub(super) same: bool,
}

/// Adds an entry, or returns it when its key is there already.
pub(super) fn insert<'a>(entries: &mut Vec<Entry<'a>>, seen: &mut Seen, entry: Entry<'a>) -> Option<Duplicate<'a>> {
    const SMALL: usize = 16;
    // Texts that share such a hash are hard to find, so that nobody makes finding slow.
    let hash = |text: &str| {
        let mut hasher = std::hash::DefaultHasher::new();
        hasher.write(text.as_bytes());
        hasher.finish()
    };
    let known = if entries.len() < SMALL {
        entries.iter().find(|known| known.key.text == entry.key.text)
    } else {
        if seen.0.is_empty() {
            seen.0.extend(entries.iter().enumerate().map(|(at, known)| (hash(&known.key.text), at as u32)));
        }
        let at = *seen.0.entry(hash(&entry.key.text)).or_insert(entries.len() as u32);
        // Two keys of one hash are compared one by one; that is rare enough to be slow.
        match entries.get(at as usize) {
            Some(known) if known.key.text == entry.key.text => Some(known),
            Some(_) => entries.iter().find(|known| known.key.text == entry.key.text),
            None => None,
        }
    };
    if let Some(first) = known {
        let plain = |node: &Node<'_>| node.items().is_empty() && node.entries().is_empty();
        let both_plain = plain(&first.value) && plain(&entry.value);
        let same = both_plain && first.value.to_json() == entry.value.to_json();
        return Some(Duplicate { first: first.key.span, same, again: entry });
    }
    entries.push(entry);
    None
}
