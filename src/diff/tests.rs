//! Whole trees compared with each other.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_oneof};
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::tests::holds;
use crate::tree::{File, Ownership};

fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        content: Content::Own(text.as_bytes().to_vec()),
        executable: false,
        ownership: Ownership::Managed,
        keep: Arc::new([]),
        origin: None,
    }
}

fn repository_of(path: &str, files: &[(&str, &str)]) -> Repository {
    Repository {
        path: path.to_owned(),
        branches: vec!["main".to_owned()],
        visibility: "internal".to_owned(),
        files: files.iter().map(|(path, text)| file(path, text)).collect(),
    }
}

pub(crate) fn tree(repositories: &[(&str, &[(&str, &str)])]) -> Tree {
    Tree { repositories: repositories.iter().map(|(path, files)| repository_of(path, files)).collect() }
}

/// Every change of a repository and file on a line.
fn told(changes: &Changes) -> Vec<String> {
    let from = |from: &Option<String>| from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
    let mut lines = Vec::new();
    for repository in &changes.repositories {
        lines.push(format!("{:?} {}{}", repository.action, repository.path, from(&repository.from)));
        for file in &repository.files {
            lines.push(format!("  {:?} {:?} {}{}", file.action, file.effect, file.path, from(&file.from)));
        }
    }
    lines
}

pub(crate) const DEPLOYMENT: &str =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: 2\n";
const PROGRAM: &str =
    "import os\n\n\ndef main():\n    print(1)\n    print(2)\n    print(3)\n    print(4)\n    print(5)\n";

#[test]
fn equal_trees_have_no_changes() {
    let one = || tree(&[("a/b", &[("x.yaml", DEPLOYMENT), ("y.py", PROGRAM)])]);
    assert!(diff(one(), one(), Options::default()).repositories.is_empty());
}

#[test]
fn repositories_and_files_come_go_and_change() {
    let old = tree(&[("a", &[("x.txt", "1\n"), ("y.yaml", DEPLOYMENT)]), ("b", &[("x.txt", "1\n")])]);
    let changed = DEPLOYMENT.replace("replicas: 2", "replicas: 3");
    let new = tree(&[("a", &[("y.yaml", &changed), ("z.txt", "other\n")]), ("c", &[("k.yaml", DEPLOYMENT)])]);
    let changes = diff(old, new, Options::default());
    assert_eq!(
        told(&changes),
        [
            "Changed a",
            "  Removed Semantic x.txt",
            "  Changed Semantic y.yaml",
            "  Created Semantic z.txt",
            "Removed b",
            "  Removed Semantic x.txt",
            "Created c",
            "  Created Semantic k.yaml",
        ]
    );
}

#[test]
fn files_are_known_again_under_another_path() {
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata: { a: b }\n";
    let other = config.replace("a: b", "a: c, d: e");
    let renamed = PROGRAM.replace("print(3)", "print(33)");
    let old = tree(&[("a", &[("app/main.py", PROGRAM), ("old/config.yaml", config), ("same.txt", "one\n")])]);
    let new = tree(&[("a", &[("new/settings.yaml", &other), ("other.txt", "one\n"), ("src/main.py", &renamed)])]);
    assert_eq!(
        told(&diff(old, new, Options::default())),
        [
            "Changed a",
            "  Moved Semantic new/settings.yaml from old/config.yaml",
            "  Moved Semantic other.txt from same.txt",
            "  Moved Semantic src/main.py from app/main.py",
        ]
    );
}

#[test]
fn formats_and_records_are_told_from_behaviour() {
    let manifest =
        |digest: &str, version: &str| format!("{{ \"groma\": \"{version}\", \"files\": {{ \"x\": \"{digest}\" }} }}\n");
    let (one, two, newer) = (manifest("aa", "1"), manifest("bb", "1"), manifest("cc", "2"));
    let of = |manifest: &str, yaml: &str, text: &str| {
        tree(&[("a", &[(".groma/manifest.json", manifest), ("x.yaml", yaml), ("y.md", text)])])
    };
    let quoted = "# again\nkind: 'Deployment'\napiVersion: apps/v1\nspec: {replicas: 2}\nmetadata: {name: api}\n";
    let changes = diff(of(&one, DEPLOYMENT, "a\n"), of(&two, quoted, "a \n\n"), Options::default());
    assert_eq!(
        told(&changes),
        [
            "Changed a",
            "  Changed Bookkeeping .groma/manifest.json",
            "  Changed Cosmetic x.yaml",
            "  Changed Cosmetic y.md"
        ]
    );
    let changes = diff(of(&one, DEPLOYMENT, "a\n"), of(&newer, DEPLOYMENT, "a\n"), Options::default());
    assert_eq!(told(&changes), ["Changed a", "  Changed Semantic .groma/manifest.json"]);
}

#[test]
fn modes_branches_and_visibility_count() {
    let old = tree(&[("a", &[("x.sh", "true\n")])]);
    let mut new = tree(&[("a", &[("x.sh", "true\n")])]);
    new.repositories[0].files[0].executable = true;
    assert_eq!(told(&diff(old.clone(), new, Options::default())), ["Changed a", "  Changed Semantic x.sh"]);
    let mut new = old.clone();
    new.repositories[0].visibility = "public".to_owned();
    assert_eq!(told(&diff(old, new, Options::default())), ["Changed a"]);
}

#[test]
fn secrets_of_texts_are_noticed_where_they_change() {
    let of = |text: &str| tree(&[("a", &[(".env", text)])]);
    let secret = |old: &str, new: &str| diff(of(old), of(new), Options::default()).repositories[0].files[0].secret;
    assert!(secret("A=1\n", "A=1\nPASSWORD=x\n"));
    assert!(secret("PASSWORD=x\n", "A=1\n"));
    assert!(!secret("PASSWORD=x\nA=1\n", "PASSWORD=x\nA=2\n"));
}

/// An app's repository as a blueprint would write it.
fn app(name: &str, team: &str, description: &str) -> Vec<(String, String)> {
    let readme = format!("# {name}\n\n{description}\n\nAsk {team}.\n\n## Run\n\nmake\n\n## Test\n\nmake test\n");
    let chart =
        format!("apiVersion: v2\nname: {name}\ndescription: {description}\nversion: 0.1.0\ntype: application\n");
    vec![("Chart.yaml".into(), chart), ("README.md".into(), readme), ("main.py".into(), PROGRAM.into())]
}

fn with_apps(apps: &[(&str, Vec<(String, String)>)], shared: &[(&str, &str)]) -> Tree {
    let mut tree = tree(&[("idp/platform/shared", shared)]);
    for (path, files) in apps {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        tree.repositories.push(repository_of(path, &files));
    }
    tree.repositories.sort_by(|a, b| a.path.cmp(&b.path));
    tree
}

#[test]
fn a_repository_that_moved_takes_its_name_along_everywhere() {
    let orders = |team: &str| app("orders-api", team, "Takes orders");
    let shared = |team: &str| {
        format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {team}-orders-api\nspec: {{ owner: {team} }}\n")
    };
    let (before, after) = (shared("team-a"), shared("team-b"));
    let old = with_apps(&[("idp/team-a/orders-api", orders("team-a"))], &[("team-a-orders-api.yaml", &before)]);
    let new = with_apps(&[("idp/team-b/orders-api", orders("team-b"))], &[("team-b-orders-api.yaml", &after)]);
    assert_eq!(
        told(&diff(old, new, Options::default())),
        [
            "Changed idp/platform/shared",
            "  Moved Semantic team-b-orders-api.yaml from team-a-orders-api.yaml",
            "Moved idp/team-b/orders-api from idp/team-a/orders-api",
            "  Changed Semantic README.md",
        ]
    );
}

#[test]
fn an_app_in_the_place_of_another_is_another() {
    let old = with_apps(&[("idp/team-a/orders-api", app("orders-api", "team-a", "Takes orders"))], &[]);
    let mut mails = app("mails-api", "team-a", "Writes mails, one per order, and none on Sundays");
    mails.push(("send.py".into(), "import smtplib\n\n\ndef send():\n    smtplib.SMTP()\n".into()));
    let new = with_apps(&[("idp/team-a/mails-api", mails)], &[]);
    let changes = diff(old, new, Options::default());
    let actions: Vec<Action> = changes.repositories.iter().map(|repository| repository.action).collect();
    assert_eq!(actions, [Action::Created, Action::Removed]);
}

#[test]
fn of_two_texts_no_more_is_kept_than_what_differs() {
    let lines: String = (0..1_000).map(|line| format!("line_{line}: value\n")).collect();
    for path in ["a.yaml", "a.txt"] {
        let old = tree(&[("a", &[(path, &lines)])]);
        let changes = diff(old, tree(&[("a", &[(path, &lines.replace("line_500:", "line:"))])]), Options::default());
        assert_eq!(changes.repositories[0].files[0].lines.len(), 1);
        assert!(format!("{changes:?}").len() < lines.len() / 5, "{path}: {changes:?}");
    }
}

#[test]
fn a_secret_that_began_before_the_lines_that_differ_is_not_kept() {
    let key = |line: &str| {
        format!("-----BEGIN PRIVATE KEY-----\nMIIE\nMIIF\nMIIG\n{line}\nMIIH\n-----END PRIVATE KEY-----\n")
    };
    let (old, new) = (key("hunter2"), key("hunter3"));
    let changes = diff(tree(&[("a", &[("key", &old)])]), tree(&[("a", &[("key", &new)])]), Options::default());
    assert!(changes.repositories[0].files[0].secret);
    assert!(!format!("{changes:?}").contains("hunter"));
}

#[test]
fn an_environment_is_a_folder_or_the_name_of_a_file() {
    let environments = ["dev".to_owned(), "production".to_owned()];
    let of = |path| Options { environments: &environments, ..Options::default() }.environment(path);
    assert_eq!(of("guardrails/production/a/b.yaml"), Some("production"));
    assert_eq!(of("environments/dev.yaml"), Some("dev"));
    assert_eq!(of("developer/production-line.yaml"), None);
}

/// Values of few keys and few words, so that two of them have something in common.
fn values() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        2 => select(&["a", "b", "no", "1", "", "x\ny", "é"][..]).prop_map(Json::from),
        1 => select(vec![json!(1), json!(2), json!(1.5), json!(true), json!(null)]),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        let entry = (select(&["name", "key", "a", "b.c", "d/e"][..]).prop_map(str::to_owned), inner.clone());
        prop_oneof![
            3 => vec(entry, 0..4).prop_map(|entries| Json::Object(entries.into_iter().collect())),
            2 => vec(inner, 0..4).prop_map(Json::from),
        ]
    })
}

/// The ways by keys to all that differs; a list is one value.
fn differing(old: Option<&Json>, new: Option<&Json>, way: &[String], found: &mut BTreeSet<Vec<String>>) {
    match (old, new) {
        (Some(Json::Object(olds)), Some(Json::Object(news))) => {
            for key in olds.keys().chain(news.keys()) {
                differing(olds.get(key), news.get(key), &[way, std::slice::from_ref(key)].concat(), found);
            }
        }
        (old, new) if old != new => drop(found.insert(way.to_vec())),
        _ => {}
    }
}

#[test]
fn every_value_that_differs_is_named_and_no_other() {
    let object =
        |spec: &Json| json!({ "apiVersion": "v1", "kind": "Thing", "metadata": { "name": "a" }, "spec": spec });
    holds(1_000, (values(), values()), |(old, new)| {
        let (old, new) = (object(&old), object(&new));
        let of = |value: &Json| tree(&[("a", &[("x.json", &value.to_string())])]);
        let options = Options { secrets: Secrets::Shown, ..Options::default() };
        let changes = diff(of(&old), of(&new), options);
        let files = changes.repositories.iter().flat_map(|repository| &repository.files);
        let objects = files.flat_map(|file| match &file.body {
            Body::Objects(objects) => objects.as_slice(),
            Body::Lines | Body::Binary => panic!("it is compared by structure"),
        });
        let keys = |value: &ValueChange| -> Vec<String> {
            let keys = value.path.iter().map_while(|step| match step {
                Step::Key(key) => Some(key.clone()),
                Step::Item(_) | Step::Index(_) => None,
            });
            keys.collect()
        };
        let named: BTreeSet<Vec<String>> = objects.flat_map(|object| &object.values).map(keys).collect();
        let mut wanted = BTreeSet::new();
        differing(Some(&old), Some(&new), &[], &mut wanted);
        assert_eq!(named, wanted);
    });
}
