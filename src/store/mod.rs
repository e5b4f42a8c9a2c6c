//! The door to the disk: texts that are read, folders that are listed, and [`folder::Folder`], through which files
//! are written. [`files::Store`] is what a run reads from: the disk, a commit, or memory.
//!
//! Nothing else in groma names `std::fs`, walkdir, ignore or rustix. A path that the user gave is resolved as the user's own
//! shell would; below it, no link is ever followed.

#![expect(clippy::disallowed_methods, reason = "this is the door to the disk")]

pub mod files;
pub(crate) mod folder;
pub(crate) mod git;
pub mod memory;
pub mod path_cursor;
pub(crate) mod report;
pub(crate) mod unignored;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::diagnostic::visible;

/// Largest file that is read, in bytes.
pub(crate) const MAX_BYTES: usize = crate::yaml::read::MAX_BYTES;

/// Why a file cannot be read, as shown after the path.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("no such file or folder")]
    Missing,
    #[error("broken symbolic link")]
    Dangling,
    #[error("it is a symbolic link, which groma does not follow")]
    Link,
    #[error("it is a symbolic link that leads out of the folder")]
    Outside,
    #[error("it is a folder, not a file")]
    Folder,
    #[error("it is a file, not a folder")]
    NotFolder,
    #[error("its field `{0}`, which others write, is missing or cannot be carried over; fix the file, or remove it")]
    Field(String),
    #[error("it is neither a file nor a folder")]
    Special,
    #[error("it was replaced while groma was running")]
    Changed,
    #[error("it is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    #[error("line {line} is not valid UTF-8 (byte 0x{byte:02x})")]
    Encoding { line: usize, byte: u8 },
    #[error("line {line} contains a NUL byte")]
    Nul { line: usize },
    #[error("its name is not valid UTF-8")]
    Name,
    #[error("it is not a manifest that this version of groma can read: {0}")]
    Record(String),
    #[error("it is a submodule, which groma does not enter")]
    Submodule,
    #[error("it is a Git LFS pointer, not the file itself")]
    Pointer,
    #[error("{}", reason(.0))]
    System(io::Error),
}

/// A file or folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}`: {fault}")]
pub struct ReadError {
    /// As messages show it.
    pub(crate) path: String,
    pub(crate) file: PathBuf,
    pub(crate) fault: Fault,
}

impl ReadError {
    pub(crate) fn new(path: &Path, fault: Fault) -> Self {
        Self { path: shown(path), file: path.to_owned(), fault }
    }
}

impl miette::Diagnostic for ReadError {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let help = match self.fault {
            Fault::Pointer => "fetch it with `git lfs pull`, or keep inventory files out of Git LFS",
            Fault::Link => "replace the link with the file or folder itself",
            Fault::Submodule => "keep the files in the inventory's own repository",
            _ => return None,
        };
        Some(Box::new(help))
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
    Other,
}

/// What lies below a folder.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Regular files, relative to the folder, with `/`, sorted.
    pub(crate) files: Vec<String>,
    /// Links, devices, unreadable folders and names that are not UTF-8; sorted by path.
    pub(crate) refused: Vec<ReadError>,
}

impl Listing {
    /// The files, when nothing was refused.
    pub(crate) fn whole(mut self) -> Result<Vec<String>, ReadError> {
        if self.refused.is_empty() { Ok(self.files) } else { Err(self.refused.swap_remove(0)) }
    }
}

/// Reads a text of at most [`MAX_BYTES`].
pub(crate) fn read_text(path: &Path) -> Result<String, ReadError> {
    decode(bytes(path)?).map_err(|(fault, _)| ReadError::new(path, fault))
}

/// Lists the files below `dir`, following no link; a folder is entered when `enter` says so of its relative path.
pub(crate) fn walk(dir: &Path, enter: impl Fn(&str) -> bool) -> Listing {
    let mut listing = Listing::default();
    let wanted = |entry: &walkdir::DirEntry| {
        let enters = |path: String| enter(&path) && entry.file_name() != ".git";
        entry.depth() == 0 || !entry.file_type().is_dir() || relative(dir, entry.path()).is_none_or(enters)
    };
    for entry in walkdir::WalkDir::new(dir).into_iter().filter_entry(wanted) {
        match entry {
            Ok(entry) => listing.add(dir, entry.file_type(), entry.into_path()),
            Err(error) => listing.refuse(dir, error),
        }
    }
    listing.sorted()
}

fn relative(dir: &Path, path: &Path) -> Option<String> {
    path.strip_prefix(dir).unwrap_or(path).to_str().map(str::to_owned)
}

impl Listing {
    fn add(&mut self, dir: &Path, kind: fs::FileType, path: PathBuf) {
        let fault = match relative(dir, &path) {
            _ if kind.is_dir() => return,
            _ if kind.is_symlink() => Fault::Link,
            _ if !kind.is_file() => Fault::Special,
            Some(path) => return self.files.push(path),
            None => Fault::Name,
        };
        self.refused.push(ReadError::new(&path, fault));
    }

    fn refuse(&mut self, dir: &Path, error: walkdir::Error) {
        let path = error.path().unwrap_or(dir).to_owned();
        self.refused.push(ReadError::new(&path, Fault::from(system(error))));
    }

    fn sorted(mut self) -> Self {
        self.files.sort_unstable();
        self.refused.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }
}

/// The folders below `dir` that hold the file `name`, relative to `dir`, sorted; none lies inside another.
pub(crate) fn holders(dir: &Path, name: &str) -> Result<Vec<String>, ReadError> {
    let mut found = Vec::new();
    let mut walk = walkdir::WalkDir::new(dir).min_depth(1).into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(dir).to_owned();
            ReadError::new(&path, Fault::from(system(error)))
        })?;
        if !entry.file_type().is_dir() {
            continue;
        }
        let holds = entry.path().join(name).is_file();
        if holds || entry.file_name() == ".git" {
            walk.skip_current_dir();
        }
        let path = entry.path().strip_prefix(dir).ok().and_then(Path::to_str);
        found.extend(path.filter(|_| holds).map(str::to_owned));
    }
    found.sort_unstable();
    Ok(found)
}

/// What is at a path, links followed; nothing where they lead nowhere.
pub(crate) fn kind(path: &Path) -> Option<Kind> {
    let meta = fs::metadata(path).ok()?;
    let other = if meta.is_dir() { Kind::Folder } else { Kind::Other };
    Some(if meta.is_file() { Kind::File } else { other })
}

/// The folder that a file lies in; `.` for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where a path leads, links followed, also when the file is yet to be written: two paths with one place are one file.
pub(crate) fn place(path: &Path) -> PathBuf {
    let beside = || Some(fs::canonicalize(folder_of(path)).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// The file `name` in the folder `from` or in the nearest folder above it.
pub(crate) fn find_upwards(name: &str, from: &Path) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    from.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A path as messages show it: hostile characters are spelled out.
pub(crate) fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

fn bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    contents(path).map_err(|fault| ReadError::new(path, fault))
}

fn contents(path: &Path) -> Result<Vec<u8>, Fault> {
    let meta = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() => {
            return Err(Fault::Dangling);
        }
        meta => meta?,
    };
    if meta.is_dir() {
        return Err(Fault::Folder);
    }
    if !meta.is_file() {
        return Err(Fault::Special);
    }
    let mut bytes = Vec::with_capacity(meta.len().min(MAX_BYTES as u64) as usize + 1);
    fs::File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Err(Fault::TooLarge);
    }
    Ok(bytes)
}

/// The bytes as a text; else what is wrong with them, and the bytes.
fn decode(bytes: Vec<u8>) -> Result<String, (Fault, Vec<u8>)> {
    let line = |bytes: &[u8], at: usize| memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
    if let Some(at) = memchr::memchr(0, &bytes) {
        return Err((Fault::Nul { line: line(&bytes, at) }, bytes));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let fault = Fault::Encoding { line: line(error.as_bytes(), at), byte: error.as_bytes()[at] };
        (fault, error.into_bytes())
    })
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::NotADirectory => Self::NotFolder,
            io::ErrorKind::IsADirectory => Self::Folder,
            _ => Self::System(error),
        }
    }
}

impl From<Errno> for Fault {
    fn from(errno: Errno) -> Self {
        io::Error::from(errno).into()
    }
}

/// The system's own error; walkdir's other kind, a loop of links, needs followed links.
fn system(error: walkdir::Error) -> io::Error {
    error.into_io_error().unwrap_or_else(|| io::Error::other("too many levels of symbolic links"))
}

/// The system's words without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn every_text_that_cannot_be_read_says_why() {
        let temp = tempfile::tempdir().unwrap();
        let path = |name: &str| temp.path().join(name);
        fs::write(path("good"), "ä\n").unwrap();
        fs::write(path("latin"), b"a\nb\xe4\n").unwrap();
        fs::write(path("nul"), b"a\n\nb\0").unwrap();
        fs::File::create(path("large")).unwrap().set_len(MAX_BYTES as u64 + 1).unwrap();
        symlink("nowhere", path("dangling")).unwrap();
        symlink("good", path("link")).unwrap();
        let said = |name: &str| match read_text(&path(name)) {
            Ok(text) => text,
            Err(error) => error.to_string().replace(&shown(temp.path()), "in"),
        };
        assert_eq!(said("good"), "ä\n");
        assert_eq!(said("link"), "ä\n");
        assert_eq!(said("latin"), "cannot read `in/latin`: line 2 is not valid UTF-8 (byte 0xe4)");
        assert_eq!(said("nul"), "cannot read `in/nul`: line 3 contains a NUL byte");
        assert_eq!(said("large"), "cannot read `in/large`: it is larger than 32 MiB");
        assert_eq!(said("dangling"), "cannot read `in/dangling`: broken symbolic link");
        assert_eq!(said("none"), "cannot read `in/none`: no such file or folder");
        assert_eq!(said(""), "cannot read `in/`: it is a folder, not a file");
        assert_eq!(said("good/x"), "cannot read `in/good/x`: it is a file, not a folder");
        assert!(matches!(read_text(Path::new("/dev/null")), Err(ReadError { fault: Fault::Special, .. })));
    }

    #[test]
    fn a_walk_lists_files_and_reports_links() {
        let temp = tempfile::tempdir().unwrap();
        for folder in ["a/b", "a-b", "skipped/x", ".git"] {
            fs::create_dir_all(temp.path().join(folder)).unwrap();
            fs::write(temp.path().join(folder).join("f"), "").unwrap();
        }
        symlink("..", temp.path().join("a/up")).unwrap();
        let listing = walk(temp.path(), |folder| folder != "skipped");
        assert_eq!(listing.files, ["a-b/f", "a/b/f"]);
        let refused: Vec<_> = listing.refused.iter().map(|error| error.to_string()).collect();
        assert_eq!(refused.len(), 1);
        assert!(refused[0].ends_with("a/up`: it is a symbolic link, which groma does not follow"));
        let none = walk(&temp.path().join("none"), |_| true);
        assert!(matches!(none.refused[..], [ReadError { fault: Fault::Missing, .. }]));
    }

    #[test]
    fn a_report_is_written_whole_and_leaves_nothing_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let path = |name: &str| temp.path().join(name);
        report::write(&path("new"), b"one").unwrap();
        let mode = |name: &str| fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;
        fs::write(path("plain"), "").unwrap();
        assert_eq!(mode("new"), mode("plain"));
        fs::remove_file(path("plain")).unwrap();
        fs::set_permissions(path("new"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("new", path("link")).unwrap();
        report::write(&path("link"), b"two").unwrap();
        assert_eq!(fs::read(path("new")).unwrap(), b"two");
        assert_eq!(mode("new"), 0o640);
        assert!(fs::symlink_metadata(path("link")).unwrap().is_symlink());
        assert_eq!(place(&path("link")), place(&path("./new")));
        assert_eq!(place(&path("none")), place(&path("../").join(temp.path()).join("none")));
        report::write(Path::new("/dev/null"), b"three").unwrap();
        let mut left: Vec<_> = fs::read_dir(temp.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["link", "new"]);
    }

    #[test]
    fn a_report_that_cannot_be_written_says_why() {
        let temp = tempfile::tempdir().unwrap();
        let path = |name: &str| temp.path().join(name);
        fs::write(path("file"), "").unwrap();
        symlink("nowhere", path("dangling")).unwrap();
        let said =
            |name: &str| report::write(&path(name), b"x").unwrap_err().to_string().replace(&shown(temp.path()), "in");
        assert_eq!(said("none/x"), "cannot write `in/none/x`: no such file or folder");
        assert_eq!(said("file/x"), "cannot write `in/file/x`: it is a file, not a folder");
        assert_eq!(said(""), "cannot write `in/`: it is a folder, not a file");
        assert_eq!(said("dangling"), "cannot write `in/dangling`: broken symbolic link");
    }

    #[test]
    fn a_file_is_found_in_the_folders_above() {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir_all(temp.path().join("a/b/platform.yaml")).unwrap();
        fs::write(temp.path().join("platform.yaml"), "").unwrap();
        assert_eq!(find_upwards("platform.yaml", &temp.path().join("a/b")), Some(temp.path().join("platform.yaml")));
        assert_eq!(find_upwards("groma-has-no-such-file", temp.path()), None);
    }
}
