//! The compiler: texts in, repositories and findings out.
//!
//! [`Workspace`] holds everything that was read; from there on nothing touches the disk, the clock or the
//! environment, so that the same workspace gives the same bytes on any machine and any number of threads.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::blueprint::{self, Blueprints};
use crate::check::levels::Levels;
use crate::diagnostic::{Diagnostic, Level, Sink};
use crate::files::{self, ReadError};
use crate::inventory;
use crate::platform;
use crate::render::Rendering;
use crate::source::Sources;
use crate::tree::{Digest, Repository, Tree};

/// Everything that a run has read.
pub struct Workspace {
    pub sources: Sources,
    pub blueprints: Blueprints,
    files: inventory::Files,
    /// Faults of blueprints and of what the inventory includes.
    faults: Vec<Diagnostic>,
}

impl Workspace {
    /// Reads the inventory at `path`, what it includes, and the folder `blueprints` beside it. `base` is how the
    /// inventory's folder is shown to the user.
    pub fn open(path: &Path, base: &str) -> Result<Self, ReadError> {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let files = inventory::load(path, base, &mut sources, &mut sink)?;
        let (folder, shown) = blueprint_folder(path, base);
        let own = files::is_folder(&folder).then_some((folder.as_path(), shown.as_str()));
        let blueprints = blueprint::load(own, &mut sources, &mut sink)?;
        Ok(Self { sources, blueprints, files, faults: sink.into_list() })
    }

    /// Binds the inventory and finds out what there is to render.
    pub fn resolve(&self) -> Build<'_> {
        let mut sink = Sink::default();
        sink.extend(self.faults.iter().cloned());
        let inventory = inventory::parse(&self.files, &self.sources, &mut sink);
        let mut levels = Levels::default();
        let rendering = inventory.map(|inventory| {
            levels = Levels::of(inventory.root.get("rules"), &mut sink);
            let platform = platform::platform(&inventory, &self.blueprints, &mut sink);
            // The tree of values has served; the platform holds what is needed of it.
            drop(inventory);
            Rendering::new(Arc::new(platform), &self.blueprints, &self.sources, &mut sink)
        });
        Build { sources: &self.sources, rendering, found: sink.into_list(), levels }
    }
}

/// The folder `blueprints` beside the inventory; the example of a blueprint sees the blueprints around it.
fn blueprint_folder(path: &Path, base: &str) -> (PathBuf, String) {
    let folder = files::folder_of(path);
    let (below, name) = match files::is_file(&folder.join("../blueprint.yaml")) {
        true => (folder.join("../.."), "../.."),
        false => (folder.join("blueprints"), "blueprints"),
    };
    (below, if base.is_empty() { name.to_owned() } else { format!("{base}/{name}") })
}

/// A platform that is bound, and the findings so far.
pub struct Build<'w> {
    sources: &'w Sources,
    rendering: Option<Rendering<'w>>,
    found: Vec<Diagnostic>,
    /// What the inventory wants of the rules about what is rendered.
    pub levels: Levels,
}

impl Build<'_> {
    pub fn repositories(&self) -> usize {
        self.rendering.as_ref().map_or(0, Rendering::repositories)
    }

    /// Whether the findings so far let the tree be written.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|finding| finding.level == Level::Error)
    }

    /// Renders every repository and hands its portions to `consume`, from many threads. Returns all findings, sorted.
    pub fn render<E: Send>(
        self,
        consume: &(dyn Fn(usize, Repository) -> Result<(), E> + Sync),
    ) -> Result<Vec<Diagnostic>, E> {
        let mut sink = Sink::default();
        sink.extend(self.found);
        if let Some(rendering) = self.rendering {
            sink.extend(rendering.render(consume)?);
        }
        Ok(sink.finish(self.sources))
    }

    /// All findings; the files are made and forgotten.
    pub fn check(self) -> Vec<Diagnostic> {
        let checked = self.render(&|_, _| Ok::<(), std::convert::Infallible>(()));
        checked.unwrap_or_else(|never| match never {})
    }

    /// The whole tree in memory.
    pub fn tree(self) -> (Tree, Vec<Diagnostic>) {
        let repositories: Mutex<Vec<Repository>> = Mutex::default();
        let found = self.render(&|_, repository| {
            repositories.lock().expect("no holder panics").push(repository);
            Ok::<(), std::convert::Infallible>(())
        });
        let mut portions = repositories.into_inner().expect("no holder panics");
        portions.sort_by(|a, b| a.path.cmp(&b.path));
        let mut tree = Tree::default();
        for portion in portions {
            match tree.repositories.last_mut().filter(|last| last.path == portion.path) {
                Some(last) => last.files.extend(portion.files),
                None => tree.repositories.push(portion),
            }
        }
        for repository in &mut tree.repositories {
            repository.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        (tree, found.unwrap_or_else(|never| match never {}))
    }

    /// One digest of the whole tree: every repository's path and manifest, and the manifest names every file.
    pub fn digest(self) -> (Digest, Vec<Diagnostic>) {
        let digests: Mutex<Vec<(usize, Digest)>> = Mutex::default();
        let found = self.render(&|at, repository| {
            let manifest = repository.files.iter().find(|file| file.path == crate::render::MANIFEST);
            if let Some(manifest) = manifest {
                digests.lock().expect("no holder panics").push((at, manifest.content.digest()));
            }
            Ok::<(), std::convert::Infallible>(())
        });
        let mut digests = digests.into_inner().expect("no holder panics");
        digests.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        digests.iter().for_each(|(_, digest)| {
            hasher.update(digest);
        });
        (*hasher.finalize().as_bytes(), found.unwrap_or_else(|never| match never {}))
    }
}
