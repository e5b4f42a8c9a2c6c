//! The README and the pages, run as tests.
//!
//! Each `##` section of a page has a scratch folder of its own. A fenced block whose preceding line is a path in
//! backticks and a colon is written there as a file; a `console` block is run line by line, and its output must be
//! the one on the page, where a line `...` stands for any number of lines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{Scratch, root};

const PAGES: [&str; 12] = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/inventory.md",
    "docs/blueprints.md",
    "docs/builtin.md",
    "docs/rules.md",
    "docs/lint.md",
    "docs/schemas.md",
    "docs/ci.md",
    "docs/publishing.md",
    "docs/plan.md",
];

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A fenced block: its section's number, its language, the file that it is, its text.
struct Block {
    section: usize,
    language: String,
    file: Option<String>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut section, mut before, mut open) = (Vec::new(), 0, "", None::<Block>);
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(language)) => {
                let file = before.strip_prefix('`').and_then(|path| path.strip_suffix("`:")).map(str::to_owned);
                open = Some(Block { section, language: language.to_owned(), file, text: String::new() });
                before = "";
            }
            (None, None) => {
                section += usize::from(line.starts_with("## "));
                before = if line.is_empty() { before } else { line };
            }
        }
    }
    blocks
}

/// Commands of a `console` block, each with the output that the page shows.
fn transcript(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, output))) => output.push(line),
            (None, None) => panic!("a console block begins with a command, not with `{line}`"),
        }
    }
    commands
}

/// Whether lines are as shown; `...` stands for any number of them.
fn matches(shown: &[&str], actual: &[&str]) -> bool {
    match shown.split_first() {
        None => actual.is_empty(),
        Some((&"...", rest)) => (0..=actual.len()).any(|skip| matches(rest, &actual[skip..])),
        Some((line, rest)) => actual.split_first().is_some_and(|(first, more)| first == line && matches(rest, more)),
    }
}

/// Runs a command line in a folder; stdout and stderr as they come, and the exit code.
fn run(folder: &Path, command: &str) -> (String, i32) {
    let program = Path::new(env!("CARGO_BIN_EXE_groma")).parent().expect("the program lies in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C")
        .output()
        .expect("a shell runs");
    (String::from_utf8(output.stdout).expect("output is UTF-8"), output.status.code().unwrap_or(-1))
}

#[cfg(unix)]
#[test]
fn transcripts_are_what_the_commands_print() {
    let mut faults = Vec::new();
    for name in PAGES {
        let mut scratch: Option<(usize, Scratch)> = None;
        let mut code = 0;
        for block in blocks(&page(name)) {
            if scratch.as_ref().is_none_or(|(section, _)| *section != block.section) {
                scratch = Some((block.section, Scratch::new("docs")));
            }
            let folder = &scratch.as_ref().expect("it was just made").1;
            if let Some(file) = &block.file {
                folder.write(file, &block.text);
            }
            if block.language != "console" {
                continue;
            }
            for (command, shown) in transcript(&block.text) {
                let printed = match command {
                    "echo $?" => format!("{code}\n"),
                    _ => {
                        let (printed, ended) = run(folder.path(), command);
                        code = ended;
                        printed
                    }
                };
                if !matches(&shown, &printed.lines().collect::<Vec<_>>()) {
                    faults.push(format!("{name}: `{command}` prints\n{printed}\nnot\n{}\n", shown.join("\n")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn links_lead_to_files() {
    let mut faults = Vec::new();
    for name in PAGES {
        let folder = Path::new(name).parent().expect("a page lies in a folder");
        let text = page(name);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap_or_default();
            let path = target.split('#').next().unwrap_or_default();
            let outside = path.is_empty() || path.contains("://") || path.contains("${{");
            if !outside && !root().join(folder).join(path).exists() {
                faults.push(format!("{name}: `{target}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// In CONTRIBUTING a path stands in backticks and holds a `/` or an extension; `<name>` is to be filled in.
#[test]
fn paths_of_contributing_exist() {
    let text = page("CONTRIBUTING.md");
    let mut inside = false;
    let prose: String = text
        .lines()
        .filter(|line| {
            inside ^= line.starts_with("```");
            !inside
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let folders = ["src/", "tests/", "docs/", "schemas/", "blueprints/", "fixtures/", "benches/", "examples/", ".ci/"];
    let mut faults = Vec::new();
    for word in prose.split('`').skip(1).step_by(2) {
        let known = folders.iter().any(|folder| word.starts_with(folder));
        let root_file = ["Cargo.toml", "README.md", "CHANGELOG.md", "clippy.toml"].contains(&word);
        let fixed = word.split('<').next().unwrap_or_default();
        let path = if word.contains('<') { fixed.rsplit_once('/').map_or("", |(folder, _)| folder) } else { word };
        if (known || root_file) && !root().join(path).exists() {
            faults.push(word.to_owned());
        }
    }
    assert!(faults.is_empty(), "CONTRIBUTING.md names what is not there: {faults:?}");
}

fn sources() -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join("src")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs"));
    found
}

/// Names of rules in the sources: a kebab-case literal where a finding is made.
fn rules() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    let is_rule = |name: &str| name.contains('-') && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    for path in sources() {
        let text = fs::read_to_string(path).expect("sources are UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for call in ["error(", "warning(", "info(", "unknown(", "check(", "check_and_fix(", "judge("] {
            for (at, _) in code.match_indices(call) {
                let literal = code[at + call.len()..].trim_start().strip_prefix('"');
                let name = literal.and_then(|rest| rest.split('"').next()).filter(|name| is_rule(name));
                rules.extend(name.map(str::to_owned));
            }
        }
        for line in code.lines().filter(|line| line.contains("rule = ")) {
            rules.extend(line.split('"').skip(1).step_by(2).filter(|name| is_rule(name)).map(str::to_owned));
        }
    }
    rules
}

#[test]
fn every_rule_has_a_section_and_every_section_a_rule() {
    let text = page("docs/rules.md");
    let told: BTreeSet<String> = text.lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned).collect();
    assert_eq!(told, rules(), "docs/rules.md tells the left, the sources make the right");
}

/// Names of all fields that a schema defines, at any depth.
fn fields(schema: &Json, names: &mut BTreeSet<String>) {
    match schema {
        Json::Object(map) => {
            for (key, value) in map {
                if let (true, Some(properties)) = (key == "properties", value.as_object()) {
                    names.extend(properties.keys().cloned());
                }
                fields(value, names);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| fields(item, names)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn assert_named(page_name: &str, names: impl IntoIterator<Item = String>) {
    let text = page(page_name);
    let named = |name: &String| [format!("`{name}`"), format!(".{name}`")].iter().any(|form| text.contains(form));
    let missing: Vec<_> = names.into_iter().filter(|name| !named(name)).collect();
    assert!(missing.is_empty(), "{page_name} says nothing of {missing:?}");
}

#[test]
fn every_field_of_the_schemas_is_told() {
    for (schema, page) in
        [(groma::inventory::SCHEMA, "docs/inventory.md"), (groma::blueprint::load::SCHEMA, "docs/blueprints.md")]
    {
        let mut names = BTreeSet::new();
        fields(&serde_json::from_str(schema).expect("it is JSON"), &mut names);
        assert_named(page, names);
    }
}

#[test]
fn every_parameter_of_the_built_in_blueprints_is_told() {
    let text = page("docs/builtin.md");
    for entry in fs::read_dir(root().join("blueprints")).expect("the blueprints are there") {
        let folder = entry.expect("they can be listed").path();
        let source = fs::read_to_string(folder.join("blueprint.yaml")).expect("it is there");
        let blueprint: Json = serde_yaml::from_str(&source).expect("it is YAML");
        let name = blueprint["name"].as_str().expect("it has a name");
        let section = text.split("\n## ").find(|section| section.starts_with(&format!("{name}\n")));
        let section = section.unwrap_or_else(|| panic!("docs/builtin.md has no section on `{name}`"));
        let parameters = blueprint["parameters"]["properties"].as_object().expect("it has parameters");
        let sizes = blueprint["sizes"].as_object().into_iter().flatten();
        for name in parameters.keys().chain(sizes.map(|(name, _)| name)) {
            assert!(section.contains(&format!("\n| `{name}` |")), "docs/builtin.md says nothing of `{name}`");
        }
    }
}

#[test]
fn every_field_that_templates_see_is_told() {
    let of_context = |path: &PathBuf| path.to_string_lossy().contains("src/render/context");
    let context: String =
        sources().iter().filter(|path| of_context(path)).map(|path| fs::read_to_string(path).expect("UTF-8")).collect();
    assert!(!context.is_empty(), "what templates see is no longer in src/render/context");
    let named = |line: &str| -> Vec<String> {
        let names = line.split('"').skip(1).step_by(2);
        names.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric())).map(str::to_owned).collect()
    };
    let arms = context.lines().filter(|line| line.contains("=>"));
    assert_named("docs/blueprints.md", arms.flat_map(named).collect::<BTreeSet<_>>());
}
