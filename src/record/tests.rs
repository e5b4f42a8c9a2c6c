//! Records that are written and read, of any content, and bytes that are none.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;

use super::*;
use crate::tests::holds;

fn entries() -> impl Strategy<Value = BTreeMap<String, Entry>> {
    let ownership = select(&[Ownership::Managed, Ownership::Once]);
    let entry = (ownership, any::<bool>(), any::<Digest>());
    let entry = entry.prop_map(|(ownership, executable, digest)| Entry { ownership, executable, digest });
    let legal = |path: &String| illegal(path).is_none();
    btree_map("\\PC{1,6}(/[ -~]{1,4}){0,2}".prop_filter("a path must be legal", legal), entry, 0..6)
}

fn records() -> impl Strategy<Value = Record> {
    let words = (any::<String>(), any::<String>(), any::<String>(), option::of(any::<String>()));
    let lists = (vec(any::<String>(), 0..3), btree_map(any::<String>(), any::<String>(), 0..3));
    (words, lists, entries(), entries()).prop_map(|(words, (branches, blueprints), files, orphaned)| {
        let (groma, repository, visibility, pristine) = words;
        let version = version::CURRENT;
        Record { version, groma, repository, branches, visibility, blueprints, pristine, files, orphaned }
    })
}

fn text(record: &Record) -> String {
    String::from_utf8(record.file().content.bytes().to_vec()).unwrap()
}

#[test]
fn any_record_is_read_back_as_it_was_written() {
    holds(100, records(), |record| {
        let text = text(&record);
        assert_eq!(Record::parse(text.as_bytes()), Ok(record));
    });
}

#[test]
fn any_record_of_the_first_version_is_read_without_what_came_later() {
    holds(100, records(), |record| {
        let first = text(&record).replacen("\"version\": 2", "\"version\": 1", 1);
        assert_eq!(Record::parse(first.as_bytes()), Ok(Record { pristine: None, ..record }));
    });
}

#[test]
fn what_is_no_record_is_refused_and_a_legal_one_holds_only_legal_paths() {
    let tokens =
        ["{", "}", "[", "]", ",", ":", "\"version\"", "1", "2", "3", "\"files\"", "\"", "null", "\\u0000", "\n"];
    let made_up = prop_oneof![
        vec(any::<u8>(), 0..60),
        vec(select(tokens.to_vec()), 0..30).prop_map(|tokens| tokens.concat().into_bytes()),
        // A record of which some bytes are others.
        (records(), vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4)).prop_map(|(record, changes)| {
            let mut bytes = text(&record).into_bytes();
            changes.into_iter().for_each(|(at, byte)| *at.get_mut(&mut bytes) = byte);
            bytes
        }),
    ];
    holds(400, made_up, |bytes| match Record::parse(&bytes) {
        Ok(record) => {
            assert!(record.all().all(|(path, _)| illegal(path).is_none()));
            assert_eq!(Record::parse(text(&record).as_bytes()), Ok(record), "what was read can be written");
        }
        Err(reason) => assert!(!reason.is_empty()),
    });
}

#[test]
fn a_record_after_another_goes_on_naming_what_stays() {
    holds(100, (records(), records(), any::<bool>()), |(standing, next, all_stay)| {
        let removed: BTreeSet<String> = standing.removed(&next).map(|(path, _)| path.clone()).collect();
        assert!(removed.iter().all(|path| !next.files.contains_key(path)));
        let stays = if all_stay { removed.clone() } else { removed.iter().step_by(2).cloned().collect() };
        let after = next.after(&standing, &stays);
        assert_eq!((&after.files, &after.pristine), (&next.files, &standing.pristine));
        assert_eq!(after.orphaned.keys().cloned().collect::<BTreeSet<_>>(), stays);
    });
}

fn record() -> Record {
    let mut record = Record::new("idp/team-a/orders", &["main".to_owned(), "next".to_owned()], "internal");
    record.add_blueprint("python-fastapi", "1.0.0");
    let file = |path: &str, ownership, executable| File {
        path: path.to_owned(),
        content: Content::Own(path.into()),
        executable,
        ownership,
        keep: Arc::from([]),
        origin: None,
    };
    record.add_files(&[file("run.sh", Ownership::Once, true), file("ä \"b\".yaml", Ownership::Managed, false)]);
    record
}

#[test]
fn a_record_is_read_back_as_it_was_written() {
    let mut standing = record();
    standing.pristine = Some("4b825dc642cb6eb9a060e54bf8d69288fbee4904".to_owned());
    let mut record = record();
    record.files.remove("ä \"b\".yaml");
    let record = record.after(&standing, &BTreeSet::from(["ä \"b\".yaml".to_owned()]));
    assert_eq!((record.orphaned.len(), &record.pristine), (1, &standing.pristine));
    let bytes = record.file().content.bytes().to_vec();
    assert_eq!(Record::parse(&bytes).unwrap(), record, "{}", String::from_utf8_lossy(&bytes));
}

#[test]
fn a_record_has_one_line_for_each_file() {
    let text = String::from_utf8(record().file().content.bytes().to_vec()).unwrap();
    let digest = |text: &str| blake3::hash(text.as_bytes()).to_hex();
    let wanted = format!(
        "{{\n  \"version\": 2,\n  \"groma\": \"{}\",\n  \"repository\": \"idp/team-a/orders\",\n  \"branches\": \
         [\"main\", \"next\"],\n  \"visibility\": \"internal\",\n  \"blueprints\": {{\n    \"python-fastapi\": \
         \"1.0.0\"\n  }},\n  \"files\": {{\n    \"run.sh\": {{ \"ownership\": \"once\", \"executable\": true, \
         \"blake3\": \"{}\" }},\n    \"ä \\\"b\\\".yaml\": {{ \"ownership\": \"managed\", \"blake3\": \"{}\" \
         }}\n  }}\n}}\n",
        env!("CARGO_PKG_VERSION"),
        digest("run.sh"),
        digest("ä \"b\".yaml")
    );
    assert_eq!(text, wanted);
}

#[test]
fn the_first_version_is_read_too() {
    let record = record();
    let text = String::from_utf8(record.file().content.bytes().to_vec()).unwrap();
    let first = text.replace("\"version\": 2", "\"version\": 1");
    assert_eq!(Record::parse(first.as_bytes()).unwrap(), record);
    let later = text.replace("\"version\": 2", "\"version\": 3");
    assert_eq!(Record::parse(later.as_bytes()).unwrap_err(), "version 3 was written by a newer groma");
}
