//! Entities get the verdict that Backstage's own catalog model gave them; `.ci/proof/entities` tries many more.

use std::fs;

use groma::check::Options;
use groma::lint::Lint;
use serde_json::Value as Json;

use crate::support::{Scratch, root};

#[test]
fn entities_get_the_verdict_of_the_catalog() {
    let text = fs::read_to_string(root().join("fixtures/entities/verdicts.json")).expect("the cases are there");
    let cases: Vec<Json> = serde_json::from_str(&text).expect("the cases are JSON");
    let mut wrong = String::new();
    for case in &cases {
        let found = judged(case["yaml"].as_str().expect("a case has a text"));
        let verdicts: Vec<&str> =
            case["verdicts"].as_array().expect("a list").iter().filter_map(Json::as_str).collect();
        if verdict(&found) != verdicts.first().copied().unwrap_or("valid") {
            wrong += &format!("{}: expected {verdicts:?}, found {found:?}\n", case["id"]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases.len() > 100, "only {} cases", cases.len());
}

fn verdict(found: &[&str]) -> &'static str {
    match found {
        [] => "valid",
        ["unknown-kind"] => "unknown-kind",
        _ => "invalid",
    }
}

/// The rules that find something in a catalog file, doubles included.
fn judged(text: &str) -> Vec<&'static str> {
    let folder = Scratch::new("entity");
    folder.write("catalog-info.yaml", text);
    let mut options = Options::default();
    options.levels.only = ["invalid-entity", "unknown-kind", "yaml-syntax", "duplicate-key"].map(str::to_owned).into();
    let mut tree = Lint::open(&[folder.path().to_owned()]).expect("the folder was just made");
    tree.judge(&options).into_iter().map(|finding| finding.rule.name).collect()
}
