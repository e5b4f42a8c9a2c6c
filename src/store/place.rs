//! A folder to read from: on the disk, or as a commit holds it.
//!
//! Both are read alike, so that nothing above knows where an inventory lies. Paths are relative to the folder, with
//! `/`; they may begin with `..`.

use std::path::{Path, PathBuf};

use crate::diagnostic::rules::not_text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{FileId, Sources, Span, TreeEntry, TreeSnapshot};
use crate::store::{Fault, Listing, MAX_BYTES, ReadError, bytes, decode, walk};

/// Where files are read from.
#[derive(Debug)]
pub enum Place {
    Disk(PathBuf),
    /// A folder of a commit, by its path from the commit's root.
    Commit {
        snapshot: TreeSnapshot,
        folder: String,
        /// How the commit is named to the user.
        label: String,
    },
}

impl Place {
    pub(crate) fn is_file(&self, path: &str) -> bool {
        match self {
            Self::Disk(folder) => folder.join(path).is_file(),
            Self::Commit { snapshot, folder, .. } => {
                resolve(folder, path).is_some_and(|path| matches!(snapshot.files.get(&path), Some(TreeEntry::Bytes(_))))
            }
        }
    }

    pub(crate) fn is_folder(&self, path: &str) -> bool {
        match self {
            Self::Disk(folder) => folder.join(path).is_dir(),
            Self::Commit { snapshot, folder, .. } => resolve(folder, path).is_some_and(|path| {
                let below = format!("{path}/");
                let first = snapshot.files.range(below.clone()..).next();
                first.is_some_and(|(path, _)| path.starts_with(&below))
                    // What cannot be entered is refused when it is listed.
                    || matches!(snapshot.files.get(&path), Some(TreeEntry::Submodule | TreeEntry::Link))
            }),
        }
    }

    /// The path, from this folder, of something below it that could not be read.
    pub(crate) fn relative(&self, error: &ReadError) -> String {
        match self {
            Self::Disk(folder) => error.file.strip_prefix(folder).unwrap_or(&error.file).to_string_lossy().into_owned(),
            Self::Commit { folder, label, .. } => {
                let path = error.file.to_string_lossy();
                let path = path.strip_prefix(&format!("{label}:")).unwrap_or(&path);
                path.strip_prefix(folder.as_str()).unwrap_or(path).trim_start_matches('/').to_owned()
            }
        }
    }

    /// Lists the files below a folder as [`walk`] does.
    pub(crate) fn walk(&self, below: &str, enter: impl Fn(&str) -> bool) -> Listing {
        match self {
            Self::Disk(folder) => walk(&folder.join(below), enter),
            Self::Commit { snapshot, folder, label } => {
                let below = resolve(folder, below).unwrap_or_default();
                list(snapshot, &below, label, enter)
            }
        }
    }

    /// Reads a text into `sources`, under the name that the user knows. One that is no UTF-8, or holds a NUL, is a
    /// fault of the file and not of the disk: it is reported, and its wrong bytes are replaced so that the place can be
    /// shown.
    pub(crate) fn read_source(
        &self,
        path: &str,
        name: String,
        sources: &mut Sources,
        sink: &mut Sink,
    ) -> Result<FileId, ReadError> {
        let (path, read) = match self {
            Self::Disk(folder) => {
                let path = folder.join(path);
                let read = bytes(&path);
                (path, read)
            }
            Self::Commit { snapshot, folder, .. } => (PathBuf::from(&name), held(snapshot, folder, path)),
        };
        let bytes = read.and_then(refuse_pointer).map_err(|fault| ReadError::new(&path, fault))?;
        let (fault, bytes) = match decode(bytes) {
            Ok(text) => return Ok(sources.add(name, text)),
            Err(error) => error,
        };
        let (line, reason) = match fault {
            Fault::Encoding { line, byte } => (line, format!("file is not valid UTF-8 (byte 0x{byte:02x})")),
            Fault::Nul { line } => (line, "file contains a NUL byte".to_owned()),
            fault => return Err(ReadError::new(&path, fault)),
        };
        let file = sources.add(name, String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}"));
        sink.push(not_text(file, line, &reason, sources));
        Ok(file)
    }
}

fn not_text(file: FileId, line: usize, reason: &str, sources: &Sources) -> Diagnostic {
    let source = sources.get(file);
    let start = source.line_starts().get(line - 1).map_or(0, |start| *start as usize);
    let start = source.text[start..].find('\u{fffd}').map_or(start, |at| start + at);
    let span = Span::new(file, start..source.text.ceil_char_boundary(start + 1));
    not_text::RULE.at(span, reason).help("save it as UTF-8, without NUL bytes")
}

/// What stands in for a large file in a clone that has not fetched it is no inventory.
fn refuse_pointer(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    match bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        true => Err(Fault::Pointer),
        false => Ok(bytes),
    }
}

fn held(snapshot: &TreeSnapshot, folder: &str, path: &str) -> Result<Vec<u8>, Fault> {
    match resolve(folder, path).and_then(|path| snapshot.files.get(&path)) {
        None => Err(Fault::Missing),
        Some(TreeEntry::Link) => Err(Fault::Link),
        Some(TreeEntry::Submodule) => Err(Fault::Submodule),
        Some(TreeEntry::Bytes(bytes)) if bytes.len() > MAX_BYTES => Err(Fault::TooLarge),
        Some(TreeEntry::Bytes(bytes)) => Ok(bytes.clone()),
    }
}

/// A path from the root of the commit; none when it leads out of it.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn list(snapshot: &TreeSnapshot, below: &str, label: &str, enter: impl Fn(&str) -> bool) -> Listing {
    let mut listing = Listing::default();
    let prefix = if below.is_empty() { String::new() } else { format!("{below}/") };
    let refuse = |path: &str, fault| ReadError::new(Path::new(&format!("{label}:{path}")), fault);
    match snapshot.files.get(below) {
        Some(TreeEntry::Submodule) => listing.refused.push(refuse(below, Fault::Submodule)),
        Some(TreeEntry::Link) => listing.refused.push(refuse(below, Fault::Link)),
        Some(TreeEntry::Bytes(_)) | None => {}
    }
    let found = snapshot.files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
    for (path, held) in found {
        let relative = &path[prefix.len()..];
        let mut above = crate::path::ancestors(relative);
        if !above.all(&enter) {
            continue;
        }
        match held {
            TreeEntry::Bytes(_) => listing.files.push(relative.to_owned()),
            TreeEntry::Link => listing.refused.push(refuse(path, Fault::Link)),
            TreeEntry::Submodule if enter(relative) => listing.refused.push(refuse(path, Fault::Submodule)),
            TreeEntry::Submodule => {}
        }
    }
    listing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(folder: &str) -> Place {
        let bytes = |text: &str| TreeEntry::Bytes(text.as_bytes().to_vec());
        let files = [
            ("idp/platform.yaml", bytes("a: 1\n")),
            ("idp/systems/a-b.yaml", bytes("a\n")),
            ("idp/systems/a/x.yaml", bytes("b\n")),
            ("idp/up", TreeEntry::Link),
            ("idp/vendor", TreeEntry::Submodule),
            ("idp-other/x", bytes("")),
        ];
        let files = files.into_iter().map(|(path, held)| (path.to_owned(), held)).collect();
        Place::Commit { snapshot: TreeSnapshot { files }, folder: folder.to_owned(), label: "main".into() }
    }

    #[test]
    fn a_commit_is_listed_as_a_folder_is() {
        let place = commit("idp");
        let listing = place.walk("", |folder| folder == "systems");
        assert_eq!(listing.files, ["platform.yaml", "systems/a-b.yaml"]);
        let refused: Vec<_> = listing.refused.iter().map(ToString::to_string).collect();
        assert_eq!(refused, ["cannot read `main:idp/up`: it is a symbolic link, which groma does not follow"]);
        assert_eq!(place.walk("systems", |_| true).files, ["a-b.yaml", "a/x.yaml"]);
        assert_eq!(place.walk("", |_| true).refused.len(), 2);
    }

    #[test]
    fn paths_are_taken_from_the_folder_and_stay_in_the_commit() {
        let place = commit("idp/systems");
        assert!(place.is_file("../platform.yaml"));
        assert!(place.is_folder("a") && place.is_folder(".."));
        assert!(!place.is_folder("../platform.yaml") && !place.is_file("../../../platform.yaml"));
        // What cannot be entered is refused when it is listed.
        let refused =
            |folder: &str| commit("idp").is_folder(folder) && commit("idp").walk(folder, |_| true).refused.len() == 1;
        assert!(refused("vendor") && refused("up"));
    }
}
