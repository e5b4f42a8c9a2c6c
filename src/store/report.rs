//! Reports: files that the user names, each written as a whole or not at all.

#![expect(clippy::disallowed_methods, reason = "this is the door to the disk")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    let folder = folder_of(&target);
    let (mut file, staged) = unique(folder)?;
    let written = file.write_all(bytes).and_then(|()| match &existing {
        Some(meta) => file.set_permissions(meta.permissions()),
        None => Ok(()),
    });
    let moved = written.and_then(|()| fs::rename(&staged, &target));
    if moved.is_err() {
        let _ = fs::remove_file(&staged);
    }
    Ok(moved?)
}

/// A new file in a folder, under a name that nothing else has.
fn unique(folder: &Path) -> Result<(fs::File, PathBuf), Fault> {
    for number in 0..100 {
        let path = folder.join(format!(".groma-report-{}-{number}", std::process::id()));
        match fs::File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((file?, path)),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
}
