//! The contenders on the disk: groma, a plain parallel writer or reader of the same bytes, and `cp -r`.
//!
//! All of them work on one file system, in a folder that is new in each round; what was written before is flushed
//! outside of the measured time, and trees are removed when all rounds are done.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use groma::tree::{File, Repository, Tree};
use rayon::prelude::*;

use crate::platform::{Platform, remove};
use crate::stopwatch::{Times, alternate, time};

/// A run into an empty folder, and its rivals.
#[derive(Debug)]
pub(crate) struct Cold {
    pub(crate) groma: Times,
    pub(crate) plain: Times,
    pub(crate) copy: Times,
}

/// A run into the folder that it made, one after an edit, and their rival.
#[derive(Debug)]
pub(crate) struct ActualTree {
    pub(crate) unchanged: Times,
    pub(crate) read: Times,
    pub(crate) edited: Times,
}

/// A tree with the folders that its files need.
struct Laid<'t> {
    repositories: Vec<(&'t Repository, BTreeSet<&'t str>)>,
}

/// Writes the platform into empty folders, in turns with a plain writer and a copy of `standing`.
pub(crate) fn cold(rounds: usize, platform: &Platform, tree: &Tree, standing: &Path) -> Cold {
    let laid = Laid::new(tree);
    let (home, round) = (platform.folder.join("cold"), Cell::new(0));
    fs::create_dir_all(&home).expect("the bench's folder can be written");
    // A folder of its own for each round: where many files were removed, some file systems make new ones slowly.
    // The largest trees would fill the disk, or the memory.
    let keep = platform.recipe.apps <= crate::PROMISED;
    let next = || {
        round.set(round.get() + 1);
        home.join(round.get().to_string())
    };
    let [groma, plain, copy] = alternate(
        rounds,
        [
            &mut || fresh(&next(), keep, |place| _ = platform.write(place)),
            &mut || fresh(&next(), keep, |place| laid.write(place)),
            &mut || fresh(&next(), keep, |place| copy(standing, place)),
        ],
    );
    fs::read_dir(&home).into_iter().flatten().flatten().for_each(|round| clear(&round.path()));
    Cold { groma, plain, copy }
}

/// Runs again on what stands there, in turns with a plain reader and with a run after an edit of one app.
pub(crate) fn standing(rounds: usize, platform: &Platform, tree: &Tree, standing: &Path) -> ActualTree {
    let mut revision = 0;
    // The tree has been read once, so that no contender finds a colder disk than the others.
    read(tree, standing);
    let [unchanged, read, edited] = alternate(
        rounds,
        [
            &mut || {
                let (time, summary) = time(|| platform.write(standing));
                assert_eq!((summary.files.created, summary.files.changed), (0, 0), "nothing has changed");
                time
            },
            &mut || time(|| read(tree, standing)).0,
            &mut || {
                revision += 1;
                platform.recipe.edit(&platform.folder, revision).expect("the inventory can be written");
                let (time, summary) = time(|| platform.write(standing));
                assert_ne!(summary.files.changed, 0, "the description of one app has changed");
                time
            },
        ],
    );
    ActualTree { unchanged, read, edited }
}

/// Measures work that makes `place`.
fn fresh(place: &Path, keep: bool, work: impl FnOnce(&Path)) -> Duration {
    rustix::fs::sync();
    let (time, ()) = time(|| work(place));
    if !keep {
        clear(place);
    }
    time
}

/// Removes a tree of repositories, on all threads.
pub(crate) fn clear(place: &Path) {
    let list = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.expect("the folder can be listed").path()).filter(|path| path.is_dir()).collect()
    };
    let groups: Vec<PathBuf> = list(place).iter().flat_map(|folder| list(folder)).collect();
    groups.par_iter().for_each(|group| remove(group));
    remove(place);
}

impl<'t> Laid<'t> {
    fn new(tree: &'t Tree) -> Self {
        let folders = |repository: &'t Repository| {
            repository.files.iter().filter_map(|file| Some(file.path.rsplit_once('/')?.0)).collect()
        };
        Self { repositories: tree.repositories.iter().map(|repository| (repository, folders(repository))).collect() }
    }

    /// The shortest way to bring the bytes to the disk without a thought for what may go wrong.
    fn write(&self, place: &Path) {
        self.repositories.par_iter().for_each(|(repository, folders)| {
            let base = place.join(&repository.path);
            fs::create_dir_all(&base).expect("target/ can be written");
            folders.iter().for_each(|folder| fs::create_dir_all(base.join(folder)).expect("target/ can be written"));
            repository.files.iter().for_each(|file| write(&base.join(&file.path), file));
        });
    }
}

fn write(path: &Path, file: &File) {
    if !file.executable {
        return fs::write(path, file.content.bytes()).expect("target/ can be written");
    }
    let mut options = fs::OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o777).open(path).expect("a folder for it");
    open.write_all(file.content.bytes()).expect("target/ can be written");
}

fn read(tree: &Tree, place: &Path) {
    tree.repositories.par_iter().for_each(|repository| {
        let base = place.join(&repository.path);
        for file in &repository.files {
            std::hint::black_box(fs::read(base.join(&file.path)).expect("what was written can be read"));
        }
    });
}

fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-r").arg(from).arg(to).status().expect("cp is there");
    assert!(status.success(), "cp -r failed: {status}");
}
