//! Every rule keeps what its page says: `Bad` is found, `Good` is not; and entities get the verdict that Backstage's own
//! catalog model gave them, of which `.ci/proof/entities` tries many more. Nothing of it sees the disk.

use serde_json::Value as Json;

use super::{CHECKS, not_text, unreadable_file};
use crate::check::{Options, judge};
use crate::diagnostic::rule::Rule;
use crate::object::listing::Tree;
use crate::source::Sources;

/// Rules whose fault cannot be written as a text; `tests/lint.rs` shows them.
static WITHOUT_EXAMPLE: [&Rule; 2] = [&not_text::RULE, &unreadable_file::RULE];

#[test]
fn every_page_says_what_and_why() {
    for check in CHECKS {
        let (name, summary) = (check.rule.name, check.rule.summary);
        assert!(summary.ends_with('.') && summary.len() > 20, "{name}: `{summary}`");
        assert!(section(&check.rule.page(), "Why").is_some_and(|why| why.len() > 40), "{name} does not say why");
    }
}

#[test]
fn bad_is_found_and_good_is_not() {
    let mut wrong = String::new();
    for rule in CHECKS.iter().map(|check| check.rule).filter(|rule| !WITHOUT_EXAMPLE.contains(rule)) {
        for (title, expected) in [("Bad", true), ("Good", false)] {
            let page = rule.page();
            let section = section(&page, title).unwrap_or_else(|| panic!("{} has no `## {title}`", rule.name));
            let found = found(&examples(section), &Options::default());
            if found.contains(&rule) != expected {
                wrong += &format!("{}: {title} gives {found:?}\n", rule.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The text of a section of a page, such as `Why`.
fn section<'p>(page: &'p str, title: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("## {title}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The files in the fenced blocks of a section, by path. A line `# file: <path>` begins a file, which needs no such line
/// when it is the only one.
fn examples(section: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut inside = false;
    for line in section.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if let Some(path) = line.strip_prefix("# file: ").filter(|_| inside) {
            files.push((path.trim(), String::new()));
        } else if inside {
            if files.is_empty() {
                files.push(("example.yaml", String::new()));
            }
            files.last_mut().expect("there is one").1 += &format!("{line}\n");
        }
    }
    assert!(!files.is_empty(), "no files in {section}");
    files.sort_unstable();
    files
}

/// The rules that find something in files.
fn found(files: &[(&str, String)], options: &Options) -> Vec<&'static Rule> {
    let mut sources = Sources::default();
    let ids = files.iter().map(|(path, _)| sources.add(*path, "")).collect();
    let tree = Tree { paths: files.iter().map(|(path, _)| (*path).to_owned()).collect(), ..Tree::default() };
    let read = |_: usize, at: usize| Ok(files[at].1.clone());
    judge(vec![(tree, ids)], &read, options).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn entities_get_the_verdict_of_the_catalog() {
    let cases: Vec<Json> = serde_json::from_str(include_str!("../../../fixtures/entities/verdicts.json")).unwrap();
    let mut options = Options::default();
    options.levels.only = ["invalid-entity", "unknown-kind", "yaml-syntax", "duplicate-key"].map(str::to_owned).into();
    let mut wrong = String::new();
    for case in &cases {
        let found = found(&[("catalog-info.yaml", case["yaml"].as_str().unwrap().to_owned())], &options);
        let expected = case["verdicts"].as_array().unwrap().first().and_then(Json::as_str).unwrap_or("valid");
        if verdict(&found) != expected {
            wrong += &format!("{}: expected {expected}, found {found:?}\n", case["id"]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases.len() > 100, "only {} cases", cases.len());
}

fn verdict(found: &[&Rule]) -> &'static str {
    match found.iter().map(|rule| rule.name).collect::<Vec<_>>()[..] {
        [] => "valid",
        ["unknown-kind"] => "unknown-kind",
        _ => "invalid",
    }
}
