//! Decides what happens to a file: what groma last wrote, what is there now and what is rendered, in; one decision,
//! out. Writing, deleting, plans and drift follow these decisions.
//!
//! It is pure: it never reads or writes anything, and knows no store.

pub(crate) mod comparison;
pub(crate) mod keep;
#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;

use crate::record::Entry;
use crate::tree::{File, Ownership};

/// What stands in the place of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Actual<'b> {
    Missing,
    File {
        bytes: &'b [u8],
        executable: bool,
    },
    /// Something whose content does not matter, since it is the team's.
    Unread,
}

/// Whether the repository of a file that is no longer rendered is still rendered itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remains {
    Repository,
    Nothing,
}

/// What becomes of a file that is rendered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decision<'f> {
    /// It is written for the first time.
    Create(&'f [u8]),
    Same,
    /// It belongs to the team, and stays as it is.
    Keep,
    /// These bytes take the place of what stands there.
    Write(Cow<'f, [u8]>),
}

/// What becomes of a file that is listed and no longer rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Nothing is there any more.
    Gone,
    /// It belongs to the team, and stays as it is.
    Keep,
    /// It is as groma wrote it.
    Orphan,
    /// Somebody has changed it: it stays.
    Drift,
}

/// A field that others write, and that cannot be carried over into the new file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LostField(pub(crate) String);

/// Decides what becomes of a file that is rendered.
pub(crate) fn decide<'f>(actual: Actual<'_>, file: &'f File) -> Result<Decision<'f>, LostField> {
    let rendered = file.content.bytes();
    let (bytes, executable) = match (file.ownership, actual) {
        (_, Actual::Missing) => return Ok(Decision::Create(rendered)),
        (Ownership::Once, _) | (Ownership::Managed, Actual::Unread) => return Ok(Decision::Keep),
        (Ownership::Managed, Actual::File { bytes, executable }) => (bytes, executable),
    };
    // Equal bytes have equal fields: only files that others have written are read as YAML.
    let wanted = match file.keep.is_empty() || bytes == rendered {
        true => Cow::Borrowed(rendered),
        false => keep::keep(bytes, rendered, &file.keep).map_err(LostField)?,
    };
    let is_same = executable == file.executable && *wanted == *bytes;
    Ok(if is_same { Decision::Same } else { Decision::Write(wanted) })
}

/// Decides what becomes of a file that the record lists and that is no longer rendered.
pub(crate) fn remove(actual: Actual<'_>, entry: Entry, remains: Remains) -> Removal {
    let bytes = match actual {
        Actual::Missing => return Removal::Gone,
        Actual::Unread => return Removal::Keep,
        Actual::File { bytes, .. } => bytes,
    };
    let is_edited = *blake3::hash(bytes).as_bytes() != entry.digest;
    match (entry.ownership, remains) {
        // In a repository that stays it is the team's; in one that goes, it is so when the team has touched it.
        (Ownership::Once, Remains::Repository) => Removal::Keep,
        (Ownership::Once, Remains::Nothing) if is_edited => Removal::Keep,
        (Ownership::Managed | Ownership::Once, _) if is_edited => Removal::Drift,
        (Ownership::Managed | Ownership::Once, _) => Removal::Orphan,
    }
}
