//! Files held in memory, by their paths: those of a commit, or what a test or an editor made up.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Fault, Kind, Listing, MAX_BYTES, ReadError};

/// Files by their paths from one root, with `/`.
#[derive(Debug, Default)]
pub struct Memory {
    /// What messages put before a path: `main:` for those of a commit.
    pub(super) label: String,
    pub(super) files: BTreeMap<String, Entry>,
}

/// What is held at a path.
#[derive(Debug)]
pub(super) enum Entry {
    Bytes(Vec<u8>),
    Link,
    Submodule,
}

impl FromIterator<(String, String)> for Memory {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(texts: T) -> Self {
        let files = texts.into_iter().map(|(path, text)| (path, Entry::Bytes(text.into_bytes())));
        Self { label: String::new(), files: files.collect() }
    }
}

impl Memory {
    /// What is at a path. What cannot be entered counts as a folder, and is refused when it is listed.
    pub(super) fn kind(&self, path: &str) -> Option<Kind> {
        let below = format!("{path}/");
        match self.files.get(path) {
            Some(Entry::Bytes(_)) => Some(Kind::File),
            Some(Entry::Link | Entry::Submodule) => Some(Kind::Folder),
            None => self.files.range(below.clone()..).next()?.0.starts_with(&below).then_some(Kind::Folder),
        }
    }

    /// Lists the files below a folder as [`super::walk`] does.
    pub(super) fn list(&self, folder: &str, enter: impl Fn(&str) -> bool) -> Listing {
        let mut listing = Listing::default();
        let mut refuse = |path: &str, fault| listing.refused.push(ReadError::new(&self.path(path), fault));
        match self.files.get(folder) {
            Some(Entry::Submodule) => refuse(folder, Fault::Submodule),
            Some(Entry::Link) => refuse(folder, Fault::Link),
            Some(Entry::Bytes(_)) | None => {}
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let found = self.files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        for (path, entry) in found {
            let relative = &path[prefix.len()..];
            if !crate::path::ancestors(relative).all(&enter) {
                continue;
            }
            match entry {
                Entry::Bytes(_) => listing.files.push(relative.to_owned()),
                Entry::Link => refuse(path, Fault::Link),
                Entry::Submodule if enter(relative) => refuse(path, Fault::Submodule),
                Entry::Submodule => {}
            }
        }
        listing
    }

    /// The bytes of a file; the error names what is in the way, which may be a folder above it.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let found = crate::path::ancestors(path).chain([path]).find_map(|at| Some((at, self.files.get(at)?)));
        let (at, fault) = match found {
            None => (path, Fault::Missing),
            Some((at, Entry::Link)) => (at, Fault::Link),
            Some((at, Entry::Submodule)) => (at, Fault::Submodule),
            Some((at, Entry::Bytes(_))) if at != path => (at, Fault::NotFolder),
            Some((at, Entry::Bytes(bytes))) if bytes.len() > MAX_BYTES => (at, Fault::TooLarge),
            Some((_, Entry::Bytes(bytes))) => return Ok(bytes.clone()),
        };
        Err(ReadError::new(&self.path(at), fault))
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        format!("{}{path}", self.label).into()
    }

    /// All files that are UTF-8.
    pub(crate) fn into_texts(self) -> impl Iterator<Item = (String, String)> {
        self.files.into_iter().filter_map(|(path, entry)| match entry {
            Entry::Bytes(bytes) => Some((path, String::from_utf8(bytes).ok()?)),
            Entry::Link | Entry::Submodule => None,
        })
    }
}
