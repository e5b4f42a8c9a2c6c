//! `groma render` and `groma check` as users run them.

use std::fs;

use crate::golden::listed;
use crate::support::{Scratch, groma, root};

const SMALL: &str = "apiVersion: groma/v1
platform:
  name: acme
  owner: team-a
  git: { provider: gitlab, host: gitlab.example.com, group: idp }
  registry: registry.example.com/idp
  labels: idp.example.org
  blueprints: [argocd, guardrails, backstage]
environments:
  homelab: { domain: k8s.home.example.com, kubernetes: \"1.34\" }
teams:
  team-a: { title: Team A }
systems:
  orders:
    owner: team-a
    apps:
      api: { blueprint: python-fastapi, hostname: orders }
";

fn small(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("platform.yaml", SMALL);
    scratch
}

#[test]
fn a_clean_inventory_is_rendered_below_the_folder() {
    let scratch = small("clean");
    let (out, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("5 repositories in `out`: 5 created\n"), "{out}");
    for file in [
        "idp/team-a/orders-api/main.py",
        "idp/team-a/orders-api-deployment/Chart.yaml",
        "idp/platform/argocd/README.md",
    ] {
        assert!(scratch.path().join("out").join(file).is_file(), "{file}");
    }
    assert!(!scratch.path().join("out/.groma-staging").exists());
}

#[test]
fn a_second_run_touches_nothing() {
    let scratch = small("second");
    groma(scratch.path(), &["render", "--out", "out"]);
    let out = scratch.path().join("out");
    let times = || -> Vec<_> {
        listed(&out)
            .into_iter()
            .map(|path| fs::metadata(out.join(path)).and_then(|meta| meta.modified()).expect("it is there"))
            .collect()
    };
    let before = times();
    let (said, _, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(code, 0);
    assert!(said.contains("5 unchanged"), "{said}");
    assert_eq!(before, times());
}

#[test]
fn what_the_team_and_the_pipeline_wrote_survives() {
    let scratch = small("survives");
    groma(scratch.path(), &["render", "--out", "out"]);
    let main = scratch.path().join("out/idp/team-a/orders-api/main.py");
    let values = scratch.path().join("out/idp/team-a/orders-api-deployment/environments/homelab.yaml");
    fs::write(&main, "print('ours')\n").expect("it can be written");
    let bumped = fs::read_to_string(&values).expect("it is there").replace("\"unreleased\"", "\"0123456\"");
    fs::write(&values, &bumped).expect("it can be written");
    let (_, _, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(code, 0);
    assert_eq!(fs::read_to_string(&main).expect("it is there"), "print('ours')\n");
    assert_eq!(fs::read_to_string(&values).expect("it is there"), bumped);
}

#[test]
fn a_lost_field_of_the_pipeline_ends_with_two_and_the_old_tree() {
    let scratch = small("lost-tag");
    groma(scratch.path(), &["render", "--out", "out"]);
    let values = scratch.path().join("out/idp/team-a/orders-api-deployment/environments/homelab.yaml");
    let whole = fs::read_to_string(&values).expect("it is there");
    for (from, to) in
        [("  tag: \"unreleased\"\n", ""), ("image:", "Image:"), ("\"unreleased\"", "\"\""), ("tag:", "Tag:")]
    {
        let lost = whole.replacen(from, to, 1);
        assert_ne!(lost, whole, "{from}");
        fs::write(&values, &lost).expect("it can be written");
        let (_, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
        assert_eq!(code, 2, "{to}");
        assert!(err.contains("environments/homelab.yaml`: its field `image.tag`"), "{err}");
        assert_eq!(fs::read_to_string(&values).expect("it is there"), lost);
    }
}

#[cfg(unix)]
#[test]
fn only_links_that_may_be_included_are_refused() {
    use std::os::unix::fs::symlink;
    let scratch = small("include-links");
    let whole = fs::read_to_string(scratch.path().join("platform.yaml")).expect("it is there");
    scratch.write("platform.yaml", &format!("{whole}include: [systems/*.yaml]\n"));
    scratch.write("systems/more.yaml", "systems: {}\n");
    for name in ["AGENTS.md", "systems/README.md", "teams"] {
        symlink("more.yaml", scratch.path().join(name)).expect("links can be made");
    }
    let (out, err, code) = groma(scratch.path(), &["check"]);
    assert_eq!(code, 0, "{out}{err}");
    symlink("more.yaml", scratch.path().join("systems/again.yaml")).expect("links can be made");
    let (_, err, code) = groma(scratch.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(err.contains("cannot read `systems/again.yaml`: it is a symbolic link"), "{err}");
    assert!(err.contains("help: replace the link with the file or folder itself"), "{err}");
}

#[test]
fn a_fault_anywhere_means_that_nothing_is_written() {
    for fault in ["owner: team-a\n    apps:", "hostname: orders }"] {
        let scratch = Scratch::new("fault");
        scratch.write(
            "platform.yaml",
            &SMALL.replace(fault, &fault.replace("team-a", "team-b").replace("hostname", "hostnam")),
        );
        let (out, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
        assert_eq!(code, 1, "{out}");
        assert!(out.contains("platform.yaml:"), "{out}");
        assert!(err.contains("nothing was written"), "{err}");
        assert!(!scratch.path().join("out").exists());
    }
}

#[test]
fn a_fault_in_a_template_leaves_the_old_tree_intact() {
    let scratch = small("template");
    groma(scratch.path(), &["render", "--out", "out"]);
    let before: Vec<_> = listed(&scratch.path().join("out"));
    scratch.write(
        "blueprints/argocd/blueprint.yaml",
        "apiVersion: groma/v1\nkind: Blueprint\nname: argocd\nversion: 1.0.0\nsummary: Broken\noutputs:\n  - for: app\n    repository: ${{ platform.repositories.argocd }}\n    templates: files\n",
    );
    scratch.write("blueprints/argocd/files/app.yaml", "a: ${{ app.nothing }}\n");
    let (out, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(code, 1);
    assert!(out.contains("error[undefined-variable]") && out.contains("blueprints/argocd/files/app.yaml:1:"), "{out}");
    assert!(err.contains("nothing was written"));
    assert_eq!(before, listed(&scratch.path().join("out")));
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_two_and_its_path() {
    let scratch = small("unwritable");
    scratch.write("out", "a file\n");
    let (_, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(code, 2);
    assert!(err.contains("`out`"), "{err}");
    assert_eq!(fs::read_to_string(scratch.path().join("out")).expect("it is there"), "a file\n");
}

#[test]
fn a_folder_in_the_place_of_a_file_ends_with_two_and_the_old_tree() {
    let scratch = small("folder");
    groma(scratch.path(), &["render", "--out", "out"]);
    let chart = scratch.path().join("out/idp/team-a/orders-api-deployment/Chart.yaml");
    fs::remove_file(&chart).expect("it is there");
    fs::create_dir(&chart).expect("folders can be made");
    let before = listed(&scratch.path().join("out"));
    let (_, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(code, 2);
    assert!(err.contains("orders-api-deployment/Chart.yaml"), "{err}");
    assert_eq!(before, listed(&scratch.path().join("out")));
}

#[cfg(unix)]
#[test]
fn links_in_the_output_are_not_followed() {
    let scratch = small("links");
    fs::create_dir_all(scratch.path().join("out/idp")).expect("folders can be made");
    fs::create_dir_all(scratch.path().join("elsewhere")).expect("folders can be made");
    std::os::unix::fs::symlink(scratch.path().join("elsewhere"), scratch.path().join("out/idp/team-a"))
        .expect("links can be made");
    let (_, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(code, 2);
    assert!(err.contains("out/idp/team-a"), "{err}");
    assert!(listed(&scratch.path().join("elsewhere")).is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_in_a_blueprint_is_refused() {
    let scratch = small("blueprint-link");
    scratch.write("blueprints/own/blueprint.yaml", "");
    std::os::unix::fs::symlink("/etc/hostname", scratch.path().join("blueprints/own/secret"))
        .expect("links can be made");
    let (_, err, code) = groma(scratch.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(err.contains("blueprints/own/secret") && err.contains("link"), "{err}");
}

#[test]
fn check_reports_as_the_contract_says() {
    let scratch = Scratch::new("contract");
    scratch.write("platform.yaml", &SMALL.replace("owner: team-a\n    apps:", "owner: team-b\n    apps:"));
    let (out, _, code) = groma(scratch.path(), &["check", "--format", "json", "--format", "human=report.txt"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(report["version"], 1);
    let finding = &report["findings"][0];
    assert_eq!((finding["rule"].as_str(), finding["level"].as_str()), (Some("unknown-team"), Some("error")));
    assert_eq!(
        (finding["file"].as_str(), finding["line"].as_u64(), finding["column"].as_u64()),
        (Some("platform.yaml"), Some(15), Some(12))
    );
    assert_eq!((finding["end_line"].as_u64(), finding["end_column"].as_u64()), (Some(15), Some(18)));
    assert_eq!(report["summary"]["errors"], 1);
    let human = fs::read_to_string(scratch.path().join("report.txt")).expect("it was written");
    assert!(human.contains("error[unknown-team]"), "{human}");
}

#[test]
fn the_inventory_is_found_in_a_folder_above() {
    let scratch = small("above");
    fs::create_dir_all(scratch.path().join("a/b")).expect("folders can be made");
    assert_eq!(groma(&scratch.path().join("a/b"), &["check"]).2, 0);
    let (_, err, code) = groma(&std::env::temp_dir(), &["check", "--inventory", "no-such-file.yaml"]);
    assert_eq!(code, 2);
    assert!(err.contains("no-such-file.yaml"), "{err}");
}

#[test]
fn paths_are_shown_from_the_working_directory() {
    let scratch = Scratch::new("shown");
    scratch.write("platform.yaml", &SMALL.replace("hostname: orders", "hostnam: orders"));
    fs::create_dir_all(scratch.path().join("a")).expect("folders can be made");
    let (out, _, _) = groma(&scratch.path().join("a"), &["check"]);
    assert!(out.contains("--> ../platform.yaml:"), "{out}");
    let (out, _, _) = groma(scratch.path(), &["check", "--inventory", "platform.yaml"]);
    assert!(out.contains("--> platform.yaml:"), "{out}");
}

#[test]
fn wrong_arguments_end_with_two() {
    assert_eq!(groma(root(), &["rendr"]).2, 2);
    assert_eq!(groma(root(), &["check", "--format", "jsno"]).2, 2);
    assert_eq!(groma(root(), &["render", "--threads", "0"]).2, 2);
    assert_eq!(groma(root(), &["--version"]).2, 0);
    assert_eq!(groma(root(), &["--help"]).2, 0);
}

#[test]
fn every_blueprint_has_an_example_that_is_clean() {
    let blueprints = fs::read_dir(root().join("blueprints")).expect("blueprints can be listed");
    let own = fs::read_dir(root().join("fixtures/platforms/acme/blueprints")).expect("blueprints can be listed");
    for blueprint in blueprints.chain(own) {
        let folder = blueprint.expect("blueprints can be listed").path();
        let example = folder.join("example/platform.yaml");
        assert!(example.is_file(), "{} has no example", folder.display());
        let workspace = groma::workspace::Workspace::open(&example, "example").expect("it is readable");
        crate::support::assert_clean(&workspace.resolve().check(), &workspace);
    }
}

#[test]
fn a_repository_of_many_entities_is_written_in_portions_and_whole() {
    let scratch = Scratch::new("portions");
    let mut inventory =
        SMALL.split("systems:").next().expect("it has systems").replace("[argocd, guardrails, backstage]", "[]");
    inventory.push_str("systems:\n  many:\n    owner: team-a\n    apps:\n");
    (0..1300).for_each(|app| inventory.push_str(&format!("      app-{app}: {{ blueprint: one }}\n")));
    scratch.write("platform.yaml", &inventory);
    scratch.write(
        "blueprints/one/blueprint.yaml",
        "apiVersion: groma/v1\nkind: Blueprint\nname: one\nversion: 1.0.0\nsummary: One file\noutputs:\n  - { for: app, repository: idp/all, templates: files }\n",
    );
    scratch.write("blueprints/one/files/${{ app.name }}.yaml", "name: ${{ app.name }}\n");
    let (out, _, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!((code, out.as_str()), (0, "1 repository in `out`: 1 created\n1301 files: 1301 created\n"));
    let (out, _, _) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!(out, "1 repository in `out`: 1 unchanged\n1301 files: 1301 unchanged\n");
    assert_eq!(listed(&scratch.path().join("out/idp/all")).len(), 1301);
}
