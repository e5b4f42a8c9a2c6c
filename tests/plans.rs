//! Plans: recorded changes of the fixture platform in every format.
//!
//! A case is a folder of `fixtures/plans/` with `change.yaml`, the steps that change a copy of the platform, and what
//! is expected of each format. Only one case keeps its HTML page whole; the others keep the body of theirs.

use std::fs;
use std::path::Path;

use groma::compile;
use groma::diff::Secrets;
use groma::plan::{Plan, budget, impact};
use groma::report::Style;
use groma::report::plan::{Format, Impact, Look, MARKDOWN_BYTES, Refused, Report};
use groma::workspace::Workspace;
use rayon::prelude::*;
use serde_yaml::Value;

use crate::golden::listed;
use crate::support::{Scratch, groma, on_threads, open, root};

const PLATFORM: &str = "fixtures/platforms/acme";
const FORMATS: [(Format, &str); 4] = [
    (Format::Human, "expected.txt"),
    (Format::Markdown, "expected.md"),
    (Format::Json, "expected.json"),
    (Format::Html, "expected.html"),
];

/// The case whose page is kept whole. The pages of all others are the same around their bodies.
const WHOLE: &str = "size-changed";

/// Differences between the fixture platform and the one in a folder, and what they do to the users of a blueprint.
fn plan_of(folder: &Path, blueprint: &str) -> (Plan, impact::Impact) {
    let old = open("fixtures/platforms/acme/platform.yaml");
    let new = Workspace::open(&folder.join("platform.yaml"), "").unwrap_or_else(|error| panic!("{error}"));
    let (before, after) = (old.resolve(), new.resolve());
    let (plan, found) = compile::plan(Some(&before), &after, Secrets::Masked);
    for (found, sources) in [(&found.old, &old.sources), (&found.new, &new.sources)] {
        let style = Style { color: false, unicode: false, width: 120 };
        let text = groma::report::report(groma::report::Format::Human, found, sources, &style);
        assert!(found.is_empty(), "{text}");
    }
    let impact = after.impact(&plan, blueprint);
    (plan, impact)
}

pub(crate) fn written(plan: &Plan, format: Format) -> String {
    shown(plan, None, format)
}

fn shown(plan: &Plan, impact: Option<(&str, &impact::Impact)>, format: Format) -> String {
    let over = budget::check(&plan.changes, None).err();
    let notes: Vec<String> = over.iter().map(budget::OverBudget::note).collect();
    let reasons = over.as_ref().map(budget::OverBudget::reasons).unwrap_or_default();
    let refused = over.map(|over| Refused { deletions: over.deletions, allowed: over.allowed, reasons: &reasons });
    let impact = impact.map(|(blueprint, impact::Impact { semantic, cosmetic, unchanged })| Impact {
        blueprint,
        version: "2.0.0",
        semantic,
        cosmetic,
        unchanged,
    });
    let report = Report { plan, base: "`main` (1a2b3c4d)", notes: &notes, refused, impact };
    let style = Style { color: false, unicode: false, width: 120 };
    groma::report::plan::report(format, &report, &Look { style, markdown_bytes: MARKDOWN_BYTES })
}

/// A copy of the fixture platform with the steps of a case taken.
pub(crate) fn changed_platform(case: &str) -> Scratch {
    let scratch = Scratch::new(case);
    for path in listed(&root().join(PLATFORM)).iter().filter(|path| !path.starts_with("rendered/")) {
        scratch.write(path, &read(&root().join(PLATFORM).join(path)));
    }
    steps(case).iter().for_each(|step| take(step, &scratch, case));
    scratch
}

fn steps(case: &str) -> Vec<Value> {
    let steps = read(&root().join("fixtures/plans").join(case).join("change.yaml"));
    serde_yaml::from_str(&steps).unwrap_or_else(|error| panic!("{case}: {error}"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn take(step: &Value, scratch: &Scratch, case: &str) {
    let (name, step) = step.as_mapping().and_then(|step| step.iter().next()).expect("a step has a name");
    let field = |name: &str| step[name].as_str().unwrap_or_else(|| panic!("{case}: a step without `{name}`"));
    let text = |path: &str| read(&scratch.path().join(path));
    let between = |text: &str, from: &str, to: &str| {
        let start = text.find(from).unwrap_or_else(|| panic!("{case}: nothing is `{from}`"));
        let end = if to.is_empty() { text.len() } else { start + text[start..].find(to).expect("it ends") };
        start..end
    };
    match name.as_str().expect("a name is a text") {
        "replace" => {
            let (path, old, new) = (field("in"), field("old"), field("new"));
            let text = text(path);
            assert!(old.is_empty() == text.is_empty() && text.matches(old).count() == 1, "{case}: `{old}` in {path}");
            scratch.write(path, &text.replacen(old, new, 1));
        }
        "write" => scratch.write(field("to"), field("text")),
        "cut" => {
            let mut text = text(field("in"));
            text.replace_range(between(&text, field("from"), field("to")), "");
            scratch.write(field("in"), &text);
        }
        "move" => {
            let mut text = text(field("in"));
            let range = between(&text, field("from"), field("to"));
            let into = read(&scratch.path().join(field("into"))) + &text[range.clone()];
            text.replace_range(range, "");
            scratch.write(field("in"), &text);
            scratch.write(field("into"), &into);
        }
        "everywhere" => {
            let names = groma::diff::replacements::Replacements::new([(field("old"), field("new"))]);
            for path in listed(scratch.path()) {
                scratch.write(&path, &names.apply(&text(&path)));
            }
        }
        "blueprint" => {
            let name = step.as_str().expect("a blueprint has a name");
            for path in listed(&root().join("blueprints").join(name)) {
                let text = read(&root().join("blueprints").join(name).join(&path));
                scratch.write(&format!("blueprints/{name}/{path}"), &text);
            }
        }
        other => panic!("{case}: no step is called `{other}`"),
    }
}

fn cases() -> Vec<String> {
    let folders = fs::read_dir(root().join("fixtures/plans")).expect("the cases can be listed");
    let names = folders.map(|entry| entry.expect("the cases can be listed").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn every_recorded_change_is_told_exactly() {
    let cases = cases();
    assert!(cases.len() >= 25, "{} cases", cases.len());
    let (frames, differing): (Vec<String>, Vec<Vec<String>>) = cases.par_iter().map(|case| told(case)).unzip();
    let differing = differing.concat();
    assert!(differing.is_empty(), "these differ: {differing:#?}; run with GROMA_BLESS=1 and read the difference");
    for (case, frame) in cases.iter().zip(&frames) {
        assert!(*frame == frames[0], "the pages of {case} and {} differ around their bodies", cases[0]);
    }
}

/// What stands around the body of a case's page, and the goldens of the case that say something else.
fn told(case: &str) -> (String, Vec<String>) {
    let (scratch, mut frame, mut differing) = (changed_platform(case), String::new(), Vec::new());
    let tried = tried(case);
    let (plan, impact) = plan_of(scratch.path(), tried.as_deref().unwrap_or_default());
    let impact = tried.as_deref().map(|blueprint| (blueprint, &impact));
    for (format, name) in FORMATS {
        let whole = shown(&plan, impact, format);
        let (mut name, mut text) = (name, whole.as_str());
        if format == Format::Html {
            let (around, body) = parted(&whole);
            frame = around;
            if case != WHOLE {
                (name, text) = ("expected.body.html", body);
            }
        }
        let path = root().join("fixtures/plans").join(case).join(name);
        if std::env::var_os("GROMA_BLESS").is_some() {
            fs::write(&path, text).expect("goldens can be written");
        }
        assert!(format != Format::Markdown || text.len() < 65_536, "{case}: {} bytes", text.len());
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            differing.push(format!("{case}/{name}"));
        }
    }
    (frame, differing)
}

/// A page without its body and title, and its body, which begins with the same title.
fn parted(page: &str) -> (String, &str) {
    let (head, rest) = page.split_once("<body>\n").expect("a page has a body");
    let (body, script) = rest.split_once("<script>\n").expect("a page has a script");
    let title = body.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).expect("a page has a title").0;
    let titled = format!("<title>{title}</title>\n");
    assert!(head.contains(&titled), "the page is not called `{title}`");
    (head.replace(&titled, "") + script, body)
}

/// The blueprint of which a case has another version.
fn tried(case: &str) -> Option<String> {
    let steps = steps(case);
    let paths = steps.iter().filter_map(|step| step["replace"]["in"].as_str());
    paths.filter_map(|path| path.strip_prefix("blueprints/")?.split('/').next()).next().map(str::to_owned)
}

#[test]
fn a_plan_is_the_same_on_any_number_of_threads() {
    let scratch = changed_platform("team-renamed");
    let one = on_threads(1, || plan_of(scratch.path(), ""));
    let many = on_threads(8, || plan_of(scratch.path(), ""));
    for (format, name) in FORMATS {
        assert_eq!(written(&one.0, format), written(&many.0, format), "{name}");
    }
}

#[test]
fn every_sort_of_change_that_can_hurt_stands_on_the_page() {
    let page = read(&root().join("docs/plan.md"));
    let missing = groma::plan::risk::table::RISKS.iter().filter(|risk| !page.contains(&format!("| `{}` |", risk.name)));
    assert_eq!(missing.map(|risk| risk.name).collect::<Vec<_>>(), [""; 0]);
}

const SMALL: &str = "apiVersion: groma/v1
platform:
  name: acme
  owner: team-a
  git: { provider: gitlab, host: gitlab.example.com, group: idp }
  registry: registry.example.com/idp
  labels: idp.example.org
environments: { production: { domain: prod.example.com, kubernetes: \"1.34\" } }
teams: { team-a: { title: Team A } }
systems: { orders: { owner: team-a, apps: { api: { blueprint: page, description: Takes orders } } } }
";

/// A platform of one app, rendered.
fn small(template: &str) -> Scratch {
    let scratch = Scratch::new("formats");
    scratch.write("platform.yaml", SMALL);
    let outputs = "outputs:\n  - { for: app, repository: \"${{ app.repository }}\", templates: page/ }\n";
    let head = "apiVersion: groma/v1\nkind: Blueprint\nname: page\nversion: 1.0.0\nsummary: A page\n";
    scratch.write("blueprints/page/blueprint.yaml", &format!("{head}{outputs}"));
    scratch.write("blueprints/page/page/page.yaml", template);
    assert_eq!(groma(scratch.path(), &["render"]).2, 0);
    scratch
}

#[test]
fn every_format_goes_where_it_is_told() {
    let scratch = small("title: ${{ app.description }}\n");
    let files = ["--format=markdown=plan.md", "--format=json=plan.json", "--format=html=plan.html"];
    let plan = |more: &[&str]| groma(scratch.path(), &[&["plan", "--against", "rendered"], more].concat());
    let text = |name: &str| read(&scratch.path().join(name));
    assert_eq!(plan(&files), (String::new(), String::new(), 0));
    let marker = "<!-- groma:plan -->\n<!-- groma:plan:empty -->\n## Plan: nothing changes\n";
    assert!(text("plan.md").starts_with(marker), "{}", text("plan.md"));
    scratch.write("platform.yaml", &SMALL.replace("Takes orders", "Sells"));
    let (out, err, code) = plan(&[&["--format", "human", "--exit-code"][..], &files].concat());
    assert_eq!((err.as_str(), code), ("", 1));
    assert!(out.contains("~ title  Takes orders -> Sells\n"), "{out}");
    assert!(text("plan.md").starts_with("<!-- groma:plan -->\n## Plan: 1 repository changed\n"));
    assert!(!text("plan.md").contains("groma:plan:empty"));
    assert!(text("plan.html").starts_with("<!doctype html>\n"));
    let (out, _, _) = plan(&["--format", "json"]);
    assert_eq!(out, text("plan.json"));
    for (arguments, fault) in [
        (&["--format", "html", "--format", "json"][..], "two reports for stdout"),
        (&["--format", "jsno"], "did you mean `json`?"),
        (&["--format", "junit"], "unknown format `junit`"),
        (&["--max-bytes", "100"], "at least 4000 bytes"),
    ] {
        let (out, err, code) = plan(arguments);
        assert!(out.is_empty() && code == 2 && err.contains(fault), "{err}");
    }
}

#[test]
fn a_faulty_inventory_makes_no_plan_for_scripts() {
    let scratch = small("title: ${{ app.description }}\n");
    scratch.write("platform.yaml", &SMALL.replace("blueprint: page", "blueprint: pgae"));
    let plan = |more: &[&str]| groma(scratch.path(), &[&["plan", "--against", "rendered"], more].concat());
    let (out, err, code) = plan(&["--format=json", "--format=markdown=plan.md"]);
    assert!(out.is_empty() && err.contains("unknown-blueprint") && code == 1, "{out}{err}");
    assert!(!scratch.path().join("plan.md").exists());
    for arguments in [&["--against", "rendered"][..], &["--base", "nowhere"]] {
        scratch.write("plan.md", "of an earlier run");
        let all = [&["plan", "--format=markdown=plan.md"], arguments].concat();
        assert_ne!(groma(scratch.path(), &all).2, 0);
        assert!(!scratch.path().join("plan.md").exists());
    }
    let (out, _, _) = plan(&[]);
    assert!(out.contains("unknown-blueprint"), "{out}");
}
