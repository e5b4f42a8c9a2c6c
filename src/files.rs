//! The door to the disk: texts that are read, folders that are listed, and [`folder::Folder`], through which files
//! are written.
//!
//! Nothing else in groma names `std::fs`, walkdir or rustix. A path that the user gave is resolved as the user's own
//! shell would; below it, no link is ever followed.

#![expect(clippy::disallowed_methods, reason = "this is the door to the disk")]

pub mod folder;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::diagnostic::{Diagnostic, Sink, visible};
use crate::source::{FileId, Sources, Span};

/// Longest text that is read, in bytes.
pub const MAX_BYTES: usize = crate::yaml::read::MAX_BYTES;

/// Why the disk refused, in the words that stand behind the path.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("no such file or folder")]
    Missing,
    #[error("it is a link to something that does not exist")]
    Dangling,
    #[error("it is a symbolic link, and links are not followed")]
    Link,
    #[error("it is a link that leads out of the folder")]
    Outside,
    #[error("it is a folder, not a file")]
    Folder,
    #[error("it is a file, not a folder")]
    NotFolder,
    #[error("its field `{0}`, which others write, cannot be carried over; mend the file, or remove it")]
    Field(String),
    #[error("it is neither a file nor a folder")]
    Special,
    #[error("it was replaced while groma was running")]
    Changed,
    #[error("it is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    #[error("line {line} is not UTF-8 (byte 0x{byte:02x})")]
    Encoding { line: usize, byte: u8 },
    #[error("line {line} holds a NUL byte, so it is not a text")]
    Nul { line: usize },
    #[error("its name is not UTF-8")]
    Name,
    #[error("{}", reason(.0))]
    System(io::Error),
}

/// A file or folder that could not be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot read `{path}`: {fault}")]
pub struct ReadError {
    /// As messages show it.
    pub path: String,
    pub file: PathBuf,
    pub fault: Fault,
}

impl ReadError {
    fn new(path: &Path, fault: Fault) -> Self {
        Self { path: shown(path), file: path.to_owned(), fault }
    }
}

/// What lies below a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Regular files, relative to the folder, with `/`, sorted.
    pub files: Vec<String>,
    /// Links, devices, unreadable folders and names that are not UTF-8; sorted by path.
    pub refused: Vec<ReadError>,
}

/// Reads a text of at most [`MAX_BYTES`].
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    text(path).map_err(|fault| ReadError::new(path, fault))
}

/// Rule of a file that is no text.
pub const NOT_TEXT: &str = "not-text";

/// Reads a text into `sources`, under the name that the user knows. One that is no UTF-8, or holds a NUL, is a fault of
/// the file and not of the disk: it is reported, and its wrong bytes are replaced so that the place can be shown.
pub fn read_source(path: &Path, name: String, sources: &mut Sources, sink: &mut Sink) -> Result<FileId, ReadError> {
    let (line, reason) = match text(path) {
        Ok(text) => return Ok(sources.add(name, text)),
        Err(Fault::Encoding { line, byte }) => (line, format!("byte 0x{byte:02x} is not UTF-8")),
        Err(Fault::Nul { line }) => (line, "it holds a NUL byte".to_owned()),
        Err(fault) => return Err(ReadError::new(path, fault)),
    };
    let bytes = fs::read(path).map_err(|error| ReadError::new(path, error.into()))?;
    let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
    let file = sources.add(name, text);
    let source = sources.get(file);
    let start = source.line_starts().get(line - 1).map_or(0, |start| *start as usize);
    let start = source.text[start..].find('\u{fffd}').map_or(start, |at| start + at);
    let span = Span::new(file, start..source.text.ceil_char_boundary(start + 1));
    let diagnostic = Diagnostic::error("not-text", span, format!("the file is no text: {reason}"));
    sink.push(diagnostic.help("save it as UTF-8, without NUL bytes"));
    Ok(file)
}

/// Lists the files below `dir`, following no link; a folder is entered when `enter` says so of its relative path.
pub fn walk(dir: &Path, enter: impl Fn(&str) -> bool) -> Listing {
    let mut listing = Listing::default();
    let relative = |path: &Path| path.strip_prefix(dir).unwrap_or(path).to_str().map(str::to_owned);
    let wanted = |entry: &walkdir::DirEntry| {
        let enters = |path: String| enter(&path) && entry.file_name() != ".git";
        entry.depth() == 0 || !entry.file_type().is_dir() || relative(entry.path()).is_none_or(enters)
    };
    for entry in walkdir::WalkDir::new(dir).into_iter().filter_entry(wanted) {
        let (path, fault) = match entry {
            Ok(entry) if entry.file_type().is_file() => match relative(entry.path()) {
                Some(path) => {
                    listing.files.push(path);
                    continue;
                }
                None => (entry.into_path(), Fault::Name),
            },
            Ok(entry) if entry.file_type().is_dir() => continue,
            Ok(entry) if entry.file_type().is_symlink() => (entry.into_path(), Fault::Link),
            Ok(entry) => (entry.into_path(), Fault::Special),
            Err(error) => (error.path().unwrap_or(dir).to_owned(), Fault::from(system(error))),
        };
        listing.refused.push(ReadError::new(&path, fault));
    }
    listing.files.sort_unstable();
    listing.refused.sort_by(|a, b| a.path.cmp(&b.path));
    listing
}

/// Lists the files below `dir` for judging. A link within the folder is passed over, for its target is listed in its own
/// place; one that leads nowhere or out of the folder is refused, as the consumers of a repository refuse it.
pub fn walk_all(dir: &Path) -> Listing {
    let mut listing = walk(dir, |folder| folder.rsplit('/').next() != Some("node_modules"));
    let home = fs::canonicalize(dir);
    listing.refused.retain_mut(|refused| {
        if !matches!(refused.fault, Fault::Link) {
            return true;
        }
        match (fs::canonicalize(&refused.file), &home) {
            (Ok(target), Ok(home)) if target.starts_with(home) => return false,
            (Ok(_), _) => refused.fault = Fault::Outside,
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => refused.fault = Fault::Dangling,
            (Err(error), _) => refused.fault = error.into(),
        }
        true
    });
    listing
}

/// The folder that a file lies in; `.` for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a file is there.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a folder is there.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// A report that could not be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot write `{path}`: {fault}")]
#[diagnostic(help("name a file in a folder that exists and can be written"))]
pub struct ReportError {
    pub path: String,
    pub fault: Fault,
}

/// Writes a report where the user asked for it, whole or not at all; a pipe or device is written to as it is.
pub fn write_report(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    replace(path, bytes).map_err(|fault| ReportError { path: shown(path), fault })
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

/// Where a path leads, links followed, also when the file is yet to be written: two paths with one place are one file.
pub fn place(path: &Path) -> PathBuf {
    let beside = || Some(fs::canonicalize(folder_of(path)).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// The file `name` in the folder `from` or in the nearest folder above it.
pub fn find_upwards(name: &str, from: &Path) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    from.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A path as messages show it: hostile characters are spelled out.
pub fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

fn text(path: &Path) -> Result<String, Fault> {
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
    let line = |bytes: &[u8], at: usize| memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
    if let Some(at) = memchr::memchr(0, &bytes) {
        return Err(Fault::Nul { line: line(&bytes, at) });
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Fault::Encoding { line: line(error.as_bytes(), at), byte: error.as_bytes()[at] }
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
    error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"))
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
        assert_eq!(said("latin"), "cannot read `in/latin`: line 2 is not UTF-8 (byte 0xe4)");
        assert_eq!(said("nul"), "cannot read `in/nul`: line 3 holds a NUL byte, so it is not a text");
        assert_eq!(said("large"), "cannot read `in/large`: it is larger than 32 MiB");
        assert_eq!(said("dangling"), "cannot read `in/dangling`: it is a link to something that does not exist");
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
        assert!(refused[0].ends_with("a/up`: it is a symbolic link, and links are not followed"));
        let none = walk(&temp.path().join("none"), |_| true);
        assert!(matches!(none.refused[..], [ReadError { fault: Fault::Missing, .. }]));
    }

    #[test]
    fn a_report_is_written_whole_and_leaves_nothing_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let path = |name: &str| temp.path().join(name);
        write_report(&path("new"), b"one").unwrap();
        fs::set_permissions(path("new"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("new", path("link")).unwrap();
        write_report(&path("link"), b"two").unwrap();
        assert_eq!(fs::read(path("new")).unwrap(), b"two");
        assert_eq!(fs::metadata(path("new")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(path("link")).unwrap().is_symlink());
        assert_eq!(place(&path("link")), place(&path("./new")));
        assert_eq!(place(&path("none")), place(&path("../").join(temp.path()).join("none")));
        write_report(Path::new("/dev/null"), b"three").unwrap();
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
            |name: &str| write_report(&path(name), b"x").unwrap_err().to_string().replace(&shown(temp.path()), "in");
        assert_eq!(said("none/x"), "cannot write `in/none/x`: no such file or folder");
        assert_eq!(said("file/x"), "cannot write `in/file/x`: it is a file, not a folder");
        assert_eq!(said(""), "cannot write `in/`: it is a folder, not a file");
        assert_eq!(said("dangling"), "cannot write `in/dangling`: it is a link to something that does not exist");
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
