//! What a plan costs beside a check and beside rendering: the program itself, in a repository with one commit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::generator::Recipe;
use crate::promise;
use crate::stopwatch::{alternate, time};

const ROUNDS: usize = 5;

/// Measures a plan of one app that changed, and of a blueprint that changed for all of them.
pub(crate) fn measure(apps: usize) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("groma-plans-{}", std::process::id()));
    let recipe = Recipe::whole(apps);
    recipe.write(&folder).expect("the inventory can be written below target/");
    let blueprint = folder.join("blueprints/python-fastapi");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("blueprints/python-fastapi"), &blueprint);
    commit(&folder);

    recipe.edit(&folder, 1).expect("the inventory can be written");
    let [plan, check] = alternate(
        ROUNDS,
        [&mut || run(&folder, &["plan", "--base", "HEAD"]), &mut || run(&folder, &["check", "--fail-on", "error"])],
    );
    println!("{apps} apps, one changed: plan {:.0?}, check {:.0?}", plan.median(), check.median());
    promise("a plan of one app against a check of all", plan.over(&check), 0.3);

    commit(&folder);
    let values = blueprint.join("deployment/values.yaml");
    let text = fs::read_to_string(&values).expect("the blueprint was just copied");
    let changed = text.replacen("failureThreshold: 60", "failureThreshold: 90", 1);
    assert_ne!(text, changed, "the blueprint no longer has what is changed in it");
    fs::write(&values, changed).expect("the blueprint can be written");
    let [plan, render] = alternate(
        ROUNDS,
        [&mut || run(&folder, &["plan", "--base", "HEAD"]), &mut || run(&folder, &["render", "--digest"])],
    );
    println!("{apps} apps, all changed by a blueprint: plan {:.0?}, render {:.0?}", plan.median(), render.median());
    promise("a plan of all apps against rendering them in memory", plan.over(&render), 2.5);
    let _ = fs::remove_dir_all(&folder);
}

fn run(folder: &Path, arguments: &[&str]) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groma"));
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::inherit());
    let (spent, status) = time(|| command.status().expect("groma starts"));
    assert!(status.success(), "{arguments:?} fails");
    spent
}

/// Commits all that lies in the folder.
fn commit(folder: &Path) {
    let git = git2::Repository::init(folder).expect("a repository can be made");
    let mut index = git.index().expect("it has an index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("files can be added");
    index.write().expect("the index can be written");
    let tree = git.find_tree(index.write_tree().expect("a tree can be written")).expect("it was just written");
    let who = git2::Signature::new("A", "a@example.com", &git2::Time::new(0, 0)).expect("it is a name");
    let head = git.head().ok().and_then(|head| head.peel_to_commit().ok());
    let parents: Vec<_> = head.iter().collect();
    git.commit(Some("HEAD"), &who, &who, "message", &tree, &parents).expect("it can be committed");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("target/ can be written");
    for entry in fs::read_dir(from).expect("the blueprint can be listed") {
        let path: PathBuf = entry.expect("the blueprint can be listed").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("target/ can be written")),
        }
    }
}
