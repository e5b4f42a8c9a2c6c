//! Argo CD's view of the world: which project an Application is of, what that permits, where a repository lies in the
//! trees, and what is deployed from it.

pub(crate) mod glob;
pub(crate) mod index;
pub(crate) mod patterns;
pub(crate) mod permission;
pub(crate) mod repository;
pub(crate) mod scope;
pub(crate) mod template;

use std::sync::Arc;

use super::Identity;
use super::facts::argo::{Application, Project, Source};
use super::index::Index;
use super::layout::Role;
use super::listing::Tree;
use crate::path::joined;
use repository::Home;

/// A folder of one tree.
#[derive(Debug)]
pub(crate) struct Folder<'w> {
    pub(crate) tree: &'w Tree,
    pub(crate) index: u32,
    /// Relative to the tree; empty for its root.
    pub(crate) path: String,
}

impl Folder<'_> {
    /// Whether a file lies at a path as seen from here.
    pub(crate) fn holds(&self, name: &str) -> bool {
        joined(&self.path, name).is_some_and(|path| self.tree.holds_file(&path))
    }
}

impl Index {
    /// The project of an Application, when only one of that name may be meant.
    pub(crate) fn project_of(&self, application: &Application) -> Option<&Project> {
        let name = application.project.as_ref().map_or("default", |project| &project.value);
        let known = self.argo().projects.get(name)?.iter().map(|at| &self.facts.projects[*at as usize]);
        let mut known = known.filter(|project| self.may_belong(application, project));
        known.next().filter(|_| known.next().is_none())
    }

    /// Whether an Application may be of a project: one of the same Argo CD, or any where that has none in the tree.
    pub(crate) fn may_belong(&self, application: &Application, project: &Project) -> bool {
        project.of.shares_argocd(&application.of) || !self.argo().with_projects.contains(application.of.place.argocd())
    }

    /// Where the root of a source's repository lies, when it is in a tree.
    pub(crate) fn home(&self, source: &Source) -> Option<Folder<'_>> {
        self.root(&source.repository.as_ref()?.value)
    }

    /// Where the root of the repository of an address lies, when it is in a tree.
    pub(crate) fn root(&self, url: &str) -> Option<Folder<'_>> {
        let Home { tree, folder } = self.argo().repositories.home(url)?;
        Some(Folder { tree: &self.trees[*tree as usize], index: *tree, path: folder.to_string() })
    }

    /// The folder that a source deploys, when it is in a tree.
    pub(crate) fn folder(&self, source: &Source) -> Option<Folder<'_>> {
        let (home, path) = (self.home(source)?, source.path.as_ref()?);
        let path = joined(&home.path, &path.value).filter(|path| home.tree.holds_folder(path))?;
        Some(Folder { path, ..home })
    }

    /// The objects that a source deploys as they are written: those of a folder, not what a chart or a base makes.
    pub(crate) fn deployed<'w>(&'w self, source: &'w Source) -> impl Iterator<Item = &'w Arc<Identity>> {
        let folder = self.folder(source).filter(|folder| !folder.holds("Chart.yaml"));
        let objects = folder.as_ref().map(|folder| self.objects_below(folder)).unwrap_or_default();
        objects.iter().filter(move |object| {
            let Some(folder) = folder.as_ref().filter(|_| object.place.role == Role::Documents) else { return false };
            is_taken(&object.place.path[start(&folder.path)..], &object.place.kustomization, &folder.path, source)
        })
    }

    /// Every object below a folder; they are kept in the order of their files.
    fn objects_below(&self, folder: &Folder<'_>) -> &[Arc<Identity>] {
        let prefix = if folder.path.is_empty() { String::new() } else { format!("{}/", folder.path) };
        let objects = &self.facts.objects;
        let from = objects
            .partition_point(|object| (object.place.tree, &*object.place.path) < (folder.index, prefix.as_str()));
        let length = objects[from..]
            .partition_point(|object| object.place.tree == folder.index && object.place.path.starts_with(&prefix));
        &objects[from..from + length]
    }
}

/// Whether a file of a source's folder is deployed. A folder with a kustomization gives what that names.
fn is_taken(path: &str, kustomization: &Option<Arc<str>>, folder: &str, source: &Source) -> bool {
    if let Some(kustomization) = kustomization {
        return **kustomization == *folder;
    }
    let Source { directory, .. } = source;
    let is = |pattern: &Option<Box<str>>| pattern.as_ref().map(|pattern| glob::matches(pattern, path, None));
    (directory.recurse || !path.contains('/'))
        && is(&directory.include) != Some(false)
        && is(&directory.exclude) != Some(true)
}

/// Where the paths of a folder's files begin.
fn start(folder: &str) -> usize {
    if folder.is_empty() { 0 } else { folder.len() + 1 }
}

/// Whether a text is what it says, and no placeholder of a tool that is yet to run.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.contains("{{") && !text.contains("${") && !text.contains("$(") && !text.contains("<%")
}
