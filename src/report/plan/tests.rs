//! Every format over one small plan, and over hostile texts.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::diff::{Options, Secrets, diff};
use crate::plan::owners::{Owners, Subjects};
use crate::tree::{Content, File, Ownership, Repository, Tree};

fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |(path, text): &(&str, &str)| File {
        path: (*path).to_owned(),
        content: Content::Own(text.as_bytes().to_vec()),
        executable: false,
        ownership: Ownership::Managed,
        keep: Arc::new([]),
        origin: None,
    };
    let repository = Repository {
        path: "idp/team-a/orders".into(),
        branches: vec!["main".into()],
        visibility: "internal".into(),
        files: files.iter().map(file).collect(),
    };
    Tree { repositories: vec![repository] }
}

fn plan(old: &[(&str, &str)], new: &[(&str, &str)]) -> Plan {
    planned(old, new, Options::default())
}

fn planned(old: &[(&str, &str)], new: &[(&str, &str)], options: Options<'_>) -> Plan {
    Plan::new(diff(tree(old), tree(new), options), Subjects::default(), Owners::default())
}

const DEPLOYMENT: &str =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\nspec:\n  replicas: 2\n  selector: { a: b }\n";

fn sample() -> Plan {
    let other = DEPLOYMENT.replace("replicas: 2", "replicas: 0");
    let old = [("a.yaml", DEPLOYMENT), ("b.txt", "one\ntwo\nthree\n"), ("gone.txt", "x\n")];
    plan(&old, &[("a.yaml", &other), ("b.txt", "one\n2\nthree\n"), ("new.txt", "y\n")])
}

fn written(plan: &Plan, format: Format, width: usize) -> String {
    let notes = ["the base has no `platform.yaml`: everything is new".to_owned()];
    let report = Report { plan, base: "`main` at 1a2b3c4d", notes: &notes, refused: None, impact: None };
    let style = Style { color: false, unicode: false, width };
    super::report(format, &report, &Look { style, markdown_bytes: MARKDOWN_BYTES })
}

#[test]
fn people_at_a_terminal_read_what_can_hurt_first() {
    assert_eq!(
        written(&sample(), Format::Human, 100),
        "compared with `main` at 1a2b3c4d: 1 repository changed; 1 file created, 2 changed, 1 removed; 1 object changed
the base has no `platform.yaml`: everything is new

Review these first

! Scaled to zero: nothing answers any more
~ Deployment orders changed
    idp/team-a/orders/a.yaml
    ~ spec.replicas  2 -> 0

No team

~ file b.txt changed
    idp/team-a/orders/b.txt
      one
    - two
    + 2
      three

- file gone.txt removed
    idp/team-a/orders/gone.txt
+ file new.txt created
    idp/team-a/orders/new.txt
"
    );
}

#[test]
fn a_wide_terminal_shows_both_texts_side_by_side() {
    let text = written(&sample(), Format::Human, 150);
    let row = text.lines().find(|line| line.contains("two")).expect("the line is there");
    assert!(row.contains('2') && row.contains(" | "), "{row}");
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let plan = sample();
    let report = Report { plan: &plan, base: "x", notes: &[], refused: None, impact: None };
    let style = Style { color: true, unicode: false, width: 100 };
    let text = human::report(&report, &style);
    assert!(text.contains("\u{1b}[32m+ file new.txt created"), "{text}");
    assert!(!written(&plan, Format::Human, 100).contains('\u{1b}'));
}

#[test]
fn nothing_is_said_of_nothing() {
    let plan = plan(&[("a.yaml", DEPLOYMENT)], &[("a.yaml", DEPLOYMENT)]);
    assert!(written(&plan, Format::Human, 100).starts_with("compared with `main` at 1a2b3c4d: nothing changes\n"));
    assert!(written(&plan, Format::Markdown, 100).contains("## Plan: nothing changes\n"));
    assert!(written(&plan, Format::Html, 100).contains("Nothing changes."));
}

#[test]
fn the_comment_stays_below_its_limit_and_says_what_it_left_out() {
    let old: Vec<(String, String)> = (0..200).map(|at| (format!("{at}.txt"), format!("{at}\n").repeat(30))).collect();
    let new: Vec<(String, String)> =
        old.iter().map(|(path, text)| (path.clone(), format!("{text}more {path}\n"))).collect();
    fn files(list: &[(String, String)]) -> Vec<(&str, &str)> {
        let mut files: Vec<(&str, &str)> = list.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.sort_unstable();
        files
    }
    let plan = plan(&files(&old), &files(&new));
    let report = Report { plan: &plan, base: "x", notes: &[], refused: None, impact: None };
    let whole = markdown::report(&report, usize::MAX);
    assert!(!whole.contains("Left out"), "{whole}");
    for limit in [2_000, 5_000, 20_000] {
        let text = markdown::report(&report, limit);
        assert!(text.len() <= limit && text.contains("**Left out** to stay below"), "{limit}: {}", text.len());
        assert!(text.starts_with("<!-- groma:plan -->\n"));
    }
}

#[test]
fn the_published_schema_accepts_the_plan_and_nothing_beside_it() {
    let schema = include_str!("../../../schemas/plan.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let (plan, users) = (sample(), ["orders".to_owned()]);
    let impact = Impact { blueprint: "page", version: "1.1.0", semantic: &users, cosmetic: &[], unchanged: &users };
    let report = Report { plan: &plan, base: "x", notes: &[], refused: None, impact: Some(impact) };
    let value: Value = serde_json::from_str(&json::report(&report)).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&value).map(|fault| format!("{fault} at {}", fault.instance_path())).collect();
    assert_eq!(faults, [""; 0]);
    let file = "/repositories/0/files/0";
    let places =
        ["", "/impact", "/summary", "/summary/files", "/groups/0", "/groups/0/members/0", "/repositories/0", file];
    let below = ["/before", "/edits/0", "/objects/0", "/objects/0/object", "/objects/0/values/0"];
    for place in places.iter().map(|place| (*place).to_owned()).chain(below.map(|place| format!("{file}{place}"))) {
        let mut wider = value.clone();
        wider.pointer_mut(&place).unwrap_or_else(|| panic!("no `{place}`"))["extra"] = json!(1);
        assert!(!validator.is_valid(&wider), "`{place}` is open");
    }
}

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: hunter2-hunter2\n";

#[test]
fn no_format_ever_shows_a_secret() {
    let changed = SECRET.replace("hunter2-hunter2", "hunter3-hunter3");
    let env = "PASSWORD=hunter2-hunter2\n";
    type Files<'f> = &'f [(&'f str, &'f str)];
    let cases: [(Files<'_>, Files<'_>); 4] = [
        (&[("a.yaml", SECRET)], &[("a.yaml", &changed)]),
        (&[], &[("a.yaml", SECRET), ("b.env", env)]),
        (&[("a.yaml", SECRET), ("b.env", env)], &[]),
        (&[("b.env", "A=1\n")], &[("b.env", env), ("c.yaml", "# token: hunter2-hunter2\na: 1\n")]),
    ];
    for (old, new) in cases {
        let plan = plan(old, new);
        assert!(!plan.changes.repositories.is_empty());
        for (name, format) in FORMATS {
            let text = written(&plan, *format, 100);
            assert!(!text.contains("hunter"), "{name}: {text}");
            let digest = blake3::hash(SECRET.as_bytes()).to_hex();
            assert!(!text.contains(digest.as_str()), "{name} lets the secret be guessed");
        }
    }
}

#[test]
fn secrets_are_shown_to_who_asks_for_them() {
    let options = Options { secrets: Secrets::Shown, ..Options::default() };
    let plan = planned(&[], &[("a.yaml", SECRET)], options);
    assert!(written(&plan, Format::Json, 100).contains("hunter2"));
}

#[test]
fn texts_from_files_are_harmless_everywhere() {
    let nasty = "</script><img src=x onerror=alert(1)>``````\u{1b}[2J\u{202e} @everyone <!-- groma:plan --> | [x](https://example.com)";
    let name = "a`b</code>@x\u{1b}[0m.txt";
    let line = format!("{nasty}\n");
    let value = format!("a: {}\n", Value::from(nasty));
    let plan = plan(&[("v.yaml", "a: 1\n")], &[(name, &line), ("v.yaml", &value)]);
    for (format_name, format) in FORMATS {
        let text = written(&plan, *format, 100);
        let hostile = text.chars().find(|c| *c != '\n' && crate::diagnostic::is_hostile(*c));
        assert_eq!(hostile, None, "{format_name}: {text}");
    }
    let page = written(&plan, Format::Html, 100);
    assert!(!page.contains("<img") && page.matches("</script>").count() == 1);
    let comment = written(&plan, Format::Markdown, 100);
    let fence = comment.lines().find(|line| line.ends_with("diff")).expect("a block of code");
    assert!(fence.len() >= 7 + "diff".len(), "{fence}");
    let outside = comment.split("```````").step_by(2).collect::<String>();
    assert!(!outside.contains('@') && !outside.contains("https://") && !outside.contains("<img"), "{outside}");
}

#[test]
fn a_comment_mentions_nobody() {
    let object = "apiVersion: v1\nkind: \"@everyone #1 !2\"\nmetadata: { name: \"@team\", namespace: \"@all\" }\n";
    let plan = plan(&[("a.yaml", DEPLOYMENT)], &[("@all/#1.yaml", object), ("a.yaml", DEPLOYMENT)]);
    let comment = written(&plan, Format::Markdown, 100);
    assert!(comment.contains("<span>&#64;</span>everyone <span>&#35;</span>1 <span>&#33;</span>2"), "{comment}");
    // Hosts take neither code nor a sign without its word for a mention.
    let mut rest = comment.split("```").step_by(2).collect::<String>();
    for tag in ["code", "span"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        while let Some((start, end)) = rest.find(&open).zip(rest.find(&close)) {
            rest.replace_range(start..end + close.len(), "");
        }
    }
    for sign in ["@", "&#64;", "&#35;", "&#33;"] {
        assert!(!rest.contains(sign), "{sign} in {rest}");
    }
}

#[test]
fn the_users_of_a_blueprint_are_told_by_what_becomes_of_them() {
    let (plan, users): (Plan, Vec<String>) = (sample(), (0..900).map(|at| format!("app-{at}")).collect());
    let impact =
        Impact { blueprint: "page", version: "1.1.0", semantic: &users, cosmetic: &[], unchanged: &users[..1] };
    let report = Report { plan: &plan, base: "x", notes: &[], refused: None, impact: Some(impact) };
    let comment = markdown::report(&report, 10_000);
    assert!(comment.len() < 10_000 && comment.contains("<details><summary>Semantic changes for 900</summary>"));
    assert!(comment.contains("<code>app-11</code> and 888 more\n") && !comment.contains("nly the format"), "{comment}");
    let page = html::report(&report);
    assert!(page.contains("<h2><code>page</code> 1.1.0 is tried on 901 users</h2>"), "{page}");
    assert!(page.contains("<li><code>app-899</code></li>"));
    let text = human::report(&report, &Style::PLAIN);
    assert!(text.contains("  nothing changes for 1: `app-0`\n"), "{text}");
}

#[test]
fn what_makes_a_plan_too_much_stands_in_every_format() {
    let plan = sample();
    let reasons: Vec<String> = (0..9).map(|at| format!("{at} of the 9 files of `@{}`", "a".repeat(400))).collect();
    let refused = Some(Refused { deletions: 9, allowed: None, reasons: &reasons });
    let report = Report { plan: &plan, base: "x", notes: &[], refused, impact: None };
    for (name, format) in FORMATS {
        let style = Style { color: false, unicode: true, width: 100 };
        let text = super::report(*format, &report, &Look { style, markdown_bytes: 4_000 });
        assert!(text.contains("0 of the 9 files of "), "{name}: {text}");
        assert!(*format != Format::Markdown || (text.len() <= 4_000 && text.contains("> - and 7 more")), "{text}");
    }
}

#[test]
fn a_line_that_is_cut_shows_where_it_differs() {
    let line = |host: &str| format!("| {} | https://{host}.example.com/ | {} |\n", "a".repeat(120), "b".repeat(90));
    let plan = plan(&[("a.md", &line("orders"))], &[("a.md", &line("shop"))]);
    for width in [80, 180] {
        let text = written(&plan, Format::Human, width);
        assert!(text.contains("https://orders") && text.contains("https://shop"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
    }
}
