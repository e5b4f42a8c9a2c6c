//! Deletes what groma wrote and no longer renders.
//!
//! A file is moved into the staging folder and looked at there: what somebody has changed in the meantime goes back to
//! its place. Folders go when they are empty; what groma did not write is never touched.

use crate::path::split;
use crate::reconcile::comparison::Comparison;
use crate::record;
use crate::store::folder::Folder;
use crate::store::path_cursor::{Failure, PathCursor};

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pruned {
    pub(crate) files: usize,
    /// Files that are no longer rendered and were left, because somebody has changed them.
    pub(crate) left: Vec<String>,
}

/// Deletes files below `root` by way of `staging`, and the manifests of repositories that are gone.
pub(crate) fn prune(root: &Folder, staging: &Folder, comparison: &Comparison) -> Result<Pruned, Failure> {
    let mut pruned = Pruned::default();
    for (number, file) in comparison.orphans.iter().enumerate() {
        let path = format!("{}/{}", file.repository, file.path);
        let deleted = !file.edited && delete(root, staging, &path, &format!("gone-{number}"), Some(file.digest))?;
        match deleted {
            true => pruned.files += 1,
            false => pruned.left.push(path),
        }
    }
    for (number, repository) in comparison.removed.iter().enumerate() {
        delete(root, staging, &format!("{repository}/{}", record::PATH), &format!("manifest-{number}"), None)?;
    }
    Ok(pruned)
}

/// Whether the file was there as it was written, and is gone.
fn delete(
    root: &Folder,
    staging: &Folder,
    path: &str,
    name: &str,
    digest: Option<crate::tree::Digest>,
) -> Result<bool, Failure> {
    let failed = |fault| Failure { path: path.to_owned(), fault };
    let (above, own) = split(path);
    let mut way = PathCursor::new(root, Folder::enter);
    let Some(folder) = way.to(above)? else { return Ok(false) };
    if folder.file(own).map_err(failed)?.is_none() {
        return Ok(false);
    }
    folder.move_new(own, staging, name).map_err(failed)?;
    if let Some(digest) = digest {
        let mut bytes = Vec::new();
        let moved = staging.file(name).map_err(failed)?.map(|file| file.read(&mut bytes)).transpose();
        if moved.map_err(failed)?.is_none() || *blake3::hash(&bytes).as_bytes() != digest {
            staging.move_new(name, folder, own).map_err(failed)?;
            return Ok(false);
        }
    }
    remove_empty(root, above)?;
    Ok(true)
}

/// Removes a folder and those above it as long as they are empty.
fn remove_empty(root: &Folder, mut path: &str) -> Result<(), Failure> {
    while !path.is_empty() {
        let (above, own) = split(path);
        let mut way = PathCursor::new(root, Folder::enter);
        let Some(folder) = way.to(above)? else { return Ok(()) };
        let removed = folder.remove_folder(own).map_err(|fault| Failure { path: path.to_owned(), fault })?;
        if !removed {
            return Ok(());
        }
        path = above;
    }
    Ok(())
}
