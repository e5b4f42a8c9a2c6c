//! Faulty inventories and exactly what is said of them: `fixtures/faulty/<case>/expected.txt`, and `expected.json`
//! where that is there. `GROMA_BLESS=1` rewrites them; read the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use groma::diagnostic::Diagnostic;
use groma::diagnostic::rule::Level;
use groma::report::{Format, Style, report};
use groma::source::Sources;
use rayon::prelude::*;
use similar::TextDiff;

use crate::support;

/// As on a pipe.
const STYLE: Style = Style { color: false, unicode: false, width: 120 };

#[test]
fn every_faulty_inventory_shows_exactly_its_findings() {
    let cases = cases();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    let alone: Vec<Judged> = support::on_threads(1, || cases.iter().map(|case| Judged::new(case)).collect());
    let together: Vec<Judged> = support::on_threads(8, || cases.par_iter().map(|case| Judged::new(case)).collect());
    let mut wrong = String::new();
    for ((case, one), eight) in cases.iter().zip(&alone).zip(&together) {
        wrong += &difference(&format!("{case} on one thread and on eight"), &one.human, &eight.human);
        wrong += &difference(&format!("{case} as JSON on one thread and on eight"), &one.json, &eight.json);
        wrong += &compared(case, "expected.txt", &one.human);
        if folder(case).join("expected.json").exists() {
            wrong += &compared(case, "expected.json", &one.json);
        }
        wrong += &one.broken_promises(case);
    }
    assert!(wrong.is_empty(), "{wrong}\nGROMA_BLESS=1 rewrites what is expected");
}

/// What is said of one case.
struct Judged {
    human: String,
    json: String,
    found: Vec<Diagnostic>,
}

impl Judged {
    fn new(case: &str) -> Self {
        let workspace = support::open(&format!("fixtures/faulty/{case}/platform.yaml"));
        let found = workspace.resolve().check();
        let shown = |format, sources: &Sources| report(format, &found, sources, &STYLE);
        let (human, json) = (shown(Format::Human, &workspace.sources), shown(Format::Json, &workspace.sources));
        Self { human, json, found }
    }

    /// What holds for every case; the names of those that only warn say so.
    fn broken_promises(&self, case: &str) -> String {
        let mut wrong = String::new();
        if self.found.is_empty() {
            wrong += &format!("{case}: nothing was found\n");
        }
        let fails = self.found.iter().any(|finding| finding.level == Level::Error);
        let warns_only = fs::read_to_string(folder(case).join("platform.yaml"))
            .is_ok_and(|text| text.starts_with("# Warnings only"));
        if fails == warns_only {
            wrong += &format!("{case}: only a case that begins with `# Warnings only` may exit with 0\n");
        }
        for finding in &self.found {
            let message = &finding.message;
            let first = message.chars().next().unwrap_or('.');
            let acronym = message.chars().nth(1).is_some_and(char::is_uppercase) || message.starts_with("App");
            if message.ends_with('.') || (first.is_uppercase() && !acronym) {
                wrong += &format!("{case}: not lower-case without a full stop: {message}\n");
            }
            if finding.level == Level::Error && finding.help.is_none() {
                wrong += &format!("{case}: no help for: {message}\n");
            }
        }
        wrong
    }
}

fn folder(case: &str) -> PathBuf {
    support::root().join("fixtures/faulty").join(case)
}

/// The names of all cases, sorted.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(support::root().join("fixtures/faulty")).expect("the fixtures are there");
    let names =
        entries.map(|entry| entry.expect("the fixtures can be listed").file_name().to_string_lossy().into_owned());
    let mut cases: Vec<String> = names.collect();
    cases.sort();
    cases
}

/// Nothing when a file holds `found`, else how it differs; rewrites it when asked to.
fn compared(case: &str, name: &str, found: &str) -> String {
    let path: &Path = &folder(case).join(name);
    if std::env::var_os("GROMA_BLESS").is_some() {
        fs::write(path, found).expect("the fixtures can be written");
        return String::new();
    }
    match fs::read_to_string(path) {
        Ok(expected) => difference(&format!("{case}/{name}"), &expected, found),
        Err(error) => format!("{case}/{name}: {error}\n"),
    }
}

/// The difference between what is expected and what was found, as unified lines.
fn difference(title: &str, expected: &str, found: &str) -> String {
    if expected == found {
        return String::new();
    }
    let diff = TextDiff::from_lines(expected, found);
    format!("\n{}", diff.unified_diff().context_radius(3).header(&format!("{title}: expected"), "found"))
}
