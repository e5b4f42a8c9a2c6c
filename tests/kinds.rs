//! Recorded verdicts of other validators on Kubernetes objects; `.ci/proof/schemas` compares many more.

use std::fs;

use groma::diagnostic::Sink;
use groma::schema::version::Version;
use groma::schema::{Category, Lookup, Schemas};
use groma::source::Sources;
use groma::yaml::node::Node;
use groma::yaml::read;
use serde_json::Value as Json;

use crate::support::root;

#[test]
fn recorded_verdicts_are_ours() {
    let text = fs::read_to_string(root().join("fixtures/schemas/verdicts.json")).expect("the records are there");
    let records: Vec<Json> = serde_json::from_str(&text).expect("the records are JSON");
    let schemas = Schemas::builtin();
    let mut differ = Vec::new();
    for record in &records {
        let faults = faults(&schemas, &record["object"].to_string());
        // A record names the value at fault, or what holds it; with slashes, and items by number.
        let at = record["at"].as_str().map(|path| path.replace('/', "."));
        let placed =
            |path: &String| path.replace('[', ".").replace(']', "").starts_with(at.as_deref().unwrap_or_default());
        let right = match record["valid"].as_bool() {
            Some(true) => faults.is_empty(),
            _ => !faults.is_empty() && faults.iter().all(placed),
        };
        if !right {
            differ.push(format!("{}: {faults:?}", record["name"]));
        }
    }
    assert!(records.len() > 100 && differ.is_empty(), "{} of {}:\n{}", differ.len(), records.len(), differ.join("\n"));
}

/// The paths of all faults of structure.
fn faults(schemas: &Schemas, text: &str) -> Vec<String> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("object.json", text);
    let object = read::read_one(file, text, &mut sink).expect("JSON is YAML");
    let word = |name: &str| object.get(name).and_then(Node::as_str).expect("a record says what it is");
    let Lookup::Known(schema) = schemas.find(word("apiVersion"), word("kind"), Version(34)) else {
        return vec!["unknown".to_owned()];
    };
    let mut faults = Vec::new();
    schema.check(&object, &mut faults);
    faults.into_iter().filter(|fault| fault.sort == Category::Structure).map(|fault| fault.path).collect()
}
