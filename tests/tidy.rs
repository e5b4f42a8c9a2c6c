//! The house: tiers, circles, sizes, words and files that were forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// The tiers, lowest first, and in each the modules from left to right. A module names modules of lower tiers and, in its
/// own, those that stand left of it.
const TIERS: [(&str, &[&str]); 11] = [
    ("text", &["source", "words", "path", "diagnostic"]),
    ("format", &["values", "yaml", "json_schema", "interpolate", "cel", "gotemplate"]),
    ("io", &["store"]),
    ("model", &["tree", "record", "secret", "schema", "object"]),
    ("input", &["blueprint", "inventory", "platform"]),
    ("make", &["render", "helm", "kustomize", "expand"]),
    ("validate", &["check", "diff"]),
    ("decide", &["reconcile", "apply", "plan"]),
    ("flow", &["workspace", "compile", "lint", "publish", "author", "import"]),
    ("show", &["report", "site"]),
    ("door", &["cli", "lsp"]),
];

/// Modules that never meet, although their tiers would let them.
const NEVER: [(&str, &str); 5] =
    [("check", "render"), ("diff", "platform"), ("report", "render"), ("reconcile", "store"), ("compile", "store")];

/// Breaches that are still there: who names whom. Each goes with the move that ends it.
const BREACHES: &[(&str, &str)] = &[];

/// Circles that are still there, each by one of its files.
const CIRCLES: &[&str] = &[];

/// Which crates only one module may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("data_encoding", &["values"]),
    ("globset", &["values"]),
    ("granit_parser", &["yaml"]),
    ("jsonschema", &["json_schema"]),
    ("minijinja", &["blueprint", "render"]),
    ("annotate_snippets", &["report"]),
    ("walkdir", &["store"]),
    ("git2", &["store"]),
    ("serde_yaml", &["blueprint"]),
    ("ignore", &["store"]),
    ("url", &["object"]),
    ("rustix", &["store"]),
    ("tempfile", &["store"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("terminal_size", &["cli"]),
    ("strsim", &["diagnostic"]),
    ("cel", &["cel"]),
    ("similar", &["diff"]),
    ("semver", &["values"]),
    ("ipnet", &["cel"]),
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

/// The module of a file as a path: `check/rules/mod.rs` is `check::rules`.
fn path_of(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let mut parts: Vec<String> = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// Every file of `src/` that is not a test, by its module's path, with its code as one string.
fn modules() -> BTreeMap<Vec<String>, String> {
    let files = sources().into_iter().filter(|(path, _)| {
        !path.ends_with("tests.rs") && !["main.rs", "lib.rs"].map(Path::new).contains(&path.as_path())
    });
    files.map(|(path, text)| (path_of(&path), code(&text).map(|(_, line)| format!("{line}\n")).collect())).collect()
}

/// The paths that code names by `crate::` and `super::`, as modules and items below the crate.
fn named(own: &[String], code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            // The second `super::` of a chain is read with the first.
            if before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '_' | ':' | '$')) {
                continue;
            }
            let mut rest = &code[at..];
            let mut base = own.to_vec();
            if let Some(after) = rest.strip_prefix("crate::") {
                (rest, base) = (after, Vec::new());
            }
            while let Some(after) = rest.strip_prefix("super::") {
                rest = after;
                base.pop();
            }
            branches(&base, rest, &mut found);
        }
    }
    found
}

/// Adds the paths that begin at `rest`: one, or one for each branch of a list in braces.
fn branches(base: &[String], rest: &str, found: &mut Vec<Vec<String>>) {
    let Some(list) = rest.strip_prefix('{') else {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let path: Vec<String> = base.iter().cloned().chain([rest[..end].to_owned()]).collect();
        return match rest[end..].strip_prefix("::") {
            Some(rest) => branches(&path, rest, found),
            None => found.push(path),
        };
    };
    let (mut depth, mut from) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let branch = list[from..at].trim();
                if !branch.is_empty() {
                    branches(base, branch, found);
                }
                from = at + 1;
                if c == '}' {
                    return;
                }
            }
            _ => {}
        }
    }
}

/// The longest beginning of a path that is a file's module.
fn file_of<'p>(modules: &BTreeMap<Vec<String>, String>, path: &'p [String]) -> Option<&'p [String]> {
    (1..=path.len()).rev().map(|end| &path[..end]).find(|path| modules.contains_key(*path))
}

/// Which files each file names, by their modules' paths.
fn edges() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let modules = modules();
    let named = modules.iter().map(|(own, code)| {
        let others = named(own, code);
        let others = others.iter().filter_map(|path| file_of(&modules, path));
        (own.clone(), others.filter(|other| *other != own.as_slice()).map(<[String]>::to_vec).collect())
    });
    named.collect()
}

/// All files that a file names, and those that these name.
fn reached<'e>(
    edges: &'e BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    from: &'e Vec<String>,
) -> BTreeSet<&'e Vec<String>> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        next.extend(edges[file].iter().filter(|other| seen.insert(*other)));
    }
    seen
}

#[test]
fn modules_name_only_what_stands_below_or_left_of_them() {
    let places: BTreeMap<&str, (usize, usize)> = TIERS
        .iter()
        .enumerate()
        .flat_map(|(tier, (_, modules))| modules.iter().enumerate().map(move |(at, module)| (*module, (tier, at))))
        .collect();
    let mut breaches = BTreeMap::new();
    for (own, others) in edges() {
        let place = |module: &str| *places.get(module).unwrap_or_else(|| panic!("`{module}` stands in no tier"));
        for other in others.iter().filter(|other| other[0] != own[0]) {
            let pair = (own[0].clone(), other[0].clone());
            if place(&other[0]) >= place(&own[0]) || NEVER.contains(&(&own[0], &other[0])) {
                breaches.entry(pair).or_insert_with(|| format!("{} names {}", own.join("::"), other.join("::")));
            }
        }
    }
    for (own, other) in BREACHES {
        let known = breaches.remove(&((*own).to_owned(), (*other).to_owned()));
        assert!(known.is_some(), "`{own}` no longer names `{other}`: take the exception out");
    }
    assert!(breaches.is_empty(), "{:#?}", breaches.into_values().collect::<Vec<_>>());
}

#[test]
fn files_name_each_other_in_no_circle() {
    let edges = edges();
    let reached: BTreeMap<_, _> = edges.keys().map(|file| (file, reached(&edges, file))).collect();
    let mut circles: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for (file, others) in &reached {
        let circle = others.iter().filter(|other| reached[*other].contains(file));
        let circle: BTreeSet<String> = circle.map(|other| other.join("::")).collect();
        circles.extend((!circle.is_empty()).then_some(circle));
    }
    for known in CIRCLES {
        let before = circles.len();
        circles.retain(|circle| !circle.contains(*known));
        assert!(circles.len() < before, "`{known}` is in no circle: take the exception out");
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn crates_stay_behind_one_door() {
    let mut faults = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        for (line, text) in code(&text) {
            for (name, owners) in OWNERS {
                // A module of ours may have the name of the crate that it hides.
                let text = text.replace(&format!("crate::{name}::"), "");
                let inside = |at: usize| text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                let named = text.match_indices(&format!("{name}::")).any(|(at, _)| !inside(at));
                let named = named && !owners.contains(&module(&path).as_str());
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
