//! What is rendered is judged as a tree on the disk would be, and told at the line that made it.

use std::fs;
use std::path::Path;

use groma::check::Options;
use groma::diagnostic::Diagnostic;
use groma::diagnostic::rule::Level;
use groma::lint::Lint;
use groma::workspace::Workspace;

use crate::support::{self, Scratch, groma, root};

/// The fixture platform in a folder of its own, with a blueprint that may be changed.
struct Platform(Scratch);

impl Platform {
    fn new(blueprint: &str) -> Self {
        let scratch = Scratch::new("judging");
        let acme = root().join("fixtures/platforms/acme");
        copy(&acme.join("teams"), &scratch.path().join("teams"));
        copy(&acme.join("systems"), &scratch.path().join("systems"));
        copy(&acme.join("blueprints"), &scratch.path().join("blueprints"));
        fs::copy(acme.join("platform.yaml"), scratch.path().join("platform.yaml")).expect("files can be copied");
        let folder = format!("blueprints/{blueprint}");
        copy(&root().join(&folder), &scratch.path().join(&folder));
        Self(scratch)
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.0.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(text.contains(from), "{path} does not hold `{from}`");
        self.0.write(path, &text.replacen(from, to, 1));
    }

    fn open(&self) -> Workspace {
        Workspace::open(&self.0.path().join("platform.yaml"), "").expect("the inventory was just written")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("the folder can be listed");
        let target = to.join(entry.file_name());
        match entry.file_type().expect("it has a type").is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("files can be copied")),
        }
    }
}

/// File and text of the primary place.
fn place(finding: &Diagnostic, workspace: &Workspace) -> (String, String) {
    let span = finding.primary.span;
    (workspace.sources.get(span.file).name.clone(), workspace.sources.text(span).to_owned())
}

#[test]
fn the_fixture_platform_is_clean_by_every_rule() {
    let workspace = support::open("fixtures/platforms/acme/platform.yaml");
    let mut found = workspace.resolve().check();
    found.retain(|finding| finding.level != Level::Info);
    support::assert_clean(&found, &workspace);
}

#[test]
fn what_a_template_says_is_told_there_and_once() {
    let platform = Platform::new("guardrails");
    let file = "blueprints/guardrails/namespace/${{ environment.name }}/${{ (app if app is defined else \
                team.infrastructure).namespace }}/limit-range.yaml";
    platform.replace(file, "limits:", "limit:");
    let workspace = platform.open();
    let found = workspace.resolve().check();
    let shown: Vec<_> = found.iter().filter(|finding| finding.level == Level::Error).collect();
    assert_eq!(shown.len(), 2, "{found:#?}");
    assert!(shown.iter().all(|finding| finding.rule.name == "invalid-object"));
    assert!(shown.iter().any(|finding| place(finding, &workspace) == (file.to_owned(), "limit".to_owned())));
    let rendered = shown[0].rendered.as_ref().expect("it lies in a rendered file");
    assert!(rendered.path.ends_with("/limit-range.yaml"), "{}", rendered.path);
    let last = shown[0].related.last().expect("it says for whom");
    assert!(last.message.starts_with("rendered for this (and for "), "{}", last.message);
}

#[test]
fn what_lint_finds_in_the_rendered_tree_check_finds_before() {
    let platform = Platform::new("argocd");
    platform.replace(
        "blueprints/argocd/application/${{ environment.name }}/applications/${{ app.application }}.yaml",
        "project: ${{ team.project }}",
        "project: nobody",
    );
    let workspace = platform.open();
    let checked = workspace.resolve().check();
    let out = Scratch::new("rendered");
    for (path, file) in support::files(&workspace.resolve().tree().0) {
        out.write(&path, std::str::from_utf8(file.content.bytes()).expect("the fixture is text"));
    }
    let mut lint = Lint::open(&[out.path().to_owned()]).expect("it was just written");
    let linted = lint.judge(&Options::default());
    let base = format!("{}/", out.path().display());
    let mut places: Vec<(&str, String, u32)> = Vec::new();
    for finding in &linted {
        let name = &lint.sources.get(finding.primary.span.file).name;
        let line = lint.sources.locate(finding.primary.span).0.line;
        places.push((finding.rule.name, name.strip_prefix(&base).unwrap_or(name).to_owned(), line));
    }
    for finding in &checked {
        let Some(rendered) = &finding.rendered else { panic!("{finding:#?}") };
        assert!(
            places.contains(&(finding.rule.name, rendered.path.clone(), rendered.line)),
            "{finding:#?}\n{places:#?}"
        );
    }
    for (rule, ..) in &places {
        assert!(checked.iter().any(|finding| finding.rule.name == *rule), "{rule}");
    }
    assert!(checked.iter().any(|finding| finding.rule.name == "unknown-project"));
}

const LIMITS: &str = "blueprints/guardrails/namespace/${{ environment.name }}/${{ (app if app is defined else \
                      team.infrastructure).namespace }}/limit-range.yaml";

/// What is found in the rendered files, without infos: rule, line and what the last label says.
fn told(platform: &Platform) -> Vec<String> {
    let workspace = platform.open();
    let found = workspace.resolve().check();
    let shown = found.iter().filter(|finding| finding.level != Level::Info).map(|finding| {
        let span = finding.primary.span;
        let line = workspace.sources.locate(span).0.line;
        let file = workspace.sources.get(span.file).name.rsplit('/').next().unwrap_or_default();
        let last = finding.related.last().map(|label| format!(" {}", label.message)).unwrap_or_default();
        format!("{file}:{line} {}{last}", finding.rule.name)
    });
    shown.collect()
}

#[test]
fn an_allow_in_the_inventory_accepts_what_its_line_made() {
    let platform = Platform::new("guardrails");
    let (file, env) = ("systems/shop/shop.yaml", "env: { LOG_LEVEL: INFO }");
    let password = "env: { LOG_LEVEL: INFO, URL: 'postgres://shop:hunter2secret@db.example.com/shop' }";
    platform.replace(file, env, password);
    assert_eq!(told(&platform), ["shop.yaml:22 secret-in-plain-text written by this template (and for 2 more)"]);
    let allow = format!("# groma: allow secret-in-plain-text -- a demonstration\n        {password}");
    platform.replace(file, password, &allow);
    assert_eq!(told(&platform), [""; 0]);
    platform.replace(file, password, env);
    assert_eq!(told(&platform), ["shop.yaml:22 unused-allow"]);
    platform.replace(file, "secret-in-plain-text -- a demonstration", "secret-in-plain-txt -- a slip");
    assert_eq!(told(&platform), ["shop.yaml:22 unused-allow"]);
    platform.replace(file, "secret-in-plain-txt -- a slip", "secret-in-plain-text");
    platform.replace(file, env, password);
    assert_eq!(told(&platform), ["shop.yaml:22 allow-without-reason"]);
}

#[test]
fn an_allow_at_an_app_accepts_what_a_template_makes_for_that_app_alone() {
    let platform = Platform::new("guardrails");
    platform.replace(LIMITS, "\nspec:\n", "\nspec:\n  later: true\n");
    let all = told(&platform);
    let more = |found: &[String]| -> usize {
        let [found] = found else { panic!("{found:?}") };
        let count = found.strip_prefix("limit-range.yaml:12 invalid-object rendered for this (and for ");
        count.and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or_else(|| panic!("{found}"))
    };
    platform.replace("systems/shop/shop.yaml", "      web:", "      web: # groma: allow invalid-object -- only here");
    assert_eq!(more(&told(&platform)), more(&all) - 3, "one for each environment");
}

#[test]
fn an_allow_in_a_template_is_unused_when_all_its_copies_are() {
    let platform = Platform::new("guardrails");
    let allow = "\nspec:\n  # groma: allow invalid-object -- the next version knows it\n\
                 {% if environment.name == 'production' %}\n  later: true\n{% endif %}\n";
    platform.replace(LIMITS, "\nspec:\n", allow);
    assert_eq!(told(&platform), [""; 0]);
    platform.replace(LIMITS, "'production'", "'nowhere'");
    let found = told(&platform);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("limit-range.yaml:12 unused-allow rendered for this (and for "), "{found:?}");
    platform.replace(LIMITS, "'nowhere'", "'production'");
    platform.replace(LIMITS, "allow invalid-object -- the next version knows it", "allow invalid-object");
    let found = told(&platform);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("limit-range.yaml:12 allow-without-reason rendered for this (and for "), "{found:?}");
}

#[test]
fn a_fault_hides_nothing_that_is_found_elsewhere_in_one_file() {
    let platform = Platform::new("guardrails");
    let (file, env) = ("systems/shop/shop.yaml", "env: { LOG_LEVEL: INFO }");
    platform.replace(file, env, "env: { ADMIN_PASSWORD: correct-horse-battery }");
    platform.replace(LIMITS, "\nspec:\n", "\nspec:\n  later: true\n");
    let rules = |found: &[String]| -> Vec<String> {
        found.iter().map(|finding| finding.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    let judged = ["limit-range.yaml:12 invalid-object", "shop.yaml:22 secret-in-plain-text"];
    assert_eq!(rules(&told(&platform)), judged);
    platform.replace("systems/warehouse.yaml", "owner:", "ownr:");
    let beside = rules(&told(&platform));
    assert_eq!(beside.len(), 3, "{beside:#?}");
    assert!(judged.iter().all(|finding| beside.iter().any(|told| told == finding)), "{beside:#?}");
    assert!(beside.iter().any(|told| told.ends_with(" unknown-field")), "{beside:#?}");
}

#[test]
fn what_the_inventory_says_of_production_wins_over_the_name() {
    let scratch = Scratch::new("production");
    let platform = |environment: &str, image: &str| {
        format!(
            "apiVersion: groma/v1
platform: {{ name: acme, owner: a, git: {{ provider: gitlab, host: git.example.com, group: idp }}, registry: registry.example.com, labels: idp.example.org }}
environments: {{ {environment} }}
teams: {{ a: {{ title: A }} }}
systems: {{ s: {{ owner: a, apps: {{ api: {{ blueprint: page, description: \"{image}\" }} }} }} }}
"
        )
    };
    let head = "apiVersion: groma/v1\nkind: Blueprint\nname: page\nversion: 1.0.0\nsummary: A page\n";
    let output = "outputs: [{ for: app in environment, repository: idp/page, templates: page/ }]\n";
    scratch.write("blueprints/page/blueprint.yaml", &format!("{head}{output}"));
    scratch.write(
        "blueprints/page/page/${{ environment.name }}/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders, namespace: orders }\nspec:\n  replicas: 1\n  \
         template: { spec: { containers: [{ name: a, image: ${{ app.description }} }] } }\n",
    );
    // What check and plan take for production.
    let told = |name: &str, declared: &str| {
        let environment = format!("{name}: {{ domain: p.example.com, kubernetes: \"1.34\"{declared} }}");
        scratch.write("platform.yaml", &platform(&environment, "a:1.0.0"));
        let (checked, ..) = groma(scratch.path(), &["check", "--only", "single-replica"]);
        let (out, error, code) = groma(scratch.path(), &["render", "--out", &format!("{name}{}", declared.len())]);
        assert_eq!(code, 0, "{out}{error}");
        scratch.write("platform.yaml", &platform(&environment, "a:1.0.1"));
        let (plan, error, code) = groma(scratch.path(), &["plan", "--against", &format!("{name}{}", declared.len())]);
        assert!(code == 0 && plan.contains("deployment.yaml"), "{plan}{error}");
        [checked.contains("single-replica"), plan.contains("Image in production")]
    };
    for name in ["prod", "prod-eu", "live", "stable"] {
        assert_eq!(told(name, ", production: false"), [false; 2], "{name}");
        assert_eq!(told(name, ", production: true"), [true; 2], "{name}");
        assert_eq!(told(name, ""), [name != "stable"; 2], "{name}");
    }
}
