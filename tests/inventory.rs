//! The blueprint `inventory`: where it goes, who owns which file, and what each git host gets.

use std::fs;

use crate::support::{Scratch, groma};

fn platform(provider: &str, more: &str) -> String {
    format!(
        "apiVersion: groma/v1
platform:
  name: acme
  owner: platform
  git: {{ provider: {provider}, host: git.example.com, group: idp }}
  registry: registry.example.com/idp
  labels: idp.example.org
  blueprints: [inventory]
{more}environments:
  homelab: {{ domain: k8s.home.example.com, kubernetes: \"1.34\" }}
teams: {{ platform: {{}}, team-c: {{}} }}
include: [teams/*.yaml, systems/**/*.yaml]
"
    )
}

/// Files that belong to one team, to two, to the platform, and to nobody.
fn files(scratch: &Scratch) {
    for (path, text) in [
        ("teams/team-a.yaml", "teams: { team-a: { groups: { gitlab: elsewhere/a, github: the-a-team } } }"),
        ("teams/team-b.yaml", "teams: { team-b: {} }\nplatform: { title: Ours }"),
        ("systems/orders.yaml", "systems: { orders: { owner: team-a } }"),
        (
            "systems/orders/a new app.yaml",
            "systems: { orders: { apps: { api: { blueprint: python-fastapi, internal: true, owner: team-b } } } }",
        ),
        ("systems/shared.yaml", "systems: { one: { owner: team-a }, two: { owner: team-b } }"),
        ("systems/more.yaml", "systems: { orders: { title: Orders } }"),
        ("systems/none.yaml", "apiVersion: groma/v1"),
        ("systems/domain.yaml", "domains: { shopping: { owner: team-c } }"),
        ("systems/ours.yaml", "systems: { portal: { owner: platform } }"),
    ] {
        scratch.write(path, text);
    }
}

fn render(scratch: &Scratch) {
    let (_, err, code) = groma(scratch.path(), &["render", "--out", "out"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

fn owners(scratch: &Scratch, path: &str) -> Vec<String> {
    let text = fs::read_to_string(scratch.path().join("out").join(path)).expect("it is rendered");
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn a_file_of_one_team_is_its_own_and_the_rest_the_platforms() {
    let scratch = Scratch::new("owners-gitlab");
    scratch.write("platform.yaml", &platform("gitlab", ""));
    files(&scratch);
    render(&scratch);
    let expected = [
        "* @idp/platform",
        "/systems/domain.yaml @idp/team-c",
        "/systems/more.yaml @elsewhere/a",
        "/systems/orders.yaml @elsewhere/a",
        "/systems/orders/a\\ new\\ app.yaml @idp/team-b",
        "/teams/team-a.yaml @elsewhere/a",
    ];
    assert_eq!(owners(&scratch, "idp/platform/inventory/CODEOWNERS"), expected);
}

#[test]
fn github_gets_its_own_pipeline_teams_and_repository() {
    let scratch = Scratch::new("owners-github");
    let more = "  naming: { inventoryRepository: \"{group}/all-of-it\" }
  parameters: { inventory: { codeScanning: true } }\n";
    scratch.write("platform.yaml", &platform("github", more));
    files(&scratch);
    render(&scratch);
    let owners = owners(&scratch, "idp/all-of-it/CODEOWNERS");
    assert_eq!(
        owners[..3],
        ["* @idp/platform", "/systems/domain.yaml @idp/team-c", "/systems/more.yaml @idp/the-a-team"]
    );
    let out = scratch.path().join("out/idp/all-of-it");
    assert!(!out.join(".gitlab-ci.yml").exists());
    let workflow = fs::read_to_string(out.join(".github/workflows/inventory.yaml")).expect("it is rendered");
    assert!(workflow.contains("security-events: write") && workflow.contains("sarif=groma.sarif"), "{workflow}");
    assert!(!workflow.contains("pull_request_target"));
}

#[test]
fn the_folder_from_which_groma_runs_does_not_show() {
    let scratch = Scratch::new("owners-elsewhere");
    scratch.write("deep/down/platform.yaml", &platform("gitlab", ""));
    scratch.write("deep/down/teams/team-a.yaml", "teams: { team-a: {} }");
    scratch.write("deep/down/systems/orders.yaml", "systems: { orders: { owner: team-a } }");
    let run = |folder: &str, inventory: &str| {
        let (out, err, code) = groma(&scratch.path().join(folder), &["render", "--digest", "--inventory", inventory]);
        assert_eq!((code, err.as_str()), (0, ""));
        out
    };
    assert_eq!(run(".", "deep/down/platform.yaml"), run("deep/down", "platform.yaml"));
    assert_eq!(run(".", "deep/down/platform.yaml"), run("deep/down/teams", "../platform.yaml"));
}

#[test]
fn its_repository_is_held_like_any_other() {
    let scratch = Scratch::new("owners-held");
    let more = "  naming: { inventoryRepository: \"{group}/platform/argocd\" }\n";
    scratch.write("platform.yaml", &platform("gitlab", more));
    files(&scratch);
    let (out, _, code) = groma(scratch.path(), &["check"]);
    assert_eq!(code, 1);
    assert!(out.contains("error[name-collision]: repository `idp/platform/argocd` is used twice"), "{out}");

    scratch.write("platform.yaml", &platform("github", "  naming: { inventoryRepository: inventory }\n"));
    let (out, _, code) = groma(scratch.path(), &["check"]);
    assert_eq!(code, 1);
    assert!(out.contains("repository `inventory` is not of the form `owner/name`"), "{out}");
}
