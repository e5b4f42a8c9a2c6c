//! Same inventory, same bytes: whatever the threads, the working directory, the locale and the time zone.

use std::process::Command;

use crate::support::{acme, files, on_threads, open, root};

const ACME: &str = "fixtures/platforms/acme/platform.yaml";

fn digest(configure: impl FnOnce(&mut Command) -> &mut Command) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groma"));
    command.args(["render", "--digest", "--inventory"]).arg(root().join(ACME)).current_dir(root());
    let output = configure(&mut command).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a digest is hexadecimal")
}

#[test]
fn digest_is_equal_everywhere() {
    let plain = digest(|command| command);
    assert_eq!(plain.trim().len(), 64);
    assert_eq!(plain, digest(|command| command.args(["--threads", "1"])));
    assert_eq!(plain, digest(|command| command.args(["--threads", "8"])));
    assert_eq!(plain, digest(|command| command.current_dir(std::env::temp_dir())));
    assert_eq!(plain, digest(|command| command.env("LC_ALL", "tr_TR.UTF-8").env("LANG", "tr_TR.UTF-8")));
    assert_eq!(plain, digest(|command| command.env("TZ", "Pacific/Kiritimati")));
}

#[test]
fn tree_is_equal_on_one_thread_and_on_eight() {
    let (one, eight) = (on_threads(1, acme), on_threads(8, acme));
    let bytes = |tree: &groma::tree::Tree| -> Vec<(String, Vec<u8>)> {
        files(tree).map(|(path, file)| (path, file.content.bytes().to_vec())).collect()
    };
    assert_eq!(bytes(&one), bytes(&eight));
}

#[test]
fn order_of_definitions_does_not_matter() {
    let first = "apiVersion: groma/v1
platform: { name: acme, owner: a, git: { provider: gitlab, host: git.example.com, group: idp }, registry: registry.example.com, labels: idp.example.org, blueprints: [argocd, guardrails, backstage] }
environments: { staging: { domain: s.example.com, kubernetes: \"1.34\" }, production: { domain: p.example.com, kubernetes: \"1.34\", after: staging } }
";
    let a = "a: { title: A }";
    let b = "b: { title: B }";
    let x = "x: { owner: a, apps: { one: { blueprint: python-fastapi, internal: true }, two: { blueprint: python-fastapi, hostname: two } } }";
    let y = "z: { owner: b }";
    let render = |name: &str, text: String| {
        let scratch = crate::support::Scratch::new(name);
        scratch.write("platform.yaml", &text);
        let workspace =
            groma::workspace::Workspace::open(&scratch.path().join("platform.yaml"), "").expect("it is readable");
        let (digest, found) = workspace.resolve().digest();
        crate::support::assert_clean(&found, &workspace);
        digest
    };
    let forth = render("forth", format!("{first}teams:\n  {a}\n  {b}\nsystems:\n  {x}\n  {y}\n"));
    let back = render("back", format!("{first}systems:\n  {y}\n  {x}\nteams:\n  {b}\n  {a}\n"));
    assert_eq!(forth, back);
}

#[test]
fn rendering_twice_in_one_process_is_equal() {
    let workspace = open(ACME);
    assert_eq!(workspace.resolve().digest().0, workspace.resolve().digest().0);
}
