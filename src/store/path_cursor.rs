//! The way down to one file after another, with the folders in between held open for the next.
//!
//! No step follows a link, so that a path cannot leave the folder in which the descent began.

use crate::path::{below, is_within};
use crate::store::Fault;
use crate::store::folder::Folder;

/// A path that is in the way, relative to where the descent began, and why.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) path: String,
    pub(crate) fault: Fault,
}

impl Failure {
    /// The same as seen from where the descent into `folder` began.
    pub(crate) fn below(self, folder: &str) -> Self {
        Self { path: below(folder, &self.path), ..self }
    }
}

/// One step down: what [`Folder::enter`] and [`Folder::enter_or_make`] do.
type Step = fn(&Folder, &str) -> Result<Option<Folder>, Fault>;

/// The open folders from `root` to the last path that was asked for.
pub(crate) struct PathCursor<'a> {
    root: &'a Folder,
    step: Step,
    path: String,
    /// Each folder with the length of its path.
    open: Vec<(usize, Folder)>,
}

impl<'a> PathCursor<'a> {
    pub(crate) fn new(root: &'a Folder, step: Step) -> Self {
        Self { root, step, path: String::new(), open: Vec::new() }
    }

    /// The folder at `path`, none if there is none; cheap when the last path was near.
    pub(crate) fn to(&mut self, path: &str) -> Result<Option<&Folder>, Failure> {
        while !is_within(path, &self.path) {
            self.open.pop();
            self.path.truncate(self.open.last().map_or(0, |(length, _)| *length));
        }
        let rest = path[self.path.len()..].split('/').filter(|name| !name.is_empty());
        for name in rest {
            let from = self.open.last().map_or(self.root, |(_, folder)| folder);
            let found = (self.step)(from, name);
            let before = self.path.len();
            if before > 0 {
                self.path.push('/');
            }
            self.path.push_str(name);
            match found {
                Ok(Some(folder)) => self.open.push((self.path.len(), folder)),
                Ok(None) => {
                    self.path.truncate(before);
                    return Ok(None);
                }
                Err(fault) => {
                    let path = self.path.clone();
                    self.path.truncate(before);
                    return Err(Failure { path, fault });
                }
            }
        }
        Ok(Some(self.open.last().map_or(self.root, |(_, folder)| folder)))
    }
}
