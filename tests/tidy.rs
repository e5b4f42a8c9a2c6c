//! The house: layers, sizes, words and files that were forgotten.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// Every module's layer; a module names only modules of lower layers.
const LAYERS: [(&str, u8); 25] = [
    ("source", 0),
    ("diagnostic", 1),
    ("yaml", 2),
    ("tree", 2),
    ("quantity", 3),
    ("files", 3),
    ("git", 3),
    ("fix", 3),
    ("weave", 3),
    ("shape", 3),
    ("inventory", 4),
    ("blueprint", 4),
    ("platform", 5),
    ("render", 6),
    ("schema", 6),
    ("check", 7),
    ("diff", 7),
    ("compile", 8),
    ("lint", 8),
    ("report", 8),
    ("apply", 8),
    ("cli", 9),
    ("main", 10),
    ("lib", 10),
    ("groma", 10),
];

/// Which crates only one module may name.
const OWNERS: [(&str, &[&str]); 13] = [
    ("granit_parser", &["yaml"]),
    ("jsonschema", &["shape"]),
    ("minijinja", &["blueprint", "render"]),
    ("annotate_snippets", &["report"]),
    ("walkdir", &["files"]),
    ("git2", &["git"]),
    ("rustix", &["files"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("terminal_size", &["cli"]),
    ("strsim", &["diagnostic"]),
    ("cel", &["schema"]),
    ("similar", &["diff"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                found.push((path.strip_prefix(root().join("src")).expect("it lies in src").to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

fn module(path: &Path) -> String {
    let first = path.components().next().expect("a path has a component").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Code without its tests and comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end].lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn modules_name_only_lower_layers() {
    let layers: BTreeMap<&str, u8> = LAYERS.into();
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        let layer = *layers.get(own.as_str()).unwrap_or_else(|| panic!("{own} has no layer"));
        for (line, text) in code(&text) {
            for (at, _) in text.match_indices("crate::") {
                let other: String =
                    text[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                let Some(other_layer) = layers.get(other.as_str()) else { continue };
                if other != own && *other_layer >= layer {
                    faults.push(format!(
                        "{}:{}: {own} ({layer}) names {other} ({other_layer})",
                        path.display(),
                        line + 1
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn crates_stay_behind_one_door() {
    let mut faults = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        for (line, text) in code(&text) {
            for (name, owners) in OWNERS {
                let named = text.contains(&format!("{name}::")) && !owners.contains(&module(&path).as_str());
                // Attributes of the command line sit on types of `cli` alone.
                if named {
                    faults.push(format!("{}:{}: only {owners:?} may name {name}", path.display(), line + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > 400 {
            faults.push(format!("{} has {lines} lines", path.display()));
        }
        if !text.starts_with("//!") {
            faults.push(format!("{} does not open with `//!`", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_unwrap_outside_tests_and_no_silenced_lint() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        for (line, text) in code(&text) {
            for word in [".unwrap()", "#[allow(", "todo!(", "unimplemented!(", "dbg!(", "println!("] {
                if text.contains(word) {
                    faults.push(format!("{}:{}: `{word}`", path.display(), line + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_test_file_is_compiled() {
    let main = fs::read_to_string(root().join("tests/main.rs")).expect("tests/main.rs is there");
    for entry in fs::read_dir(root().join("tests")).expect("tests can be listed") {
        let name = entry.expect("tests can be listed").file_name().to_string_lossy().into_owned();
        let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        assert!(main.contains(&format!("mod {module};")), "tests/main.rs forgets {name}");
    }
}
