//! The files of all rendered repositories, by their numbers.

use crate::render::origin::Origins;

pub(crate) struct Files {
    /// The number of the first file of each repository.
    pub(crate) starts: Vec<usize>,
    /// Of each repository, sorted.
    pub(crate) paths: Vec<Vec<String>>,
}

impl Files {
    /// The repository of a file, and its path below all of them.
    pub(crate) fn locate(&self, number: usize) -> Option<(usize, &str)> {
        let at = self.starts.partition_point(|start| *start <= number).checked_sub(1)?;
        Some((at, self.paths[at].get(number - self.starts[at])?))
    }

    /// The text of a file, made once more.
    pub(crate) fn text(&self, origins: &Origins<'_>, number: usize) -> Option<String> {
        let (at, path) = self.locate(number)?;
        let mut text = None;
        let path = origins.below(at, path);
        origins.remake(at, &[path], &mut |_, remade| text = Some(remade.text.clone()));
        text
    }
}
