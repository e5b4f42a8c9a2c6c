//! One synthetic platform on the disk, and what groma does with it in this process.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use groma::diagnostic::{Diagnostic, Level};
use groma::publish::Summary;
use groma::publish::directory::Directory;
use groma::tree::Tree;
use groma::workspace::Workspace;

use crate::generator::Recipe;
use crate::stopwatch::{Times, alternate, time};

/// An inventory in a folder that is removed with it.
pub(crate) struct Platform {
    pub(crate) recipe: Recipe,
    pub(crate) folder: PathBuf,
    pub(crate) inventory: PathBuf,
}

/// What a run in memory needed, stage by stage.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    /// Files read, blueprints compiled.
    pub(crate) open: Times,
    /// Names bound, defaults filled, repositories found.
    pub(crate) resolve: Times,
    pub(crate) render: Times,
    pub(crate) total: Times,
    /// Files made by one run.
    pub(crate) files: usize,
}

/// All that is measured in memory.
pub(crate) struct InMemory {
    /// Everything new in each run, as in a process of its own.
    pub(crate) first: Stages,
    /// One workspace for all runs, so that templates have been rendered before.
    pub(crate) warm: Stages,
    /// The same as `first` for the yardstick, in the same rounds.
    pub(crate) yardstick: Times,
    /// What `groma check` does: everything new, rendered and judged.
    pub(crate) check: Times,
}

impl Platform {
    pub(crate) fn new(recipe: Recipe, folder: PathBuf) -> Self {
        remove(&folder);
        let inventory = recipe.write(&folder).expect("the inventory can be written below target/");
        Self { recipe, folder, inventory }
    }

    pub(crate) fn open(&self) -> Workspace {
        Workspace::open(&self.inventory, "").expect("the inventory can be read")
    }

    pub(crate) fn tree(&self) -> Tree {
        let (tree, found) = self.open().resolve().tree();
        refuse(&found);
        tree
    }

    /// Renders in memory, in turns: as a new process would, again, and the yardstick.
    pub(crate) fn in_memory(&self, rounds: usize, yardstick: &Self) -> InMemory {
        const REPEATS: u32 = 5;
        let (mut first, mut warm) = (Stages::default(), Stages::default());
        let workspace = self.open();
        render(&workspace, &mut Stages::default());
        let [_, _, yardstick, check] = alternate(
            rounds,
            [
                &mut || self.whole(&mut first),
                &mut || render(&workspace, &mut warm),
                &mut || (0..REPEATS).map(|_| yardstick.whole(&mut Stages::default())).sum::<Duration>() / REPEATS,
                &mut || self.check(),
            ],
        );
        InMemory { first, warm, yardstick, check }
    }

    /// From the disk to a tree that is thrown away.
    fn whole(&self, stages: &mut Stages) -> Duration {
        let (open, workspace) = time(|| self.open());
        stages.open.push(open);
        let rest = render(&workspace, stages);
        stages.total.push(open + rest);
        open + rest
    }

    /// From the disk to all findings.
    fn check(&self) -> Duration {
        let (time, found) = time(|| self.open().resolve().check());
        let faults = found.into_iter().filter(|finding| finding.level == Level::Error);
        refuse(&faults.collect::<Vec<_>>());
        time
    }

    /// What `groma render` does, without its process.
    pub(crate) fn write(&self, out: &Path) -> Summary {
        let workspace = self.open();
        let build = workspace.resolve();
        let directory = Directory::open(out).expect("target/ can be written");
        let staged = Mutex::new(Vec::new());
        let found = build.render(&|_, portion| {
            let done = directory.stage(&portion)?;
            staged.lock().expect("no holder panics").push(done);
            Ok::<(), groma::publish::WriteError>(())
        });
        refuse(&found.expect("target/ can be written"));
        directory.commit(staged.into_inner().expect("no holder panics")).expect("target/ can be written")
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        remove(&self.folder);
    }
}

fn render(workspace: &Workspace, stages: &mut Stages) -> Duration {
    let (resolve, build) = time(|| workspace.resolve());
    let files = AtomicUsize::new(0);
    let (render, found) = time(|| {
        build.render(&|_, portion| {
            files.fetch_add(portion.repository.files.len(), Ordering::Relaxed);
            Ok::<(), Infallible>(())
        })
    });
    refuse(&found.unwrap_or_else(|never| match never {}));
    stages.resolve.push(resolve);
    stages.render.push(render);
    stages.files = files.into_inner();
    resolve + render
}

/// A generator that makes faults measures something else.
fn refuse(found: &[Diagnostic]) {
    assert!(found.is_empty(), "the synthetic platform is faulty: {:#?}", &found[..found.len().min(3)]);
}

/// Removes a folder and all below it, if it is there.
pub(crate) fn remove(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("cannot remove {folder:?}: {error}"),
        _ => {}
    }
}
