//! What is staged of one repository: files in the staging folder, and where each of them goes.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Counts;
use crate::path::below;
use crate::reconcile::comparison::Compared;
use crate::reconcile::{Actual, Decision};
use crate::store::Fault;
use crate::store::folder::Folder;
use crate::store::path_cursor::Failure;
use crate::tree::File;

/// A repository that is ready to be moved to its place.
#[derive(Debug, Default)]
pub struct Staged {
    pub(super) repository: String,
    pub(super) moves: Vec<Move>,
    /// Whether the repository had no folder before; it is moved whole then.
    pub(super) created: bool,
    pub(super) files: Counts,
    pub(super) kept: usize,
}

/// One rename, from a path in the staging folder to a path in `out`.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) target: Target,
}

/// What a rename finds at its end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Free,
    OldFile,
}

/// What was decided about some files of a standing repository, and staged.
pub(super) struct Share<'d> {
    /// The staging folder, and the next name in it that nothing has.
    folder: &'d Folder,
    next: &'d AtomicU32,
    pub(super) staged: Staged,
    /// How the files compare; none when nobody asks.
    pub(super) compared: Option<Compared>,
    /// The folder of the staging folder that the files of this share are written into, made for the first.
    staging: Option<(String, Folder)>,
}

impl<'d> Share<'d> {
    pub(super) fn new(repository: &str, folder: &'d Folder, next: &'d AtomicU32, compared: Option<Compared>) -> Self {
        let staged = Staged { repository: repository.to_owned(), ..Staged::default() };
        Self { folder, next, staged, compared, staging: None }
    }

    pub(super) fn add(&mut self, file: &File, actual: Actual<'_>, decision: Decision<'_>) -> Result<(), Failure> {
        if let Some(compared) = &mut self.compared {
            compared.add(file, actual, &decision);
        }
        let files = &mut self.staged.files;
        let (count, wanted) = match &decision {
            Decision::Same => (&mut files.unchanged, None),
            Decision::Keep => (&mut self.staged.kept, None),
            Decision::Create(bytes) => (&mut files.created, Some((Target::Free, *bytes))),
            Decision::Write(bytes) => (&mut files.changed, Some((Target::OldFile, &**bytes))),
        };
        *count += 1;
        let Some((target, bytes)) = wanted else { return Ok(()) };
        let from = self.stage(bytes, file).map_err(|fault| Failure { path: file.path.clone(), fault })?;
        self.staged.moves.push(Move { from, to: below(&self.staged.repository, &file.path), target });
        Ok(())
    }

    /// Writes one file into the staging folder, and returns its path there.
    fn stage(&mut self, bytes: &[u8], file: &File) -> Result<String, Fault> {
        let (name, folder) = match &mut self.staging {
            Some(staging) => staging,
            None => {
                let name = self.next.fetch_add(1, Ordering::Relaxed).to_string();
                let folder = self.folder.enter_or_make(&name).and_then(found)?;
                self.staging.insert((name, folder))
            }
        };
        let number = self.staged.moves.len().to_string();
        folder.create(&number, bytes, file.executable)?;
        Ok(format!("{name}/{number}"))
    }

    pub(super) fn append(&mut self, other: Self) {
        self.staged.moves.extend(other.staged.moves);
        self.staged.files.add(other.staged.files);
        self.staged.kept += other.staged.kept;
        if let (Some(compared), Some(other)) = (&mut self.compared, other.compared) {
            compared.append(other);
        }
    }
}

pub(super) fn found(folder: Option<Folder>) -> Result<Folder, Fault> {
    folder.ok_or(Fault::Missing)
}
