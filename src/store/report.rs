//! Reports: files that the user names, each written as a whole or not at all.

#![expect(clippy::disallowed_methods, reason = "this is the door to the disk")]

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::store::{Fault, folder_of, place, shown};

/// A report that could not be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot write `{path}`: {fault}")]
#[diagnostic(help("name a file in a folder that exists and is writable"))]
pub(crate) struct WriteError {
    pub(crate) path: String,
    pub(crate) fault: Fault,
}

/// Writes a report where the user asked for it, whole or not at all; a pipe or device is written to as it is.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    replace(path, bytes).map_err(|fault| WriteError { path: shown(path), fault })
}

/// Removes a report of an earlier run, which nobody must take for one of this run; what is no file stays.
pub(crate) fn remove(path: &Path) {
    if fs::metadata(path).is_ok_and(|meta| meta.is_file()) {
        // One that cannot be removed could not have been written either, which was told.
        let _ = fs::remove_file(place(path));
    }
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let existing = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() => {
            return Err(Fault::Dangling);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        meta => Some(meta?),
    };
    // A file that may not be written is not replaced either, whatever its folder allows.
    let mut open = existing.as_ref().map(|_| fs::OpenOptions::new().write(true).open(path)).transpose()?;
    if let (Some(meta), Some(special)) = (&existing, &mut open)
        && !meta.is_file()
    {
        return Ok(special.write_all(bytes)?);
    }
    let target = place(path);
    // Beside the target, so that it can be moved there; it is removed unless it was.
    let mut staged = tempfile::Builder::new()
        .prefix(".groma-report-")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder_of(&target))?;
    staged.write_all(bytes)?;
    if let Some(meta) = existing {
        staged.as_file().set_permissions(meta.permissions())?;
    }
    staged.persist(target).map_err(|error| error.error)?;
    Ok(())
}
