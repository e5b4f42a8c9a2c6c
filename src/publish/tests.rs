//! What the directory writer guarantees, on a real disk.

#![expect(clippy::disallowed_methods, reason = "tests look at the disk")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{Counts, Summary, WriteError};
use crate::publish::directory::Directory;
use crate::reconcile::tests::{Folder, applied, record_of, turns};
use crate::record::{PATH, Portion, Record};
use crate::tests::holds;
use crate::tree::{Content, File, Ownership, Repository};

fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        content: Content::Own(text.into()),
        executable: false,
        ownership: Ownership::Managed,
        keep: Arc::from([]),
        origin: None,
    }
}

fn repository(path: &str, mut files: Vec<File>) -> Repository {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Repository { path: path.to_owned(), branches: vec!["main".into()], visibility: "private".into(), files }
}

/// A repository that comes in one portion, without its record.
fn portion(repository: &Repository) -> Portion {
    Portion { repository: repository.clone(), record: None }
}

fn apply(out: &Path, repositories: &[Repository]) -> Result<Summary, WriteError> {
    let directory = Directory::open(out)?;
    let staged: Result<Vec<_>, _> =
        repositories.par_iter().map(|repository| directory.stage(&portion(repository))).collect();
    directory.commit(staged?)
}

fn refusal(out: &Path, repositories: &[Repository]) -> String {
    let message = apply(out, repositories).unwrap_err().to_string();
    assert!(!out.join(".groma-staging").exists());
    message.replace(out.to_str().unwrap(), "out")
}

fn sample() -> Vec<Repository> {
    let orders =
        vec![file("a.yaml", "a: 1\n"), file("deep/er/b.yaml", ""), file("deep.yaml", "c"), file(".groma/m", "m")];
    vec![
        repository("idp/team-a/orders", orders),
        repository("idp/team-a/orders-deployment", vec![file("chart/values.yaml", "tag: x\n")]),
    ]
}

fn counts(created: usize, changed: usize, unchanged: usize) -> Counts {
    Counts { created, changed, unchanged }
}

fn listing(out: &Path) -> Vec<(String, String)> {
    let files = crate::store::walk(out, |_| true).files;
    files.into_iter().map(|path| (fs::read_to_string(out.join(&path)).unwrap(), path)).map(|(a, b)| (b, a)).collect()
}

/// Inode and time of the last change of every file.
fn stamps(out: &Path) -> Vec<(String, u64, i64, i64)> {
    let stamp = |(path, _): (String, String)| {
        let meta = fs::symlink_metadata(out.join(&path)).unwrap();
        (path, meta.ino(), meta.ctime(), meta.ctime_nsec())
    };
    listing(out).into_iter().map(stamp).collect()
}

#[test]
fn a_new_tree_is_written_whole() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("some/out");
    let summary = apply(&out, &sample()).unwrap();
    assert_eq!(summary, Summary { repositories: counts(2, 0, 0), files: counts(5, 0, 0), kept: 0 });
    let found = listing(&out);
    let mut wanted: Vec<(String, String)> = sample()
        .iter()
        .flat_map(|repository| repository.files.iter().map(|file| (format!("{}/{}", repository.path, file.path), file)))
        .map(|(path, file)| (path, String::from_utf8(file.content.bytes().to_vec()).unwrap()))
        .collect();
    wanted.sort();
    assert_eq!(found, wanted);
    assert!(!out.join(".groma-staging").exists());
}

#[test]
fn new_repositories_stand_beside_old_ones_and_in_new_folders() {
    let temp = tempfile::tempdir().unwrap();
    apply(temp.path(), &sample()).unwrap();
    fs::write(temp.path().join("idp/team-a/mine.txt"), "mine").unwrap();
    let mut next = sample();
    for path in ["idp/team-a/billing", "idp/team-b/one", "idp/team-b/two", "other"] {
        next.push(repository(path, vec![file("a", "a"), file("deep/b", "b")]));
    }
    assert_eq!(apply(temp.path(), &next).unwrap().repositories, counts(4, 0, 2));
    let found: Vec<String> = listing(temp.path()).into_iter().map(|(path, _)| path).collect();
    for path in ["idp/team-a/billing/deep/b", "idp/team-b/one/a", "idp/team-b/two/deep/b", "other/a"] {
        assert!(found.iter().any(|found| found == path), "{path}: {found:?}");
    }
    assert_eq!(found.len(), 5 + 1 + 8);
}

#[test]
fn an_unchanged_tree_is_not_touched() {
    let temp = tempfile::tempdir().unwrap();
    apply(temp.path(), &sample()).unwrap();
    let before = stamps(temp.path());
    let summary = apply(temp.path(), &sample()).unwrap();
    assert_eq!(summary, Summary { repositories: counts(0, 0, 2), files: counts(0, 0, 5), kept: 0 });
    assert_eq!(stamps(temp.path()), before);
}

#[test]
fn only_what_differs_is_written_and_nothing_is_deleted() {
    let temp = tempfile::tempdir().unwrap();
    apply(temp.path(), &sample()).unwrap();
    fs::write(temp.path().join("idp/team-a/orders/mine.txt"), "mine").unwrap();
    let before = stamps(temp.path());
    let mut next = sample();
    next[0].files[1].content = Content::Own(b"a: 2\n".to_vec());
    next[0].files.push(file("new/er/d.yaml", "d"));
    let summary = apply(temp.path(), &next).unwrap();
    assert_eq!(summary, Summary { repositories: counts(0, 1, 1), files: counts(1, 1, 4), kept: 0 });
    let after = stamps(temp.path());
    let fresh: Vec<_> = after.iter().filter(|stamp| !before.contains(stamp)).map(|stamp| stamp.0.as_str()).collect();
    assert_eq!(fresh, ["idp/team-a/orders/a.yaml", "idp/team-a/orders/new/er/d.yaml"]);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(fs::read_to_string(temp.path().join("idp/team-a/orders/a.yaml")).unwrap(), "a: 2\n");
}

#[test]
fn a_large_repository_is_written_and_compared_in_shares() {
    let temp = tempfile::tempdir().unwrap();
    let files = |text: &str| (0..3000).map(|n| file(&format!("d{}/e{}/{n}", n % 7, n % 11), text)).collect();
    let mut large = [repository("big", files("one"))];
    assert_eq!(apply(temp.path(), &large).unwrap().files, counts(3000, 0, 0));
    assert_eq!(apply(temp.path(), &large).unwrap().files, counts(0, 0, 3000));
    large[0].files[2999].content = Content::Own(b"two".to_vec());
    assert_eq!(apply(temp.path(), &large).unwrap().files, counts(0, 1, 2999));
    assert_eq!(listing(temp.path()).len(), 3000);
}

#[test]
fn a_file_of_the_team_stays_as_it_is() {
    let temp = tempfile::tempdir().unwrap();
    let mut once = file("README.md", "hello");
    once.ownership = Ownership::Once;
    let mut gone = once.clone();
    gone.path = "other.md".into();
    let tree = [repository("r", vec![once, gone])];
    apply(temp.path(), &tree).unwrap();
    fs::write(temp.path().join("r/README.md"), "theirs").unwrap();
    fs::remove_file(temp.path().join("r/other.md")).unwrap();
    let summary = apply(temp.path(), &tree).unwrap();
    assert_eq!((summary.kept, summary.files), (1, counts(1, 0, 0)));
    assert_eq!(fs::read_to_string(temp.path().join("r/README.md")).unwrap(), "theirs");
}

#[test]
fn a_kept_field_survives_a_change_beside_it() {
    let temp = tempfile::tempdir().unwrap();
    let values = |text: &str| {
        let mut values = file("values.yaml", text);
        values.keep = Arc::from(["image.tag".to_owned()]);
        [repository("r", vec![values])]
    };
    let path = temp.path().join("r/values.yaml");
    apply(temp.path(), &values("image: { tag: latest }\nreplicas: 1\n")).unwrap();
    fs::write(&path, "image: { tag: \"0123456\" }\nreplicas: 1\n").unwrap();
    let summary = apply(temp.path(), &values("image: { tag: latest }\nreplicas: 1\n")).unwrap();
    assert_eq!(summary.files, counts(0, 0, 1));
    let summary = apply(temp.path(), &values("image: { tag: latest }\nreplicas: 2\n")).unwrap();
    assert_eq!(summary.files, counts(0, 1, 0));
    assert_eq!(fs::read_to_string(&path).unwrap(), "image: { tag: \"0123456\" }\nreplicas: 2\n");
}

#[test]
fn the_executable_bit_counts_as_a_change() {
    let temp = tempfile::tempdir().unwrap();
    let mut tree = [repository("r", vec![file("run", "#!/bin/sh\n")])];
    apply(temp.path(), &tree).unwrap();
    tree[0].files[0].executable = true;
    assert_eq!(apply(temp.path(), &tree).unwrap().files, counts(0, 1, 0));
    let mode = fs::metadata(temp.path().join("r/run")).unwrap().permissions().mode();
    assert_eq!(mode & 0o100, 0o100);
    assert_eq!(apply(temp.path(), &tree).unwrap().files, counts(0, 0, 1));
}

#[test]
fn links_are_not_followed() {
    let temp = tempfile::tempdir().unwrap();
    let (out, outside) = (temp.path().join("out"), temp.path().join("outside"));
    fs::create_dir_all(outside.join("orders/deep")).unwrap();
    fs::create_dir_all(out.join("idp/team-a/orders")).unwrap();
    let orders = out.join("idp/team-a/orders");

    symlink(outside.join("orders/deep"), orders.join("deep")).unwrap();
    let link = "it is a symbolic link, which groma does not follow";
    assert_eq!(refusal(&out, &sample()), format!("cannot write `out/idp/team-a/orders/deep`: {link}"));
    fs::remove_file(orders.join("deep")).unwrap();

    fs::write(outside.join("a.yaml"), "a: 1\n").unwrap();
    symlink(outside.join("a.yaml"), orders.join("a.yaml")).unwrap();
    assert_eq!(refusal(&out, &sample()), format!("cannot write `out/idp/team-a/orders/a.yaml`: {link}"));

    fs::rename(out.join("idp/team-a"), out.join("idp/other")).unwrap();
    symlink(&outside, out.join("idp/team-a")).unwrap();
    assert_eq!(refusal(&out, &sample()), format!("cannot write `out/idp/team-a`: {link}"));
    assert_eq!(listing(&outside), [("a.yaml".to_owned(), "a: 1\n".to_owned())]);
}

#[test]
fn what_stands_in_the_way_is_named_and_nothing_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path();
    fs::create_dir_all(out.join("idp/team-a/orders-deployment")).unwrap();
    fs::write(out.join("idp/team-a/orders-deployment/chart"), "").unwrap();
    let message = refusal(out, &sample());
    assert_eq!(message, "cannot write `out/idp/team-a/orders-deployment/chart`: it is a file, not a folder");
    assert!(!out.join("idp/team-a/orders").exists());

    fs::remove_file(out.join("idp/team-a/orders-deployment/chart")).unwrap();
    fs::create_dir_all(out.join("idp/team-a/orders/a.yaml")).unwrap();
    assert_eq!(refusal(out, &sample()), "cannot write `out/idp/team-a/orders/a.yaml`: it is a folder, not a file");
    assert_eq!(listing(out).len(), 0);

    let message = Directory::open(Path::new("/dev/null/out")).unwrap_err().to_string();
    assert_eq!(message, "cannot write `/dev/null/out`: it is a file, not a folder");
    let message = Directory::open(Path::new("/proc/groma")).unwrap_err().to_string();
    assert_eq!(message, "cannot write `/proc/groma`: no such file or folder");
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    for path in ["", "/etc/x", "a/../../x", "..", "./x", "a//b", "a/", ".git/config", "a/.GIT/hooks/x", "a\0b", "a\\b"]
    {
        let message = refusal(temp.path(), &[repository("r", vec![file(path, "x")])]);
        assert!(message.starts_with("refused to write `r"), "{path:?}: {message}");
        let message = refusal(temp.path(), &[repository(path, vec![file("x", "x")])]);
        assert!(message.starts_with("refused to write"), "{path:?}: {message}");
    }
    for files in [["a", "a"], ["a", "a/b"], ["a/b", "a/b/c"]] {
        let files = files.map(|path| file(path, "x")).to_vec();
        assert!(refusal(temp.path(), &[repository("r", files)]).starts_with("refused to write `r/a"));
    }
    let nested = ["x", "x-y", "x/y"].map(|path| repository(path, vec![file("a", "a")]));
    assert_eq!(refusal(temp.path(), &nested), "repository `x/y` lies inside repository `x`");
    let twice = ["x", "x"].map(|path| repository(path, vec![file("a", "a")]));
    assert!(refusal(temp.path(), &twice).starts_with("cannot write `out/x/a`"));
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn a_run_that_gives_up_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("new/out");
    let directory = Directory::open(&out).unwrap();
    directory.stage(&portion(&sample()[0])).unwrap();
    assert!(out.join(".groma-staging/new/idp/team-a/orders/a.yaml").exists());
    drop(directory);
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn what_a_killed_run_left_is_removed() {
    let temp = tempfile::tempdir().unwrap();
    apply(temp.path(), &sample()).unwrap();
    let before = stamps(temp.path());
    fs::create_dir_all(temp.path().join(".groma-staging/0/deep")).unwrap();
    fs::write(temp.path().join(".groma-staging/0/deep/a"), "half").unwrap();
    apply(temp.path(), &sample()).unwrap();
    assert_eq!(stamps(temp.path()), before);
    assert!(!temp.path().join(".groma-staging").exists());
}

#[test]
fn two_runs_do_not_mix() {
    let temp = tempfile::tempdir().unwrap();
    let first = Directory::open(temp.path()).unwrap();
    let staged = first.stage(&portion(&sample()[0])).unwrap();
    assert!(matches!(Directory::open(temp.path()), Err(WriteError::Busy { .. })));
    assert_eq!(first.commit(vec![staged]).unwrap().repositories, counts(1, 0, 0));
    assert_eq!(apply(temp.path(), &sample()).unwrap().repositories, counts(1, 0, 1));
}

#[test]
fn a_failed_commit_names_the_path_and_leaves_whole_files() {
    let temp = tempfile::tempdir().unwrap();
    apply(temp.path(), &sample()).unwrap();
    let directory = Directory::open(temp.path()).unwrap();
    let mut next = sample();
    for (repository, name) in [(0, 1), (1, 0)] {
        next[repository].files[name].content = Content::Own(b"new\n".to_vec());
    }
    let staged: Vec<_> = next.iter().map(|repository| directory.stage(&portion(repository)).unwrap()).collect();
    let chart = temp.path().join("idp/team-a/orders-deployment/chart");
    fs::remove_dir_all(&chart).unwrap();
    fs::write(&chart, "").unwrap();
    let message = directory.commit(staged).unwrap_err().to_string();
    assert!(message.ends_with("orders-deployment/chart`: it is a file, not a folder"), "{message}");
    assert_eq!(fs::read_to_string(temp.path().join("idp/team-a/orders/a.yaml")).unwrap(), "new\n");
    assert!(!temp.path().join(".groma-staging").exists());
}

#[test]
fn a_large_repository_may_come_in_portions() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let portions = [
        repository("x", vec![file("a/b", "1"), file("c", "1")]),
        repository("y", vec![file("a", "1")]),
        repository("x", vec![file("a/a", "1"), file("d", "1")]),
    ];
    let first = apply(&out, &portions).unwrap();
    assert_eq!((first.repositories.created, first.files.created), (2, 5));
    assert_eq!(fs::read_to_string(out.join("x/a/a")).unwrap(), "1");
    let second = apply(&out, &portions).unwrap();
    assert_eq!((second.repositories.unchanged, second.files.unchanged), (2, 5));
    let third = apply(&out, &[repository("x", vec![file("c", "2")]), repository("x", vec![file("d", "1")])]).unwrap();
    assert_eq!((third.repositories.changed, third.files.changed), (1, 1));
}

/// Renders one repository and prunes; whether it was written at all.
fn prune(out: &Path, files: &[File]) -> bool {
    let portion = Portion { repository: repository("r", files.to_vec()), record: Some(record_of(files)) };
    let mut directory = Directory::open(out).unwrap().pruning().unwrap();
    let Ok(staged) = directory.stage(&portion) else { return false };
    let comparison = directory.comparison().unwrap();
    directory.commit_and_prune(vec![staged], &comparison).unwrap();
    true
}

#[test]
fn a_folder_becomes_what_is_decided_of_its_files() {
    holds(100, turns(), |(folder, record, files)| {
        let temp = tempfile::tempdir().unwrap();
        let with_record = |mut folder: Folder, record: &Record| {
            folder.insert(PATH.to_owned(), (record.file().content.bytes().to_vec(), false));
            folder
        };
        let before = with_record(folder.clone(), &record);
        for (path, (bytes, executable)) in &before {
            let path = temp.path().join("r").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(if *executable { 0o755 } else { 0o644 })).unwrap();
        }
        let standing = || -> Folder {
            let found = listing(&temp.path().join("r")).into_iter().map(|(path, text)| {
                let mode = fs::metadata(temp.path().join("r").join(&path)).unwrap().permissions().mode();
                (path, (text.into_bytes(), mode & 0o100 != 0))
            });
            found.collect()
        };
        let decided = applied(&folder, &record, &files);
        assert_eq!(prune(temp.path(), &files), decided.is_ok());
        let wanted = decided.map_or(before, |(folder, record)| with_record(folder, &record));
        assert_eq!(standing(), wanted);
        let stamped = stamps(temp.path());
        prune(temp.path(), &files);
        assert_eq!(stamps(temp.path()), stamped, "a second run touches nothing");
    });
}
