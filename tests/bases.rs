//! What a plan compares with: commits, found and read without a checkout, and everything that may be wrong with them.

use std::fs;
use std::path::Path;

use crate::support::{History, Scratch, groma};

const PLATFORM: &str = "apiVersion: groma/v1
platform:
  name: acme
  owner: team-a
  git: { provider: gitlab, host: gitlab.example.com, group: idp }
  registry: registry.example.com/idp
  labels: idp.example.org
environments: { production: { domain: prod.example.com, kubernetes: \"1.34\" } }
teams: { team-a: { title: Team A } }
include: [systems/*.yaml]
";
const BLUEPRINT: &str = "apiVersion: groma/v1
kind: Blueprint
name: page
version: 1.0.0
summary: One page
outputs:
  - { for: app, repository: \"${{ app.repository }}\", templates: page/ }
";

/// A platform of one app with a blueprint of one file.
fn scratch() -> Scratch {
    let scratch = Scratch::new("bases");
    scratch.write("platform.yaml", PLATFORM);
    scratch.write("systems/orders.yaml", &system("Takes orders"));
    scratch.write("blueprints/page/blueprint.yaml", BLUEPRINT);
    scratch.write("blueprints/page/page/page.yaml", "title: ${{ app.description }}\n");
    scratch
}

fn system(description: &str) -> String {
    format!(
        "systems: {{ orders: {{ owner: team-a, apps: {{ api: {{ blueprint: page, description: {description} }} }} }} }}\n"
    )
}

/// Both streams of a plan, and how it ended.
fn plan(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let (out, err, code) = groma(folder, &[&["plan"], arguments].concat());
    (out + &err, code)
}

#[track_caller]
fn assert_refused(folder: &Path, arguments: &[&str], wanted: &[&str]) {
    let (text, code) = plan(folder, arguments);
    assert_eq!(code, 2, "{text}");
    wanted.iter().for_each(|wanted| assert!(text.contains(wanted), "{text}\ndoes not say: {wanted}"));
}

#[track_caller]
fn assert_new(folder: &Path, arguments: &[&str], why: &str) {
    let (text, code) = plan(folder, arguments);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains(why) && text.contains("+ repository idp/team-a/orders-api created"), "{text}");
}

#[track_caller]
fn assert_plans(folder: &Path, arguments: &[&str], wanted: &str, differs: bool) {
    let (text, code) = plan(folder, &[arguments, &["--exit-code"]].concat());
    assert_eq!(code, i32::from(differs), "{text}");
    assert!(text.contains(wanted), "{text}\ndoes not say: {wanted}");
    assert_eq!(text.contains("idp/team-a/orders-api"), differs, "{text}");
}

#[test]
fn the_work_tree_is_compared_with_where_the_branch_began() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    let first = history.commit().to_string();
    assert_plans(scratch.path(), &[], &format!("{}, where `HEAD` left `main`", &first[..8]), false);
    assert_plans(scratch.path(), &[], "`HEAD` is this commit, so only uncommitted changes are shown", false);
    history.branch("change");
    scratch.write("systems/orders.yaml", &system("Committed"));
    history.commit();
    assert_plans(scratch.path(), &[], &format!("{}, where `HEAD` left `main`", &first[..8]), true);
    assert_plans(scratch.path(), &["--base", "HEAD"], "`HEAD` (", false);
    assert_plans(scratch.path(), &["--base", "main"], "`main`", true);
    // Neither staged nor committed.
    scratch.write("systems/orders.yaml", &system("Edited"));
    assert_plans(scratch.path(), &["--base", "HEAD"], "`HEAD`", true);
    scratch.write("systems/orders.yaml", &system("Takes orders"));
    assert_plans(scratch.path(), &[], "where `HEAD` left `main`", false);
}

#[test]
fn the_default_branch_is_that_of_origin() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    let first = history.commit();
    let git = &history.0;
    scratch.write("systems/orders.yaml", &system("Later"));
    history.commit();
    for (name, target) in [("refs/remotes/origin/master", "master"), ("refs/remotes/origin/main", "main")] {
        git.reference(name, first, true, "test").expect("it can be made");
        assert_plans(scratch.path(), &[], &format!("where `HEAD` left `origin/{target}`"), true);
    }
    git.reference("refs/remotes/origin/trunk", first, true, "test").expect("it can be made");
    git.reference_symbolic("refs/remotes/origin/HEAD", "refs/remotes/origin/trunk", true, "test").expect("it can");
    assert_plans(scratch.path(), &[], "where `HEAD` left `origin/trunk`", true);
}

#[test]
fn an_inventory_below_the_root_and_a_linked_work_tree_are_found() {
    let scratch = scratch();
    let outer = Scratch::new("outer");
    fs::rename(scratch.path(), outer.path().join("idp")).expect("it can be moved");
    let history = History::new(outer.path());
    history.commit();
    outer.write("idp/blueprints/page/page/page.yaml", "name: ${{ app.name }}\n");
    assert_plans(outer.path(), &["--inventory", "idp/platform.yaml"], "only uncommitted changes are shown", true);
    assert_plans(&outer.path().join("idp/systems"), &[], "only uncommitted changes are shown", true);
    let linked = Scratch::new("linked");
    history.0.worktree("linked", &linked.path().join("tree"), None).expect("a work tree can be linked");
    assert_plans(&linked.path().join("tree/idp"), &["--base", "main"], "`main`", false);
    fs::create_dir(scratch.path()).expect("what is cleaned up is there");
}

#[test]
fn revisions_that_are_not_there_say_what_to_do() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    let blob = history.0.blob(b"text").expect("it can be written").to_string();
    history.commit();
    assert_refused(scratch.path(), &["--base", "mian"], &["unknown revision `mian`", "help: name a branch"]);
    assert_refused(scratch.path(), &["--base", "a..b"], &["`a..b`"]);
    assert_refused(scratch.path(), &["--base", ""], &["``"]);
    assert_refused(scratch.path(), &["--base", &blob], &["is not a commit"]);
    history.0.branch("other", &history.0.head().unwrap().peel_to_commit().unwrap(), false).unwrap();
    history.0.set_head("refs/heads/other").unwrap();
    history.0.find_branch("main", git2::BranchType::Local).unwrap().delete().unwrap();
    assert_refused(scratch.path(), &[], &["no `origin/HEAD`", "help: fetch the default branch"]);
}

#[test]
fn a_shallow_clone_without_the_base_says_how_to_fetch_it() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    history.commit();
    let tree = history.0.head().unwrap().peel_to_tree().unwrap();
    let who = git2::Signature::new("A", "a@example.com", &git2::Time::new(0, 0)).unwrap();
    let other = history.0.commit(None, &who, &who, "another root", &tree, &[]).unwrap();
    history.0.reference("refs/remotes/origin/main", other, true, "test").unwrap();
    assert_refused(scratch.path(), &[], &["`HEAD` and `origin/main` have no commit in common", "--base REV"]);
    let head = history.0.head().unwrap().target().unwrap();
    fs::write(scratch.path().join(".git/shallow"), format!("{head}\n")).unwrap();
    assert_refused(scratch.path(), &[], &["shallow", "`origin/main`", "git fetch --unshallow", "GIT_DEPTH: 0"]);
    assert_refused(
        scratch.path(),
        &["--base", "v1"],
        &["unknown revision `v1` in this shallow clone", "fetch-depth: 0"],
    );
}

#[test]
fn without_an_inventory_at_the_base_everything_is_new() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    assert_new(scratch.path(), &[], "nothing is committed yet");
    assert_refused(scratch.path(), &["--base", "main"], &["unknown revision `main`"]);
    fs::write(scratch.path().join(".git/info/exclude"), "*.yaml\n").unwrap();
    scratch.write("README.md", "Not an inventory");
    history.commit();
    assert_new(scratch.path(), &[], "`platform.yaml` did not exist");
    assert_new(scratch.path(), &["--base", "main"], "`platform.yaml` did not exist");
}

#[test]
fn outside_of_a_repository_a_tree_is_asked_for() {
    let scratch = scratch();
    assert_refused(scratch.path(), &[], &["is not in a git repository", "--against DIR"]);
    assert_refused(scratch.path(), &["--base", "main"], &["there is no `main` to compare with", "--against DIR"]);
    assert_refused(scratch.path(), &["--against", "rendered"], &["cannot read `rendered`: no such file"]);
    let inside = Scratch::new("bare");
    git2::Repository::init_bare(inside.path()).unwrap();
    inside.write("platform.yaml", PLATFORM.split("include").next().unwrap());
    assert_refused(inside.path(), &[], &["is bare", "in a clone of it"]);
}

#[test]
fn a_base_that_was_broken_is_shown_at_its_lines() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    scratch.write("systems/orders.yaml", &system("x").replace("team-a", "taem-a"));
    history.commit();
    scratch.write("systems/orders.yaml", &system("x"));
    let wanted = ["main:systems/orders.yaml:1:29", "the inventory has errors at the base, `main` (", "--against DIR"];
    assert_refused(scratch.path(), &["--base", "main"], &wanted);
    // Its templates may be what is broken, where the change meets them.
    scratch.write("blueprints/page/page/page.yaml", "title: ${{ app.nothing }}\n");
    history.commit();
    scratch.write("blueprints/page/page/page.yaml", "title: ${{ app.name }}\n");
    let wanted = ["main:blueprints/page/page/page.yaml:1:12", "has errors at the base"];
    assert_refused(scratch.path(), &["--base", "main"], &wanted);
    // What is broken now is the inventory's own fault.
    scratch.write("blueprints/page/page/page.yaml", "title: ${{ app.nam }}\n");
    let (text, code) = plan(scratch.path(), &[]);
    assert!(
        code == 1
            && text.contains(" blueprints/page/page/page.yaml:1:12")
            && text.contains("no plan: the inventory has errors")
    );
}

#[test]
fn a_base_without_the_blueprint_folder_is_no_empty_plan() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    fs::rename(scratch.path().join("blueprints"), scratch.path().join("later")).unwrap();
    fs::write(scratch.path().join(".git/info/exclude"), "later\n").unwrap();
    history.commit();
    fs::rename(scratch.path().join("later"), scratch.path().join("blueprints")).unwrap();
    assert_refused(scratch.path(), &[], &["unknown blueprint `page`", "has errors at the base", "--against DIR"]);
    // A platform that did not use it yet is compared.
    scratch.write("systems/orders.yaml", "systems: { orders: { owner: team-a } }\n");
    history.commit();
    scratch.write("systems/orders.yaml", &system("x"));
    assert_plans(scratch.path(), &[], "only uncommitted changes are shown", true);
}

/// Puts something else in the place of a file, in the index.
fn put(history: &History, path: &str, mode: u32, id: git2::Oid) {
    let mut index = history.0.index().expect("it has an index");
    index.remove_path(Path::new(path)).expect("it is there");
    let zero = git2::IndexTime::new(0, 0);
    let (flags, flags_extended) = (0, 0);
    let (ctime, mtime, path) = (zero, zero, path.as_bytes().to_vec());
    let entry = git2::IndexEntry {
        ctime,
        mtime,
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags,
        flags_extended,
        path,
    };
    index.add(&entry).expect("an entry can be added");
    history.commit_tree(index.write_tree().expect("a tree can be written"));
}

#[test]
fn what_stands_in_the_place_of_a_file_is_named() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    let head = history.commit();
    for (path, told) in [("platform.yaml", "main:platform.yaml"), ("systems/orders.yaml", "main:systems/orders.yaml")] {
        put(&history, path, 0o160_000, head);
        let wanted = [&format!("cannot read `{told}`: it is a submodule"), "in the inventory's own repository"];
        assert_refused(scratch.path(), &["--base", "main"], &wanted.map(|text| text as &str));
        history.commit();
        put(&history, path, 0o120_000, history.0.blob(b"elsewhere").unwrap());
        assert_refused(scratch.path(), &["--base", "main"], &[&format!("cannot read `{told}`: it is a symbolic link")]);
        history.commit();
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
        put(&history, path, 0o100_644, history.0.blob(pointer.as_bytes()).unwrap());
        let wanted = [&format!("cannot read `{told}`: it is a Git LFS pointer"), "git lfs pull"];
        assert_refused(scratch.path(), &["--base", "main"], &wanted.map(|text| text as &str));
        history.commit();
    }
    put(&history, "blueprints/page/page/page.yaml", 0o100_644, history.0.blob(b"title: caf\xe9\n").unwrap());
    assert_refused(
        scratch.path(),
        &["--base", "main"],
        &["main:blueprints/page/page/page.yaml:1:11", "not valid UTF-8"],
    );
}

#[test]
fn objects_that_a_clone_does_not_hold_are_named() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    history.commit();
    let blob = history.0.index().unwrap().get_path(Path::new("systems/orders.yaml"), 0).unwrap().id.to_string();
    fs::remove_file(scratch.path().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    assert_refused(scratch.path(), &[], &["lacks `systems/orders.yaml`", "git fetch --refetch --no-filter"]);
}

#[test]
fn files_that_a_sparse_checkout_leaves_out_are_no_deletions() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    scratch.write(
        "systems/more.yaml",
        "systems: { more: { owner: team-a, apps: { api: { blueprint: page, description: x } } } }\n",
    );
    history.commit();
    fs::remove_file(scratch.path().join("systems/more.yaml")).unwrap();
    let (text, code) = plan(scratch.path(), &[]);
    assert!(code == 1 && text.contains("--allow-deletions 1"), "{text}");
    history.0.config().unwrap().set_bool("core.sparseCheckout", true).unwrap();
    let mut index = history.0.index().unwrap();
    let mut entry = index.get_path(Path::new("systems/more.yaml"), 0).unwrap();
    entry.flags_extended |= git2::IndexEntryExtendedFlag::SKIP_WORKTREE.bits();
    index.add(&entry).unwrap();
    index.write().unwrap();
    assert_refused(scratch.path(), &[], &["`systems/more.yaml` is not part of this sparse checkout"]);
}

#[test]
fn an_included_folder_that_is_lost_is_an_error() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    history.commit();
    fs::rename(scratch.path().join("systems"), scratch.path().join("system")).unwrap();
    let (text, code) = plan(scratch.path(), &["--allow-deletions", "1"]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("`systems/*.yaml` matches no files") && text.contains("no plan: the inventory has errors"),
        "{text}"
    );
    scratch.write("platform.yaml", &PLATFORM.replace("systems/*.yaml", "systems/orders.yaml"));
    let (text, code) = plan(scratch.path(), &["--allow-deletions", "1"]);
    assert!(code == 1 && text.contains("`systems/orders.yaml` matches no files"), "{text}");
}

/// Another user's repository, where the tests may give files away.
#[test]
fn a_repository_of_another_user_is_trusted_by_the_user_alone() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    history.commit();
    let given = [scratch.path().to_owned(), scratch.path().join(".git")];
    if given.iter().any(|path| std::os::unix::fs::chown(path, Some(12345), None).is_err()) {
        return;
    }
    assert_refused(scratch.path(), &[], &["belongs to another user", "git config --global --add safe.directory"]);
}

#[test]
fn templates_see_the_same_paths_of_the_inventory_in_a_commit() {
    let scratch = scratch();
    scratch.write("blueprints/page/page/page.yaml", "files: ${{ platform.files }}\n");
    let history = History::new(scratch.path());
    history.commit();
    assert_plans(scratch.path(), &["--base", "HEAD"], "`HEAD`", false);
    scratch.write("systems/orders.yaml", "systems: { orders: { owner: team-a } }\n");
    scratch.write("systems/orders-api.yaml", &system("Takes orders").replace("owner: team-a, ", ""));
    assert_plans(scratch.path(), &["--base", "HEAD"], "`HEAD`", true);
}

#[test]
fn an_inventory_that_was_renamed_is_found_again() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    history.commit();
    let moved = |from: &str, to: &str| {
        let to = scratch.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(scratch.path().join(from), to).unwrap();
    };
    moved("platform.yaml", "acme.yaml");
    let renamed = ["--inventory", "acme.yaml"];
    assert_plans(scratch.path(), &renamed, "`acme.yaml` was `platform.yaml` at ", false);
    scratch.write("acme.yaml", &PLATFORM.replace("include: [systems/*.yaml]\n", ""));
    let (text, code) = plan(scratch.path(), &renamed);
    assert!(code == 1 && text.contains("refused: ") && text.contains("- repository idp/team-a/orders-api"), "{text}");
    scratch.write("acme.yaml", PLATFORM);
    for path in ["acme.yaml", "systems", "blueprints"] {
        moved(path, &format!("inv/{path}"));
    }
    moved("inv/acme.yaml", "inv/platform.yaml");
    assert_plans(
        scratch.path(),
        &["--inventory", "inv/platform.yaml"],
        "`inv/platform.yaml` was `platform.yaml` at ",
        false,
    );
}

#[test]
fn a_second_inventory_is_new() {
    let scratch = scratch();
    let history = History::new(scratch.path());
    history.commit();
    scratch.write("other.yaml", PLATFORM);
    assert_new(scratch.path(), &["--inventory", "other.yaml"], "`other.yaml` did not exist");
    scratch.write("third.yaml", PLATFORM);
    history.commit();
    for path in ["platform.yaml", "other.yaml"] {
        fs::remove_file(scratch.path().join(path)).unwrap();
    }
    fs::rename(scratch.path().join("third.yaml"), scratch.path().join("fourth.yaml")).unwrap();
    assert_refused(
        scratch.path(),
        &["--inventory", "fourth.yaml"],
        &["several inventories were removed since", "help: "],
    );
}
