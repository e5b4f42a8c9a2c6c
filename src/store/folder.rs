//! Writing, and reading back what was written, by handles on open folders instead of long paths.
//!
//! That is faster, since the kernel walks no path twice, and safe, since no name is ever resolved through a link.
//!
//! It stays by hand, on rustix, because `cap-std` follows links that stay inside a folder, opens a path of several names
//! folder by folder where the system has no `openat2`, and knows neither locks nor `renameat2`, by which files are
//! exchanged or moved to names that must be free: rustix would stay beside it, and most of this file.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::{Fault, Kind};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// An open folder. Names are taken relative to it; none of its functions follows a link.
#[derive(Debug)]
pub(crate) struct Folder(OwnedFd);

/// An open regular file.
#[derive(Debug)]
pub(crate) struct Existing {
    fd: OwnedFd,
    pub(crate) size: usize,
    pub(crate) executable: bool,
}

impl Folder {
    /// Opens a folder where the user's path leads, links included.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        Ok(Self(rustix::fs::open(path, FOLDER, Mode::empty()).map_err(io::Error::from)?))
    }

    /// Creates `path`, which leads nowhere, with its parents and returns those that were missing, outermost first.
    pub(crate) fn create_all(path: &Path) -> Result<Vec<PathBuf>, Fault> {
        if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()) {
            return Err(Fault::Dangling);
        }
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && fs::symlink_metadata(folder).is_err();
        let mut made: Vec<_> = path.ancestors().take_while(missing).map(Path::to_owned).collect();
        made.reverse();
        fs::create_dir_all(path)?;
        Ok(made)
    }

    /// Removes a folder if it is empty.
    pub(crate) fn remove_empty(path: &Path) -> Result<(), Fault> {
        Ok(fs::remove_dir(path)?)
    }

    /// Removes a folder and what it holds, on all threads; a link is removed, not followed.
    pub(crate) fn remove_all(path: &Path) -> Result<(), Fault> {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        let meta = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            meta => meta?,
        };
        if !meta.is_dir() {
            return Ok(fs::remove_file(path)?);
        }
        let entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        entries.into_par_iter().try_for_each(|entry| match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path()),
            false => fs::remove_file(entry.path()),
        })?;
        Ok(fs::remove_dir(path)?)
    }

    /// Takes the folder for this process until it is closed; false when another has it.
    ///
    /// A file system without locks (some network mounts) grants it to everyone.
    pub(crate) fn lock(&self) -> bool {
        let taken = rustix::fs::flock(&self.0, FlockOperation::NonBlockingLockExclusive);
        !matches!(taken, Err(Errno::WOULDBLOCK))
    }

    /// Opens a folder in this one, if there is one.
    pub(crate) fn enter(&self, name: &str) -> Result<Option<Self>, Fault> {
        match rustix::fs::openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(fd) => Ok(Some(Self(fd))),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.obstacle(name, errno)),
        }
    }

    /// Opens a folder in this one, made when there is none.
    pub(crate) fn enter_or_make(&self, name: &str) -> Result<Option<Self>, Fault> {
        match self.enter(name)? {
            None => {
                self.make(name)?;
                self.enter(name)
            }
            found => Ok(found),
        }
    }

    /// Makes a folder; one that is there already is fine.
    pub(crate) fn make(&self, path: &str) -> Result<(), Fault> {
        match rustix::fs::mkdirat(&self.0, path, Mode::from_raw_mode(0o777)) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Removes a folder in this one if it is empty, and says whether it was.
    pub(crate) fn remove_folder(&self, name: &str) -> Result<bool, Fault> {
        match rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR) {
            Ok(()) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::BUSY) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Makes a folder that only this user may enter, and opens it; one that is there already is an error.
    pub(crate) fn make_private(&self, name: &str) -> Result<Self, Fault> {
        rustix::fs::mkdirat(&self.0, name, Mode::RWXU)?;
        self.enter(name)?.ok_or(Fault::Missing)
    }

    /// Writes a new file; one that is there already is an error. Links are followed *before* the last name of
    /// `path`, so that this is only for folders that this process has made.
    pub(crate) fn create(&self, path: &str, bytes: &[u8], executable: bool) -> Result<(), Fault> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if executable { 0o777 } else { 0o666 });
        let fd = rustix::fs::openat(&self.0, path, flags, mode)?;
        let mut rest = bytes;
        while !rest.is_empty() {
            let written = rustix::io::retry_on_intr(|| rustix::io::write(&fd, rest))?;
            rest = &rest[written..];
        }
        Ok(())
    }

    /// What has this name, if anything has.
    pub(crate) fn kind(&self, name: &str) -> Result<Option<Kind>, Fault> {
        match self.stat(name) {
            Ok(FileType::RegularFile) => Ok(Some(Kind::File)),
            Ok(FileType::Directory) => Ok(Some(Kind::Folder)),
            Ok(_) => Ok(Some(Kind::Other)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Opens a regular file, if there is one.
    pub(crate) fn file(&self, name: &str) -> Result<Option<Existing>, Fault> {
        // Without NONBLOCK a named pipe would wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = match rustix::fs::openat(&self.0, name, flags, Mode::empty()) {
            Ok(fd) => fd,
            Err(Errno::NOENT) => return Ok(None),
            Err(errno) => return Err(self.obstacle(name, errno)),
        };
        let stat = rustix::fs::fstat(&fd)?;
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => {}
            FileType::Directory => return Err(Fault::Folder),
            _ => return Err(Fault::Special),
        }
        let executable = Mode::from_raw_mode(stat.st_mode).contains(Mode::XUSR);
        Ok(Some(Existing { fd, size: stat.st_size as usize, executable }))
    }

    /// Moves `from` to the name `to` in another folder; a name that is taken is an error.
    pub(crate) fn move_new(&self, from: &str, folder: &Self, to: &str) -> Result<(), Fault> {
        match rustix::fs::renameat_with(&self.0, from, &folder.0, to, RenameFlags::NOREPLACE) {
            Err(errno) if is_unsupported(errno) => Ok(rustix::fs::renameat(&self.0, from, &folder.0, to)?),
            moved => Ok(moved?),
        }
    }

    /// Puts `from` in the place of the file `to` in another folder; the old file may be left under the name `from`.
    ///
    /// Both are exchanged where the system can do that, for ext4 writes the data out before it renames over a file,
    /// each file by itself, which makes many of them 20 times slower.
    pub(crate) fn move_over(&self, from: &str, folder: &Self, to: &str) -> Result<(), Fault> {
        let exchange = || rustix::fs::renameat_with(&self.0, from, &folder.0, to, RenameFlags::EXCHANGE);
        match exchange() {
            Err(errno) if is_unsupported(errno) => return Ok(rustix::fs::renameat(&self.0, from, &folder.0, to)?),
            exchanged => exchanged?,
        }
        // What came back is going to be removed: it must be the file that was compared, not a folder of the user's.
        match self.stat(from)? {
            FileType::RegularFile => Ok(()),
            _ => {
                exchange()?;
                Err(Fault::Changed)
            }
        }
    }

    fn stat(&self, name: &str) -> Result<FileType, Errno> {
        let stat = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(FileType::from_raw_mode(stat.st_mode))
    }

    /// What stands in the way; systems disagree on the number that they return for a link.
    fn obstacle(&self, name: &str, errno: Errno) -> Fault {
        match self.stat(name) {
            Ok(FileType::Symlink) => Fault::Link,
            Ok(FileType::RegularFile) if errno == Errno::NOTDIR => Fault::NotFolder,
            Ok(FileType::Directory) | Err(_) => errno.into(),
            Ok(_) if matches!(errno, Errno::NOTDIR | Errno::NXIO) => Fault::Special,
            Ok(_) => errno.into(),
        }
    }
}

impl Existing {
    /// Replaces `buffer` by the file's bytes, as many as it had when it was opened.
    pub(crate) fn read(&self, buffer: &mut Vec<u8>) -> Result<(), Fault> {
        buffer.clear();
        buffer.reserve(self.size);
        while buffer.len() < self.size {
            let count =
                rustix::io::retry_on_intr(|| rustix::io::read(&self.fd, rustix::buffer::spare_capacity(buffer)))?;
            if count == 0 {
                break;
            }
        }
        Ok(())
    }
}

fn is_unsupported(errno: Errno) -> bool {
    matches!(errno, Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP)
}
