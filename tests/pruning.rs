//! Deletions: what is no longer rendered goes when it is asked for, by the manifests alone, and never much in silence.

use std::fs;
use std::path::Path;

use crate::golden::listed;
use crate::support::{Scratch, groma};

const PLATFORM: &str = "apiVersion: groma/v1
platform:
  name: acme
  owner: team-a
  git: { provider: gitlab, host: gitlab.example.com, group: idp }
  registry: registry.example.com/idp
  labels: idp.example.org
environments: { production: { domain: prod.example.com, kubernetes: \"1.34\" } }
teams: { team-a: { title: Team A } }
";
const BLUEPRINT: &str = "apiVersion: groma/v1
kind: Blueprint
name: page
version: 1.0.0
summary: Pages
outputs:
  - for: app
    repository: ${{ app.repository }}
    templates: managed/
    keep: { values.yaml: [tag] }
  - { for: app, repository: \"${{ app.repository }}\", templates: once/, ownership: once }
  - { for: app, repository: idp/all, templates: all/ }
";

/// A platform of some apps, each with a repository of its own and files in one that all have in common.
fn scratch(apps: &[&str]) -> Scratch {
    let scratch = Scratch::new("pruning");
    scratch.write("platform.yaml", PLATFORM);
    scratch.write("blueprints/page/blueprint.yaml", BLUEPRINT);
    scratch.write("blueprints/page/managed/values.yaml", "tag: none\nname: ${{ app.name }}\n");
    scratch.write("blueprints/page/managed/deep/er/page.yaml", "name: ${{ app.name }}\n");
    scratch.write("blueprints/page/once/README.md", "# ${{ app.name }}\n");
    scratch.write("blueprints/page/all/${{ app.name }}/page.yaml", "name: ${{ app.name }}\n");
    name_apps(&scratch, apps);
    let (_, err, code) = groma(scratch.path(), &["render", "--prune"]);
    assert_eq!((err.as_str(), code), ("", 0));
    scratch
}

fn name_apps(scratch: &Scratch, apps: &[&str]) {
    let apps: String = apps.iter().map(|app| format!("{app}: {{ blueprint: page }}, ")).collect();
    scratch.write("platform.yaml", &format!("{PLATFORM}systems: {{ s: {{ owner: team-a, apps: {{ {apps} }} }} }}\n"));
}

fn rendered(scratch: &Scratch) -> Vec<String> {
    listed(&scratch.path().join("rendered"))
}

/// Both streams, and how it ended.
fn run(scratch: &Scratch, arguments: &[&str]) -> (String, i32) {
    let (out, err, code) = groma(scratch.path(), arguments);
    (out + &err, code)
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("app-{at:02}")).collect()
}

#[test]
fn without_being_asked_nothing_is_deleted() {
    let scratch = scratch(&["a", "b"]);
    let before = rendered(&scratch);
    name_apps(&scratch, &["a"]);
    assert_eq!(run(&scratch, &["render"]).1, 0);
    assert_eq!(rendered(&scratch), before);
}

#[test]
fn a_repository_goes_only_by_number() {
    let scratch = scratch(&["a", "b"]);
    let before = rendered(&scratch);
    name_apps(&scratch, &["a"]);
    for arguments in [&["render", "--prune"][..], &["render", "--prune", "--allow-deletions", "3"]] {
        let (text, code) = run(&scratch, arguments);
        assert_eq!(code, 1, "{text}");
        for wanted in
            ["this makes 4 deletions", "repository `idp/team-a/s-b` with 3 files", "1 of the 2 files of `idp/all`"]
        {
            assert!(text.contains(wanted), "{text}\ndoes not say: {wanted}");
        }
        assert!(text.contains("`--allow-deletions 4`") && text.contains("nothing was written"), "{text}");
        assert_eq!(rendered(&scratch), before);
    }
    let (text, code) = run(&scratch, &["plan", "--against", "rendered"]);
    assert!(code == 1 && text.contains("`--allow-deletions 4`"), "{text}");
    assert_eq!(run(&scratch, &["plan", "--against", "rendered", "--allow-deletions", "4"]).1, 0);
    let (text, code) = run(&scratch, &["render", "--prune", "--allow-deletions", "4"]);
    assert!(code == 0 && text.contains("4 deleted"), "{text}");
    let left: Vec<_> =
        before.into_iter().filter(|path| !path.contains("s-b") && path != "idp/all/b/page.yaml").collect();
    assert_eq!(rendered(&scratch), left);
    assert!(!scratch.path().join("rendered/idp/team-a/s-b").exists());
    let (text, code) = run(&scratch, &["plan", "--against", "rendered", "--exit-code"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn what_groma_did_not_write_or_others_changed_stays() {
    let scratch = scratch(&["a", "b"]);
    scratch.write("rendered/idp/team-a/s-b/.git/HEAD", "ref: refs/heads/main\n");
    scratch.write("rendered/idp/team-a/s-b/deep/own.txt", "own\n");
    scratch.write("rendered/idp/team-a/s-b/README.md", "ours now\n");
    scratch.write("rendered/idp/team-a/s-b/values.yaml", "tag: \"7\"\nname: b\n");
    scratch.write("rendered/idp/unknown/file", "x\n");
    name_apps(&scratch, &["a"]);
    let (text, _) = run(&scratch, &["render", "--prune"]);
    let number = text.split("--allow-deletions ").nth(1).expect("it is refused")[..1].to_owned();
    let (text, code) = run(&scratch, &["render", "--prune", "--allow-deletions", &number]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("kept `idp/team-a/s-b/values.yaml`: it is no longer rendered, but was edited"), "{text}");
    let left: Vec<_> =
        rendered(&scratch).into_iter().filter(|path| path.contains("s-b") || path.contains("un")).collect();
    let below = |path: &str| format!("idp/team-a/s-b/{path}");
    assert_eq!(
        left,
        [
            below(".git/HEAD"),
            below("README.md"),
            below("deep/own.txt"),
            below("values.yaml"),
            "idp/unknown/file".into()
        ]
    );
}

#[test]
fn what_others_changed_counts_for_nothing() {
    let scratch = scratch(&["a", "b", "c"]);
    scratch.write("rendered/idp/all/b/page.yaml", "name: mine\n");
    name_apps(&scratch, &["a"]);
    let left = "kept `idp/all/b/page.yaml`: it is no longer rendered, but was edited by hand";
    // Two repositories of three files, and one of the two pages.
    let (text, code) = run(&scratch, &["plan", "--against", "rendered"]);
    assert!(code == 1 && text.contains("`--allow-deletions 7`") && text.contains(left), "{text}");
    let (text, code) = run(&scratch, &["render", "--prune"]);
    assert!(code == 1 && text.contains("1 of the 3 files of `idp/all`"), "{text}");
    assert!(text.contains("`--allow-deletions 7`"), "{text}");
    let (text, code) = run(&scratch, &["render", "--prune", "--allow-deletions", "7"]);
    assert!(code == 0 && text.contains("7 deleted") && text.contains(left), "{text}");
    let (text, code) = run(&scratch, &["plan", "--against", "rendered", "--exit-code"]);
    assert!(code == 0 && text.contains(left), "{text}");
    let (text, code) = run(&scratch, &["render", "--prune"]);
    assert!(code == 0 && text.contains(left) && !text.contains("deleted"), "{text}");
    assert_eq!(fs::read_to_string(scratch.path().join("rendered/idp/all/b/page.yaml")).unwrap(), "name: mine\n");
}

#[test]
fn one_deletion_is_told_as_one() {
    let scratch = scratch(&["a"]);
    fs::remove_file(scratch.path().join("blueprints/page/all/${{ app.name }}/page.yaml")).unwrap();
    scratch.write("blueprints/page/all/other.yaml", "name: ${{ app.name }}\nkind: other\n");
    let (text, code) = run(&scratch, &["render", "--prune"]);
    assert!(code == 1 && text.contains("this makes 1 deletion, which needs confirmation"), "{text}");
    assert!(text.contains("to confirm, pass `--allow-deletions 1`"), "{text}");
}

#[test]
fn a_file_of_a_team_stays_in_a_repository_that_stays() {
    let scratch = scratch(&["a"]);
    fs::remove_file(scratch.path().join("blueprints/page/once/README.md")).unwrap();
    scratch.write("blueprints/page/once/OTHER.md", "# ${{ app.name }}\n");
    let (text, code) = run(&scratch, &["plan", "--against", "rendered"]);
    assert!(code == 0 && text.contains("OTHER.md") && !text.contains("README.md"), "{text}");
    assert_eq!(run(&scratch, &["render", "--prune"]).1, 0);
    assert!(scratch.path().join("rendered/idp/team-a/s-a/README.md").exists());
}

#[test]
fn few_files_of_a_large_repository_go_in_silence() {
    let all = names(40);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let scratch = scratch(&all);
    scratch.write(
        "blueprints/page/all/${{ app.name }}/{% if app.name not in ['app-00', 'app-01'] %}page.yaml{% endif %}",
        "name: ${{ app.name }}\n",
    );
    fs::remove_file(scratch.path().join("blueprints/page/all/${{ app.name }}/page.yaml")).unwrap();
    let (text, code) = run(&scratch, &["render", "--prune"]);
    assert!(code == 0 && text.contains("2 deleted"), "{text}");
    assert!(!scratch.path().join("rendered/idp/all/app-00").exists());
}

#[test]
fn objects_that_keep_data_are_named() {
    let all = names(40);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let scratch = scratch(&all);
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: s }\n";
    let page = "blueprints/page/all/${{ app.name }}/page.yaml";
    scratch.write(
        page,
        &format!("{{% if app.name == 'app-00' %}}\n{claim}---\n{{% endif %}}\nname: ${{{{ app.name }}}}\n"),
    );
    assert_eq!(run(&scratch, &["render"]).1, 0);
    scratch.write(page, "name: ${{ app.name }}\n");
    let (text, code) = run(&scratch, &["render", "--prune"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("PersistentVolumeClaim `s/data` in `idp/all/app-00/page.yaml`"), "{text}");
    assert_eq!(run(&scratch, &["render", "--prune", "--allow-deletions", "1"]).1, 0);
}

#[test]
fn a_manifest_is_the_only_evidence() {
    let scratch = scratch(&["a", "b"]);
    name_apps(&scratch, &["a"]);
    let manifest = scratch.path().join("rendered/idp/team-a/s-b/.groma/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let plan = |text: &str| {
        fs::write(&manifest, text).unwrap();
        run(&scratch, &["plan", "--against", "rendered"])
    };
    // Of another repository: a copy is not what groma wrote there.
    let (told, code) = plan(&text.replace("idp/team-a/s-b", "idp/team-a/s-c"));
    assert!(code == 1 && told.contains("`--allow-deletions 1`"), "{told}");
    for (from, to, why) in [
        ("\"version\": 2", "\"version\": 3", "version 3 was written by a newer groma"),
        ("values.yaml", "../../../x", "contains `.` or `..`"),
        ("values.yaml", "/etc/x", "it is absolute"),
        ("managed", "mine", "unknown variant `mine`, expected `managed` or `once`"),
        ("{", "", "expected"),
    ] {
        let (told, code) = plan(&text.replacen(from, to, 1));
        assert!(code == 2 && told.contains(why) && told.contains("s-b/.groma/manifest.json"), "{told}");
    }
    fs::remove_file(&manifest).unwrap();
    let (told, code) = run(&scratch, &["render", "--prune", "--allow-deletions", "1"]);
    assert!(code == 0 && Path::new(&scratch.path().join("rendered/idp/team-a/s-b/values.yaml")).exists(), "{told}");
}

#[test]
fn links_are_not_followed_to_what_would_be_deleted() {
    let scratch = scratch(&["a", "b"]);
    let outside = Scratch::new("outside");
    let deep = scratch.path().join("rendered/idp/team-a/s-b/deep");
    fs::rename(deep.join("er"), outside.path().join("er")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("er"), deep.join("er")).unwrap();
    name_apps(&scratch, &["a"]);
    let (told, code) = run(&scratch, &["render", "--prune", "--allow-deletions", "3"]);
    assert_eq!(code, 0, "{told}");
    assert!(outside.path().join("er/page.yaml").exists());
}

#[test]
fn fields_of_others_and_files_of_teams_are_no_difference() {
    let scratch = scratch(&["a"]);
    scratch.write("rendered/idp/team-a/s-a/values.yaml", "tag: \"7\"\nname: a\n");
    scratch.write("rendered/idp/team-a/s-a/README.md", "ours now\n");
    scratch.write("rendered/idp/team-a/s-a/more.txt", "ours\n");
    let (text, code) = run(&scratch, &["plan", "--against", "rendered", "--exit-code"]);
    assert_eq!(code, 0, "{text}");
    scratch.write("rendered/idp/team-a/s-a/values.yaml", "tag: \"7\"\nname: edited\n");
    let (text, code) = run(&scratch, &["plan", "--against", "rendered", "--exit-code"]);
    assert!(code == 1 && text.contains("values.yaml") && !text.contains("README.md"), "{text}");
    scratch.write("rendered/idp/team-a/s-a/values.yaml", "tag: [7]\nname: a\n");
    let (text, code) = run(&scratch, &["plan", "--against", "rendered"]);
    assert!(code == 2 && text.contains("its field `tag`"), "{text}");
}

#[test]
fn a_folder_that_an_inventory_lost_is_no_reason_to_delete() {
    let scratch = scratch(&["a"]);
    scratch.write("platform.yaml", &format!("{PLATFORM}include: [systems/*.yaml]\n"));
    scratch.write("systems/s.yaml", "systems: { s: { owner: team-a, apps: { a: { blueprint: page } } } }\n");
    assert_eq!(run(&scratch, &["plan", "--against", "rendered", "--exit-code"]).1, 0);
    let before = rendered(&scratch);
    fs::remove_dir_all(scratch.path().join("systems")).unwrap();
    for arguments in [&["plan", "--against", "rendered"][..], &["render", "--prune", "--allow-deletions", "4"]] {
        let (text, code) = run(&scratch, arguments);
        assert!(
            code == 1 && text.contains("empty-include") && text.contains("`systems/*.yaml` matches no files"),
            "{text}"
        );
    }
    // A glob that finds other files: the budget holds.
    scratch.write("systems/t.yaml", "systems: { t: { owner: team-a, apps: { b: { blueprint: page } } } }\n");
    let (text, code) = run(&scratch, &["plan", "--against", "rendered"]);
    assert!(code == 1 && text.contains("repository `idp/team-a/s-a`"), "{text}");
    assert_eq!(rendered(&scratch), before);
}

#[test]
fn a_render_in_between_hides_no_deletion() {
    let scratch = scratch(&["a", "b"]);
    let digest = |scratch: &Scratch| run(scratch, &["render", "--digest"]).0;
    scratch.write("blueprints/page/managed/extra.yaml", "name: ${{ app.name }}\n");
    assert_eq!(run(&scratch, &["render"]).1, 0);
    fs::remove_file(scratch.path().join("blueprints/page/managed/extra.yaml")).unwrap();
    let before = digest(&scratch);
    for _ in 0..2 {
        assert_eq!(run(&scratch, &["render"]).1, 0);
        let (text, code) = run(&scratch, &["plan", "--against", "rendered"]);
        assert!(code == 1 && text.contains("2 files removed") && text.contains("extra.yaml"), "{text}");
    }
    let (text, _) = run(&scratch, &["render"]);
    assert!(text.contains("3 unchanged\n"), "{text}");
    assert_eq!(digest(&scratch), before);
    // What somebody has changed is told again every time, and is no deletion.
    let edited = rendered(&scratch).into_iter().find(|path| path.ends_with("extra.yaml")).unwrap();
    scratch.write(&format!("rendered/{edited}"), "name: mine\n");
    for deleted in [true, false] {
        let (text, code) = run(&scratch, &["render", "--prune", "--allow-deletions", "1"]);
        assert!(code == 0 && text.contains(&format!("kept `{edited}`")), "{text}");
        assert_eq!(text.contains(", 1 deleted"), deleted, "{text}");
    }
    fs::remove_file(scratch.path().join("rendered").join(&edited)).unwrap();
    assert_eq!(run(&scratch, &["render"]).1, 0);
    let orphaned =
        |path: &String| fs::read_to_string(scratch.path().join("rendered").join(path)).unwrap().contains("orphaned");
    assert!(!rendered(&scratch).iter().any(orphaned));
}
