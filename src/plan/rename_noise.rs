//! What differs only because a repository has another name.

use super::normalize;
use crate::diff::renames::replaced;
use crate::diff::{Changes, Edit, FileChange, ObjectChange, Step, ValueChange};

/// Names that changed, and the words in which they differ.
#[derive(Clone, Debug, Default)]
pub(crate) struct Follow {
    names: Vec<(String, String)>,
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
        Self { names }
    }

    /// Whether the new text is the old one with other names.
    pub(crate) fn texts(&self, old: Option<&str>, new: &str) -> bool {
        !self.names.is_empty() && old.is_some_and(|old| old != new && self.renamed(old) == new)
    }

    fn renamed(&self, text: &str) -> String {
        let names: Vec<(&str, &str)> = self.names.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        replaced(text, &names)
    }

    pub(crate) fn identity(&self, object: &ObjectChange) -> bool {
        let Some(from) = &object.from else { return false };
        let same = |old: &str, new: &str| old == new || self.texts(Some(old), new);
        same(&from.name, &object.object.name) && same(from.namespace(), object.object.namespace())
    }

    /// Whether a value has other names in it, or is an item in the place of one that had.
    pub(crate) fn value(&self, object: &ObjectChange, value: &ValueChange) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let beside = || object.values.iter().filter(|other| list(&other.path) == list(&value.path));
        match &value.edit {
            Edit::Changed(old, new) => self.texts(Some(&old.text()), &new.text()),
            Edit::Added(new) => beside()
                .any(|other| matches!(&other.edit, Edit::Removed(old) if self.texts(Some(&old.text()), &new.text()))),
            Edit::Removed(old) => beside()
                .any(|other| matches!(&other.edit, Edit::Added(new) if self.texts(Some(&old.text()), &new.text()))),
            Edit::Reordered(..) => false,
        }
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
