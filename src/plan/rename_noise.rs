//! What differs only because a repository has another name.

use rustc_hash::FxHashSet;

use super::normalize;
use crate::diff::renames::replacements;
use crate::diff::replacements::Replacements;
use crate::diff::{Changes, Edit, FileChange, ObjectChange, Shown, Step, ValueChange};

/// Names that changed, and the words in which they differ.
#[derive(Clone, Debug, Default)]
pub(crate) struct Follow {
    names: Replacements,
}

impl Follow {
    pub(crate) fn new(changes: &Changes) -> Self {
        let mut names = changes.names.clone();
        let delta = |(old, new): &(String, String)| {
            let (old, new) = normalize::delta(old, new);
            (old.to_owned(), new.to_owned())
        };
        names.extend(changes.names.iter().map(delta).filter(|(old, _)| old.len() > 1));
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        names.dedup();
        Self { names: replacements(&names) }
    }

    /// Whether the new text is the old one with other names.
    pub(crate) fn texts(&self, old: Option<&str>, new: &str) -> bool {
        !self.names.is_empty() && old.is_some_and(|old| old != new && self.names.apply(old) == new)
    }

    pub(crate) fn identity(&self, object: &ObjectChange) -> bool {
        let Some(from) = &object.from else { return false };
        let same = |old: &str, new: &str| old == new || self.texts(Some(old), new);
        same(&from.name, &object.object.name) && same(from.namespace(), object.object.namespace())
    }

    /// Of each value whether it has other names in it, or is an item in the place of one that had; empty when no name
    /// changed.
    pub(crate) fn values(&self, object: &ObjectChange) -> Vec<bool> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let renamed = |old: &Shown| {
            let old = old.text();
            Some(self.names.apply(&old)).filter(|new| *new != old)
        };
        let values = object.values.iter();
        let came = values.clone().filter_map(|value| match &value.edit {
            Edit::Added(new) => Some((list(&value.path), new.text())),
            Edit::Changed(..) | Edit::Removed(_) | Edit::Reordered(..) => None,
        });
        let went = values.clone().filter_map(|value| match &value.edit {
            Edit::Removed(old) => Some((list(&value.path), renamed(old)?)),
            Edit::Changed(..) | Edit::Added(_) | Edit::Reordered(..) => None,
        });
        let (came, went): (FxHashSet<_>, FxHashSet<_>) = (came.collect(), went.collect());
        let follows = |value: &ValueChange| match &value.edit {
            Edit::Changed(old, new) => self.texts(Some(&old.text()), &new.text()),
            Edit::Added(new) => went.contains(&(list(&value.path), new.text())),
            Edit::Removed(old) => renamed(old).is_some_and(|new| came.contains(&(list(&value.path), new))),
            Edit::Reordered(..) => false,
        };
        values.map(follows).collect()
    }

    /// Whether all lines of a text that differ do so in names.
    pub(crate) fn lines(&self, file: &FileChange) -> bool {
        !self.names.is_empty() && file.lines.iter().all(|lines| self.texts(Some(&lines.old), &lines.new))
    }
}

/// The list or mapping that holds a value.
fn list(path: &[Step]) -> &[Step] {
    path.split_last().map_or(path, |(_, above)| above)
}
