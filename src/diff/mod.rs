//! What differs between two trees: repositories, files, objects, values.
//!
//! Both sides come repository by repository ([`repository`]) and what differs is put together at the end
//! ([`together`]), so that memory holds a few repositories and what changed, never two trees. Nothing here knows where
//! a side came from, and nothing decides whether a change is allowed.

mod document;
mod file;
mod likeness;
mod list;
mod moves;
mod objects;
mod pairing;
pub(crate) mod renames;
pub mod replacements;
mod secrecy;
pub(crate) mod sequence;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;
pub(crate) mod unified;
mod value;

use serde_json::Value as Json;

use crate::object::id::ObjectId;
use crate::secret::mask;
use crate::tree::{Content, Digest, Origin, Ownership, Repository, Tree};
use text::LineHunk;

/// What became of a repository, a file or an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Action {
    Created,
    Removed,
    /// Under another path or name; it may have changed on the way.
    Moved,
    Changed,
}

/// How far a change reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Effect {
    /// What groma notes for itself, such as the digests of the manifest.
    Bookkeeping,
    /// Comments, quotes, indentation, order of keys: every reader gets the same values.
    Cosmetic,
    /// Anything else.
    Semantic,
}

/// Everything that differs.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Sorted by path.
    pub(crate) repositories: Vec<RepositoryChange>,
    /// Whether values that look like secrets may be shown.
    pub(crate) secrets: Secrets,
    /// Names of repositories that moved, and the new ones in their place; the longest first.
    pub(crate) names: Vec<(String, String)>,
}

/// What differs in one repository.
#[derive(Clone, Debug)]
pub struct RepositoryChange {
    pub(crate) action: Action,
    /// Its path on the new side; on the old one when it was removed.
    pub(crate) path: String,
    /// Its path on the old side, when that was another.
    pub(crate) from: Option<String>,
    /// What the side said of it; absent where the repository is absent.
    pub(crate) before: Option<RepositoryMeta>,
    pub(crate) after: Option<RepositoryMeta>,
    /// Sorted by path; files that are equal are left out.
    pub(crate) files: Vec<FileChange>,
}

/// What is known of a repository beside its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RepositoryMeta {
    pub(crate) branches: Vec<String>,
    pub(crate) visibility: String,
    /// Number of all its files.
    pub(crate) files: usize,
}

/// What differs in one file.
#[derive(Clone, Debug)]
pub(crate) struct FileChange {
    pub(crate) action: Action,
    /// Its path on the new side; on the old one when it was removed.
    pub(crate) path: String,
    /// Its path on the old side, when that was another.
    pub(crate) from: Option<String>,
    pub(crate) before: Option<Version>,
    pub(crate) after: Option<Version>,
    pub(crate) effect: Effect,
    pub(crate) body: Body,
    /// What differs by line; nothing where the file came or went, is no text, or holds a secret that structure hides.
    pub(crate) lines: Vec<LineHunk>,
    /// Whether either side holds a secret that is not to be shown; `before` and `after` are then for comparing only.
    pub(crate) secret: bool,
    /// Whether it is a text of which a chart makes workloads, compared by line.
    pub(crate) makes_workloads: bool,
}

/// One side of a file.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) content: Kept,
    pub(crate) executable: bool,
    pub(crate) ownership: Ownership,
    pub(crate) origin: Option<Origin>,
}

/// What is kept of the bytes of a file.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// All of them, of a file that came or went, or is no text.
    Whole(Content),
    /// Of two texts the lines that differ are enough.
    Digest(Digest),
}

impl Kept {
    /// All bytes; none where they were not kept.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(content) => content.bytes(),
            Self::Digest(_) => &[],
        }
    }

    pub(crate) fn digest(&self) -> Digest {
        match self {
            Self::Whole(content) => content.digest(),
            Self::Digest(digest) => *digest,
        }
    }
}

/// What differs inside a file.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// YAML or JSON: what differs by structure; every object of a file that was created or removed.
    Objects(Vec<ObjectChange>),
    /// Any other text, which is compared by line.
    Lines,
    /// Not a text.
    Binary,
}

/// What differs in one document of a file.
#[derive(Clone, Debug)]
pub(crate) struct ObjectChange {
    pub(crate) action: Action,
    /// Who it is on the new side; on the old one when it was removed.
    pub(crate) object: ObjectId,
    /// Who it was, when that differs.
    pub(crate) from: Option<ObjectId>,
    pub(crate) effect: Effect,
    /// Nothing for an object that was created or removed.
    pub(crate) values: Vec<ValueChange>,
    /// Whether it came or went and is a policy that keeps traffic out.
    pub(crate) refuses: bool,
}

/// One value that differs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueChange {
    pub(crate) path: Vec<Step>,
    pub(crate) edit: Edit,
}

/// One step from a value to one that it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Step {
    Key(String),
    /// The item of a list whose fields tell it from the others: `name=api`.
    Item(String),
    Index(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Edit {
    Added(Shown),
    Removed(Shown),
    Changed(Shown, Shown),
    /// A list has the same items in another order.
    Reordered(Shown, Shown),
}

/// A value as it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shown {
    Value(Json),
    /// As it stands in the file: all readers but those of YAML 1.1 take both sides for the same.
    Written(String),
    /// It is, or holds nothing but, a secret.
    Masked,
}

impl Shown {
    /// The value as one text, for telling it from others.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Value(value) => value.to_string(),
            Self::Written(text) => text.clone(),
            Self::Masked => mask::MASK.to_owned(),
        }
    }
}

/// Whether values that look like secrets may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    #[default]
    Masked,
    Shown,
}

/// How two sides are compared, and what may be shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Names of folders and files that stand for clusters: nothing moves from one of them to another.
    pub environments: &'a [String],
    pub secrets: Secrets,
}

impl<'a> Options<'a> {
    /// The environment in whose folder or file something stands.
    pub(crate) fn environment(&self, path: &str) -> Option<&'a str> {
        let stem = |part: &str| part.split_once('.').map_or(part.len(), |(stem, _)| stem.len());
        let is = |name: &&String| path.split('/').any(|part| part[..stem(part)] == **name);
        self.environments.iter().find(is).map(String::as_str)
    }
}

/// Compares two whole trees.
pub fn diff(old: Tree, new: Tree, options: Options<'_>) -> Changes {
    let mut changes = Vec::new();
    let mut olds = old.repositories.into_iter().peekable();
    for new in new.repositories {
        while let Some(gone) = olds.next_if(|old| old.path < new.path) {
            changes.extend(repository(Some(gone), None, options));
        }
        let old = olds.next_if(|old| old.path == new.path);
        changes.extend(repository(old, Some(new), options));
    }
    changes.extend(olds.filter_map(|gone| repository(Some(gone), None, options)));
    together(changes, options)
}

/// Compares the two sides of one repository; nothing when they are equal. Files are sorted by path on either side.
pub fn repository(old: Option<Repository>, new: Option<Repository>, options: Options<'_>) -> Option<RepositoryChange> {
    let (action, path) = match (&old, &new) {
        (None, None) => return None,
        (None, Some(new)) => (Action::Created, new.path.clone()),
        (Some(old), None) => (Action::Removed, old.path.clone()),
        (Some(_), Some(new)) => (Action::Changed, new.path.clone()),
    };
    let from = old.as_ref().map(|old| old.path.clone()).filter(|from| *from != path);
    let (before, after) = (old.as_ref().map(outline), new.as_ref().map(outline));
    let of = |side: Option<Repository>| side.map_or_else(Vec::new, |repository| repository.files);
    let files = file::compare(of(old), of(new), options);
    let beside =
        |outline: &Option<RepositoryMeta>| outline.clone().map(|outline| RepositoryMeta { files: 0, ..outline });
    if files.is_empty() && beside(&before) == beside(&after) && from.is_none() {
        return None;
    }
    let action = if from.is_some() { Action::Moved } else { action };
    Some(RepositoryChange { action, path, from, before, after, files })
}

/// Puts together what differs in each repository: recognises those that moved, and sorts.
pub fn together(mut repositories: Vec<RepositoryChange>, options: Options<'_>) -> Changes {
    repositories.sort_by(|a, b| a.path.cmp(&b.path));
    let (mut repositories, names) = renames::join(repositories, options);
    repositories.sort_by(|a, b| a.path.cmp(&b.path));
    Changes { repositories, secrets: options.secrets, names }
}

fn outline(repository: &Repository) -> RepositoryMeta {
    let Repository { branches, visibility, files, .. } = repository;
    RepositoryMeta { branches: branches.clone(), visibility: visibility.clone(), files: files.len() }
}
