//! Every rule keeps what its page says: `Bad` is found, `Good` is not, and the table holds every file.

use std::collections::BTreeSet;
use std::fs;

use groma::check::Options;
use groma::check::rule::{Rule, examples};
use groma::check::rules::RULES;
use groma::lint::Lint;

use crate::support::{Scratch, root};

/// Rules whose fault cannot be written as a text; `tests/lint.rs` shows them.
const WITHOUT_EXAMPLE: [&str; 2] = ["not-text", "unreadable-file"];

#[test]
fn the_table_holds_every_file_by_name() {
    let folder = fs::read_dir(root().join("src/check/rules")).expect("the rules are there");
    let names = folder.map(|entry| entry.expect("the rules can be listed").file_name().to_string_lossy().into_owned());
    let files: BTreeSet<String> = names
        .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
        .filter(|name| name != "mod")
        .collect();
    let rows: Vec<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert!(rows.is_sorted(), "the table is sorted by name");
    assert_eq!(files, rows.into_iter().collect());
    for rule in RULES {
        let path = format!("src/check/rules/{}.rs", rule.name.replace('-', "_"));
        let text = fs::read_to_string(root().join(&path)).expect("sources are UTF-8");
        assert_eq!(rule.source, text, "{path} includes another file");
        assert!(text.lines().count() <= 150, "{path} has more than 150 lines");
    }
}

#[test]
fn every_page_says_what_and_why() {
    for rule in RULES {
        let summary = rule.summary();
        assert!(summary.ends_with('.') && summary.len() > 20, "{}: `{summary}`", rule.name);
        assert!(rule.section("Why").is_some_and(|why| why.len() > 40), "{} does not say why", rule.name);
    }
}

#[test]
fn bad_is_found_and_good_is_not() {
    let mut wrong = String::new();
    for rule in RULES.iter().filter(|rule| !WITHOUT_EXAMPLE.contains(&rule.name)) {
        for (title, expected) in [("Bad", true), ("Good", false)] {
            let found = judged(rule, title);
            if found.contains(&rule.name) != expected {
                wrong += &format!("{}: {title} gives {found:?}\n", rule.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The rules that find something in an example.
fn judged(rule: &Rule, title: &str) -> Vec<&'static str> {
    let section = rule.section(title).unwrap_or_else(|| panic!("{} has no `## {title}`", rule.name));
    let files = examples(&section);
    assert!(!files.is_empty(), "{}: `## {title}` has no files", rule.name);
    let folder = Scratch::new("rule");
    for file in &files {
        folder.write(file.path, &file.text);
    }
    let mut tree = Lint::open(&[folder.path().to_owned()]).expect("the folder was just made");
    tree.judge(&Options::default()).into_iter().map(|finding| finding.rule).collect()
}
