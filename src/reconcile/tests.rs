//! What is decided of single files, and of made-up trees that groma and a team change in turns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Strategy, any};
use proptest::sample::{select, subsequence};

use super::*;
use crate::record::Record;
use crate::tests::holds;
use crate::tree::Content;

fn file(ownership: Ownership, text: &str, keep: &[&str]) -> File {
    File {
        path: "values.yaml".to_owned(),
        content: Content::Own(text.into()),
        executable: false,
        ownership,
        keep: keep.iter().map(|field| (*field).to_owned()).collect::<Arc<[String]>>(),
        origin: None,
    }
}

/// A regular file with this text.
fn actual(text: &str) -> Actual<'_> {
    Actual::File { bytes: text.as_bytes(), executable: false }
}

fn managed(now: Actual<'_>, text: &str, keep: &[&str]) -> String {
    match decide(now, &file(Ownership::Managed, text, keep)) {
        Ok(Decision::Write(bytes)) => format!("write {}", String::from_utf8_lossy(&bytes)),
        decision => format!("{decision:?}"),
    }
}

/// What becomes of a file that was written as `a` and is no longer rendered.
fn removed(now: Actual<'_>, ownership: Ownership, remains: Remains) -> Removal {
    let mut record = Record::new("r", &[], "private");
    record.add_files(&[file(ownership, "a", &[])]);
    remove(now, record.files["values.yaml"], remains)
}

#[test]
fn a_managed_file_becomes_what_is_rendered() {
    assert_eq!(managed(Actual::Missing, "a: 1\n", &[]), "Ok(Create([97, 58, 32, 49, 10]))");
    assert_eq!(managed(actual("a: 1\n"), "a: 1\n", &[]), "Ok(Same)");
    assert_eq!(managed(actual("a: 0\n"), "a: 1\n", &[]), "write a: 1\n");
    let executable = Actual::File { bytes: b"a: 1\n", executable: true };
    assert_eq!(managed(executable, "a: 1\n", &[]), "write a: 1\n", "the executable bit is managed too");
}

#[test]
fn a_kept_field_is_carried_over_or_the_loss_is_an_error() {
    assert_eq!(managed(actual("tag: x\nb: 1\n"), "tag: y\nb: 1\n", &["tag"]), "Ok(Same)");
    assert_eq!(managed(actual("tag: x\nb: 1\n"), "tag: y\nb: 2\n", &["tag"]), "write tag: x\nb: 2\n");
    assert_eq!(managed(actual("tag: [x]\n"), "tag: y\n", &["tag"]), "Err(LostField(\"tag\"))");
}

#[test]
fn what_a_team_owns_is_written_once() {
    let once = file(Ownership::Once, "a", &[]);
    assert_eq!(decide(Actual::Missing, &once), Ok(Decision::Create(b"a")));
    for now in [actual("b"), actual("a"), Actual::Unread] {
        assert_eq!(decide(now, &once), Ok(Decision::Keep));
    }
}

#[test]
fn what_is_no_longer_rendered_goes_unless_somebody_has_touched_it() {
    use Ownership::{Managed, Once};
    for remains in [Remains::Repository, Remains::Nothing] {
        assert_eq!(removed(Actual::Missing, Managed, remains), Removal::Gone);
        assert_eq!(removed(actual("a"), Managed, remains), Removal::Orphan);
        assert_eq!(removed(actual("b"), Managed, remains), Removal::Drift);
        assert_eq!(removed(actual("b"), Once, remains), Removal::Keep);
    }
    assert_eq!(removed(actual("a"), Once, Remains::Repository), Removal::Keep);
    assert_eq!(removed(actual("a"), Once, Remains::Nothing), Removal::Orphan);
}

/// A folder of one repository, by path.
pub(crate) type Folder = BTreeMap<String, (Vec<u8>, bool)>;

const PATHS: &[&str] = &["a", "b.yaml", "c/d", "c/e.yaml", "f/g/h"];
const TEXTS: &[&str] = &["", "tag: 1\n", "tag: 2\nb: x\n", "b: x\ntag: 3\n", "tag: [\n", "text\r\n"];

fn files() -> impl Strategy<Value = Vec<File>> {
    const KEEP: &[&[&str]] = &[&[], &[], &["tag"]];
    let one = (select(&[Ownership::Managed, Ownership::Once][..]), select(TEXTS), any::<bool>(), select(KEEP));
    subsequence(PATHS, 0..=PATHS.len()).prop_flat_map(move |paths| {
        vec(one.clone(), paths.len()).prop_map(move |files| -> Vec<File> {
            let of = |(path, (ownership, text, executable, keep)): (&&str, (_, _, _, &[&str]))| File {
                path: (*path).to_owned(),
                executable,
                ..file(ownership, text, keep)
            };
            paths.iter().zip(files).map(of).collect()
        })
    })
}

/// What a team does with a folder: each path with another content, or none.
fn edits() -> impl Strategy<Value = Vec<(&'static str, Option<&'static str>)>> {
    let mut paths = PATHS.to_vec();
    paths.extend(["own", "c/own"]);
    vec((select(paths), option::of(select(TEXTS))), 0..5)
}

fn edit(folder: &mut Folder, edits: &[(&str, Option<&str>)]) {
    for (path, text) in edits {
        match text {
            Some(text) => drop(folder.insert((*path).to_owned(), (text.as_bytes().to_vec(), false))),
            None => drop(folder.remove(*path)),
        }
    }
}

pub(crate) fn record_of(files: &[File]) -> Record {
    let mut record = Record::new("r", &[], "private");
    record.add_files(files);
    record
}

fn at<'f>(folder: &'f Folder, path: &str) -> Actual<'f> {
    let found = folder.get(path);
    found.map_or(Actual::Missing, |(bytes, executable)| Actual::File { bytes, executable: *executable })
}

/// Renders into a folder and deletes what is no longer rendered, by the decisions alone. A field that is lost ends it
/// before anything is written.
pub(crate) fn applied(folder: &Folder, record: &Record, files: &[File]) -> Result<(Folder, Record), LostField> {
    let (mut next, mut stays) = (folder.clone(), BTreeSet::new());
    for file in files {
        match decide(at(folder, &file.path), file)? {
            Decision::Create(bytes) => drop(next.insert(file.path.clone(), (bytes.to_vec(), file.executable))),
            Decision::Write(bytes) => drop(next.insert(file.path.clone(), (bytes.to_vec(), file.executable))),
            Decision::Same | Decision::Keep => {}
        }
    }
    let rendered = record_of(files);
    for (path, entry) in record.removed(&rendered) {
        match remove(at(folder, path), *entry, Remains::Repository) {
            Removal::Orphan => drop(next.remove(path)),
            Removal::Drift => drop(stays.insert(path.clone())),
            Removal::Gone | Removal::Keep => {}
        }
    }
    Ok((next, rendered.after(record, &stays)))
}

/// A folder as a team left it after a render, what the record says of it, and what is rendered now.
pub(crate) fn turns() -> impl Strategy<Value = (Folder, Record, Vec<File>)> {
    (edits(), files(), edits(), files()).prop_map(|(first, old, then, new)| {
        let mut folder = Folder::new();
        edit(&mut folder, &first);
        let empty = record_of(&[]);
        let (mut folder, record) = applied(&folder, &empty, &old).unwrap_or((folder, empty));
        edit(&mut folder, &then);
        (folder, record, new)
    })
}

#[test]
fn a_second_render_changes_nothing() {
    holds(1_500, turns(), |(folder, record, files)| {
        let Ok((once, noted)) = applied(&folder, &record, &files) else { return };
        assert_eq!(applied(&once, &noted, &files), Ok((once.clone(), noted)));
        for file in &files {
            let decision = decide(at(&once, &file.path), file);
            assert!(matches!(decision, Ok(Decision::Same | Decision::Keep)), "{decision:?}");
        }
    });
}

#[test]
fn what_is_the_teams_stays_and_the_rest_is_what_is_rendered() {
    holds(1_500, turns(), |(folder, record, files)| {
        let Ok((next, _)) = applied(&folder, &record, &files) else { return };
        let managed: BTreeSet<&str> =
            files.iter().filter(|file| file.ownership == Ownership::Managed).map(|file| file.path.as_str()).collect();
        for (path, (bytes, executable)) in &folder {
            let entry = record.all().find(|(known, _)| *known == path).map(|(_, entry)| *entry);
            let as_written =
                |entry: Entry| entry.ownership == Ownership::Managed && *blake3::hash(bytes).as_bytes() == entry.digest;
            let is_rendered = files.iter().any(|file| file.path == *path);
            let is_groma = managed.contains(path.as_str()) || (!is_rendered && entry.is_some_and(as_written));
            assert!(is_groma || next.get(path) == Some(&(bytes.clone(), *executable)), "{path} was the team's");
            assert!(is_rendered || !is_groma || !next.contains_key(path), "{path} was groma's");
        }
        for file in &files {
            let (bytes, executable) = &next[&file.path];
            let is_new = !folder.contains_key(&file.path);
            if is_new || file.ownership == Ownership::Managed {
                assert_eq!(*executable, file.executable);
                assert!(!file.keep.is_empty() || bytes == file.content.bytes(), "{}", file.path);
            }
        }
        assert!(next.keys().all(|path| folder.contains_key(path) || files.iter().any(|file| file.path == *path)));
    });
}

#[test]
fn a_kept_field_is_all_that_differs_from_what_is_rendered() {
    let value = || select(&["1", "\"1\"", "'a b'", "x", "~", "", "1.10", "\"\\n\"", "# no", "{}", "a: b", "é"][..]);
    let shape =
        select(&["tag: V\nb: 1\n", "b: {tag: V, c: d}\n", "a:\n- tag: V # why\n- x\n", "tag:   V\n", "tag: V"][..]);
    let side = || (shape.clone(), value()).prop_map(|(shape, value)| shape.replace('V', value));
    let fields = ["tag", "b.tag", "a.0.tag"].map(str::to_owned);
    holds(2_000, (side(), side()), |(existing, rendered)| {
        let parsed = |text: &[u8]| serde_yaml::from_slice::<serde_json::Value>(text).ok();
        let Ok(kept) = keep::keep(existing.as_bytes(), rendered.as_bytes(), &fields) else { return };
        let (Some(old), Some(mut wanted)) = (parsed(existing.as_bytes()), parsed(rendered.as_bytes())) else { return };
        for field in ["/tag", "/b/tag", "/a/0/tag"] {
            if let (Some(old), Some(new)) = (old.pointer(field), wanted.pointer_mut(field)) {
                *new = old.clone();
            }
        }
        assert_eq!(parsed(&kept), Some(wanted), "{}", String::from_utf8_lossy(&kept));
    });
}
