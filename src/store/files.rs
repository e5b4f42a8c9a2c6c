//! Files to read: on the disk, in a commit, or in memory.
//!
//! All are read alike, so that nothing above knows where an inventory lies. Paths are relative to the store's folder,
//! with `/`; they may begin with `..`.

use std::path::{Path, PathBuf};

use super::memory::Memory;
use super::{Fault, Kind, Listing, ReadError, bytes, decode, kind, walk};
use crate::diagnostic::rules::not_text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::path::resolved;
use crate::source::{FileId, Sources, Span};

/// Where files are read from.
#[derive(Debug)]
pub enum Store {
    /// A folder.
    Disk(PathBuf),
    /// The files of a commit, and a folder by its path from the commit's root.
    Commit(Memory, String),
    Memory(Memory),
}

impl Store {
    /// What is at a path, links followed.
    pub(crate) fn kind(&self, path: &str) -> Option<Kind> {
        match self {
            Self::Disk(folder) => kind(&join(folder, path)),
            Self::Commit(files, folder) => files.kind(&root(folder, path)),
            Self::Memory(files) => files.kind(&root("", path)),
        }
    }

    /// Lists the files below a folder as [`walk`] does.
    pub(crate) fn list(&self, below: &str, enter: impl Fn(&str) -> bool) -> Listing {
        match self {
            Self::Disk(folder) => walk(&join(folder, below), enter),
            Self::Commit(files, folder) => files.list(&root(folder, below), enter),
            Self::Memory(files) => files.list(&root("", below), enter),
        }
    }

    /// The bytes of a file.
    pub(crate) fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self {
            Self::Disk(folder) => bytes(&join(folder, path)),
            Self::Commit(files, folder) => files.read(&root(folder, path)),
            Self::Memory(files) => files.read(&root("", path)),
        }
    }

    /// Where a file is, as messages say it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        match self {
            Self::Disk(folder) => join(folder, path),
            Self::Commit(files, folder) => files.path(&root(folder, path)),
            Self::Memory(files) => files.path(&root("", path)),
        }
    }

    /// The path, from this folder, of something below it that could not be read.
    pub(crate) fn relative(&self, error: &ReadError) -> String {
        let (own, path) = (self.path(""), error.file.to_string_lossy());
        path.strip_prefix(&*own.to_string_lossy()).unwrap_or(&path).trim_start_matches('/').to_owned()
    }

    /// Reads a text.
    pub(crate) fn read_text(&self, path: &str) -> Result<String, ReadError> {
        decode(self.read(path)?).map_err(|(fault, _)| ReadError::new(&self.path(path), fault))
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
        let refused = |fault| ReadError::new(&self.path(path), fault);
        let bytes = self.read(path)?;
        // What stands in for a large file in a clone that has not fetched it is no inventory.
        if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
            return Err(refused(Fault::Pointer));
        }
        let (fault, bytes) = match decode(bytes) {
            Ok(text) => return Ok(sources.add(name, text)),
            Err(error) => error,
        };
        let (line, reason) = match fault {
            Fault::Encoding { line, byte } => (line, format!("file is not valid UTF-8 (byte 0x{byte:02x})")),
            Fault::Nul { line } => (line, "file contains a NUL byte".to_owned()),
            fault => return Err(refused(fault)),
        };
        let file = sources.add(name, String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}"));
        sink.push(not_text(file, line, &reason, sources));
        Ok(file)
    }
}

fn join(folder: &Path, path: &str) -> PathBuf {
    if path.is_empty() { folder.to_owned() } else { folder.join(path) }
}

/// The path of a file from the root; one that leads out of it is nothing's.
fn root(folder: &str, path: &str) -> String {
    resolved(folder, path).unwrap_or_else(|| path.to_owned())
}

fn not_text(file: FileId, line: usize, reason: &str, sources: &Sources) -> Diagnostic {
    let source = sources.get(file);
    let start = source.line_starts().get(line - 1).map_or(0, |start| *start as usize);
    let start = source.text[start..].find('\u{fffd}').map_or(start, |at| start + at);
    let span = Span::new(file, start..source.text.ceil_char_boundary(start + 1));
    not_text::RULE.at(span, reason).help("save it as UTF-8, without NUL bytes")
}

#[cfg(test)]
mod tests {
    use super::super::memory::Entry;
    use super::*;

    fn files() -> Memory {
        let texts = [
            ("idp/platform.yaml", "a: 1\n"),
            ("idp/systems/a-b.yaml", "a\n"),
            ("idp/systems/a/x.yaml", "b\n"),
            ("idp-other/x", ""),
        ];
        let mut files: Memory = texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        files.files.insert("idp/up".to_owned(), Entry::Link);
        files.files.insert("idp/vendor".to_owned(), Entry::Submodule);
        files
    }

    fn commit(folder: &str) -> Store {
        Store::Commit(Memory { label: "main:".into(), ..files() }, folder.to_owned())
    }

    #[test]
    fn a_commit_is_listed_as_a_folder_is() {
        let store = commit("idp");
        let listing = store.list("", |folder| folder == "systems");
        assert_eq!(listing.files, ["platform.yaml", "systems/a-b.yaml"]);
        let refused: Vec<_> = listing.refused.iter().map(ToString::to_string).collect();
        assert_eq!(refused, ["cannot read `main:idp/up`: it is a symbolic link, which groma does not follow"]);
        assert_eq!(store.relative(&listing.refused[0]), "up");
        assert_eq!(store.list("systems", |_| true).files, ["a-b.yaml", "a/x.yaml"]);
        assert_eq!(store.list("", |_| true).refused.len(), 2);
    }

    #[test]
    fn paths_are_taken_from_the_folder_and_stay_in_the_commit() {
        let store = commit("idp/systems");
        assert_eq!(store.kind("../platform.yaml"), Some(Kind::File));
        assert_eq!((store.kind("a"), store.kind("..")), (Some(Kind::Folder), Some(Kind::Folder)));
        assert_eq!((store.kind("none"), store.kind("../../../platform.yaml")), (None, None));
        // What cannot be entered is refused when it is listed.
        for folder in ["vendor", "up"] {
            let store = commit("idp");
            assert_eq!(store.kind(folder), Some(Kind::Folder));
            assert_eq!(store.list(folder, |_| true).refused.len(), 1);
        }
    }

    #[test]
    fn disk_commit_and_memory_give_the_same() {
        let temp = tempfile::tempdir().unwrap();
        let texts = [("platform.yaml", "a\n"), ("systems/a-b.yaml", "b\n"), ("systems/a/x.yaml", "c\n")];
        let memory = |above: &str| -> Memory {
            texts.iter().map(|(path, text)| (format!("{above}{path}"), (*text).to_owned())).collect()
        };
        for (path, text) in texts {
            let path = temp.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let stores = [
            (Store::Disk(temp.path().to_owned()), format!("{}/", super::super::shown(temp.path()))),
            (Store::Commit(Memory { label: "main:".into(), ..memory("idp/") }, "idp".into()), "main:idp/".into()),
            (Store::Memory(memory("")), String::new()),
        ];
        for (store, base) in stores {
            let kinds = ["platform.yaml", "systems", "systems/none"].map(|path| store.kind(path));
            assert_eq!(kinds, [Some(Kind::File), Some(Kind::Folder), None]);
            assert_eq!(store.list("", |_| true).files, texts.map(|(path, _)| path));
            assert_eq!(store.list("systems", |folder| folder != "a").files, ["a-b.yaml"]);
            assert_eq!(store.read_text("systems/../systems/a/x.yaml").unwrap(), "c\n");
            let said = |path: &str| store.read_text(path).unwrap_err().to_string();
            assert_eq!(said("none"), format!("cannot read `{base}none`: no such file or folder"));
            let below = said("platform.yaml/x");
            assert!(below.ends_with("`: it is a file, not a folder"), "{below}");
        }
    }
}
