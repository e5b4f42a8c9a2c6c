//! The registry of rules: a file for each, a row on the page for each, and no name beside it.

use std::collections::BTreeSet;
use std::fs;

use groma::check::rules::all;
use groma::diagnostic::rule::{Rule, Status};

use crate::support::root;

/// Where rules stand: those about inventories, blueprints and files as such, and those about manifests and catalogs.
const FOLDERS: [&str; 2] = ["src/diagnostic/rules", "src/check/rules"];

/// The rules of a folder, by the names of its files.
fn files(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).expect("the rules are there");
    let names = entries.map(|entry| entry.expect("the rules can be listed").file_name().to_string_lossy().into_owned());
    let names = names.filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")));
    names.filter(|name| !["mod", "tests"].contains(&name.as_str())).collect()
}

#[test]
fn the_registry_holds_every_file_by_name() {
    let names: Vec<&str> = all().iter().map(|rule| rule.name).collect();
    let files: BTreeSet<String> = FOLDERS.into_iter().flat_map(files).collect();
    assert_eq!(files, names.iter().map(|name| (*name).to_owned()).collect());
    let aliases = all().into_iter().flat_map(|rule| rule.aliases);
    let known: BTreeSet<&str> = names.iter().chain(aliases.clone()).copied().collect();
    assert_eq!(known.len(), names.len() + aliases.count(), "a name is given twice");
    for folder in FOLDERS {
        let text = fs::read_to_string(root().join(folder).join("mod.rs")).expect("sources are UTF-8");
        let rows = text.lines().filter_map(|line| line.trim().strip_suffix("::CHECK,"));
        assert!(rows.is_sorted(), "{folder}/mod.rs is sorted by name");
    }
}

#[test]
fn a_rule_is_its_page() {
    for rule in all() {
        let path = |folder| root().join(folder).join(format!("{}.rs", rule.name.replace('-', "_")));
        let path = FOLDERS.map(path).into_iter().find(|path| path.exists()).expect("a rule has a file");
        let text = fs::read_to_string(&path).expect("sources are UTF-8");
        let comment = text.lines().map_while(|line| line.strip_prefix("//!"));
        let page: String = comment.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
        assert_eq!(rule.page(), page, "{} includes another file", path.display());
        assert!(text.lines().count() <= 150, "{} has more than 150 lines", path.display());
        let summary = rule.summary;
        let is_alone = page.starts_with(&format!("{summary}\n\n"));
        assert!(is_alone && summary.ends_with('.'), "{}: a summary is one line", rule.name);
    }
}

/// The row of a rule in a table of `docs/rules.md`.
fn row(rule: &Rule) -> String {
    let status = match rule.status {
        Status::Stable => "",
        Status::Preview => ", preview",
        Status::Deprecated => ", deprecated",
    };
    let (level, verdict) = (rule.level.name(), rule.verdict.name());
    let summary = rule.summary.replace('|', "\\|");
    format!("| `{}` | {level} | {verdict} | {}{status} | {summary} |", rule.name, rule.since)
}

#[test]
fn the_page_has_a_row_for_each_rule() {
    let page = fs::read_to_string(root().join("docs/rules.md")).expect("the page is there");
    let (inputs, outputs) = page.split_once("\n## Manifests").expect("the page has two parts");
    let told = |part: &str| part.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect::<Vec<_>>();
    let of_inputs = files(FOLDERS[0]);
    let (input, output): (Vec<&Rule>, Vec<&Rule>) = all().into_iter().partition(|rule| of_inputs.contains(rule.name));
    for (part, rules) in [(inputs, input), (outputs, output)] {
        let rows: Vec<String> = rules.into_iter().map(row).collect();
        let told = told(part);
        let missing: Vec<_> = rows.iter().filter(|row| !told.contains(row)).collect();
        assert!(missing.is_empty(), "docs/rules.md lacks these rows:\n{missing:#?}");
        assert_eq!(told, rows, "docs/rules.md tells the left, the registry the right");
    }
}

#[test]
fn no_name_of_a_rule_is_written_beside_it() {
    let names: BTreeSet<&str> = all().into_iter().map(|rule| rule.name).collect();
    let (mut faults, mut folders) = (Vec::new(), vec![root().join("src")]);
    while let Some(folder) = folders.pop() {
        for path in
            fs::read_dir(folder).expect("src can be listed").map(|entry| entry.expect("src can be listed").path())
        {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let literals = code.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(|text| names.contains(text));
            let own =
                |name: &&str| path.file_stem().is_some_and(|stem| stem.to_string_lossy() == name.replace('-', "_"));
            faults.extend(literals.filter(|name| !own(name)).map(|name| format!("{}: \"{name}\"", path.display())));
        }
    }
    assert!(faults.is_empty(), "write `<rule>::RULE`:\n{}", faults.join("\n"));
}
