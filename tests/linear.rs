//! Inputs that once took time with the square of their size, or had no end: each is read in little memory, and answered.
//!
//! The sizes are such that a square would take minutes; how the time grows is measured by `.ci/proof/linear`.

use std::process::Command;

use rayon::prelude::*;

use crate::support::Scratch;

/// Address space of the program, in KiB.
const MEMORY: usize = 1 << 20;
/// Seconds of work, where nothing is optimized.
const WORK: usize = 60;

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: a }\n";

/// What is said of an input, by the files of a tree.
type Case = (&'static str, Vec<(&'static str, String)>);

#[test]
fn nothing_in_a_file_takes_time_with_the_square_of_its_size() {
    let allow = "# groma: allow latest-image-tag -- ours";
    let entity = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: { name: a }\nspec: {}\n";
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: a, name: b }\n";
    judge(vec![
        (
            "unknown field `more`",
            vec![(
                "a.json",
                format!(
                    "{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"a\"}},\"more\":[{}]}}",
                    list(300_000, |_| "\"apiVersion\"".to_owned())
                ),
            )],
        ),
        (
            "unknown anchor `b`",
            vec![(
                "a.yaml",
                format!(
                    "{CONFIG}data:\n{}{}  z: *b\n",
                    lines(99_000, |at| format!("  a-{at}: &a-{at} b")),
                    lines(99_000, |at| format!("  b-{at}: *a-{at}"))
                ),
            )],
        ),
        (
            "unknown anchor `b`",
            vec![(
                "a.yaml",
                format!(
                    "a:\n{}b:\n{}c: *b\n",
                    lines(40_000, |at| format!("  - &a-{at} {{ a-{at}: b }}")),
                    lines(40_000, |at| format!("  <<: *a-{at}"))
                ),
            )],
        ),
        ("[unused-allow]", vec![("a.yaml", format!("{CONFIG}{}data: {{}}\n", lines(100_000, |_| allow.to_owned())))]),
        ("[unused-allow]", vec![("a.yaml", format!("{CONFIG}data: {{}} {}\n", allow.repeat(100_000)))]),
        ("[duplicate-key]", vec![("a.yaml", format!("{config}---\n{entity}---\n").repeat(2_000))]),
    ]);
}

#[test]
fn too_many_values_are_refused() {
    let duplicates = format!("{CONFIG}data:\n{}", "  a: b\n".repeat(1_000_000));
    let nested: String = (0..90).map(|at| format!("&a{at} [")).collect();
    judge(vec![
        ("more than 10000 duplicate keys in one file", vec![("a.yaml", duplicates)]),
        (
            "file holds more than 2000000 values",
            vec![("a.yaml", format!("kind: A\napiVersion: v1\na: [{}]\n", "1,".repeat(2_000_001)))],
        ),
        (
            "file holds more than 2000000 values",
            vec![(
                "a.yaml",
                format!("kind: A\napiVersion: v1\na: {nested}{}{}\n", "1,".repeat(100_000), "]".repeat(90)),
            )],
        ),
    ]);
}

#[test]
fn rules_of_a_definition_cost_no_more_than_the_server_allows() {
    let items = format!("spec: {{ a: [{}] }}", list(4_000, |at| at.to_string()));
    let costly = "this rule is not checked: it may cost more than 10000000";
    let doubled = (0..40).map(|at| format!("cel.bind(x{}, x{at} + x{at}, ", at + 1)).collect::<String>();
    judge(vec![
        (costly, ruled("self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))", &items)),
        (costly, ruled("self.a.map(x, self.a.map(y, self.a)).size() > 0", &items)),
        (costly, ruled(&format!("cel.bind(x0, self.a, {doubled}x40.size() > 0{})", ")".repeat(40)), &items)),
        (costly, ruled("lists.range(1000000).all(x, lists.range(1000000).all(y, x + y >= 0))", &items)),
        (costly, ruled("self.a.distinct().size() > 0", &items)),
        ("it is nested deeper than 250 levels", ruled(&vec!["1"; 10_000].join("+"), &items)),
        ("it is nested deeper than 250 levels", ruled(&format!("{}1", "(".repeat(10_000)), &items)),
        ("it is longer than 100000 bytes", ruled(&vec!["true"; 20_000].join("&&"), &items)),
        ("[violated-rule]", ruled(&format!("{} == 1", vec!["1"; 200].join("+")), &items)),
        ("[violated-rule]", ruled(&format!("{}1{} == 2", "(".repeat(40), ")".repeat(40)), &items)),
        ("[violated-rule]", ruled("self.a.all(x, self.a[0] > x)", &items)),
    ]);
}

#[test]
fn a_schema_that_leads_to_itself_comes_to_an_end() {
    let either = |at: usize| format!("\"a{at}\":{{\"anyOf\":[{0},{0}]}}", reference(at + 1));
    let both = |at: usize| format!("\"a{at}\":{}", reference(at + 1));
    let steps = "the schema of this kind takes too many steps to check";
    judge(vec![
        (steps, kind(format!("\"a0\":{}", reference(0)))),
        (steps, kind(format!("\"a0\":{{\"allOf\":[{}]}}", reference(0)))),
        (steps, kind(format!("\"a0\":{{\"not\":{}}}", reference(0)))),
        (steps, kind(format!("{},\"a60\":{{\"type\":\"string\"}}", list(60, either)))),
        (steps, kind(format!("{},\"a50000\":{{\"type\":\"string\"}}", list(50_000, both)))),
        ("`spec`: expected a string", kind(format!("{},\"a40\":{{\"type\":\"string\"}}", list(40, both)))),
    ]);
}

fn reference(at: usize) -> String {
    format!("{{\"$ref\":\"#/definitions/a{at}\"}}")
}

/// A JSON Schema with these definitions, and an object of its kind.
fn kind(definitions: String) -> Vec<(&'static str, String)> {
    let schema = format!("{{\"properties\":{{\"spec\":{}}},\"definitions\":{{{definitions}}}}}", reference(0));
    let object = "apiVersion: example.org/v1\nkind: A\nmetadata: { name: a }\nspec: { b: 1 }\n";
    vec![("schemas/example.org/a_v1.json", schema), ("a.yaml", object.to_owned())]
}

/// A definition with a rule, and an object of its kind.
fn ruled(rule: &str, object: &str) -> Vec<(&'static str, String)> {
    let definition = format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{ name: as.example.org }}\nspec:\n  \
         group: example.org\n  names: {{ kind: A, plural: as, singular: a, listKind: AList }}\n  scope: Namespaced\n  versions:\n    \
         - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          \
         properties:\n            spec:\n              type: object\n              properties: {{ a: {{ type: array, items: {{ type: integer }} }} }}\n              \
         x-kubernetes-validations: [{{ rule: \"{rule}\" }}]\n"
    );
    let object = format!("apiVersion: example.org/v1\nkind: A\nmetadata: {{ name: a, namespace: a }}\n{object}\n");
    vec![("definition.yaml", definition), ("a.yaml", object)]
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

fn judge(cases: Vec<Case>) {
    let wrong: Vec<String> = cases
        .into_par_iter()
        .filter_map(|(said, files)| {
            let (out, code) = linted(&files);
            let sound = matches!(code, Some(0 | 1)) && out.contains(said);
            let shown: String = out.chars().take(1_500).collect();
            (!sound).then(|| format!("expected `{said}`, exit code {code:?}\n{shown}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What `groma lint` prints of files, with little memory, and its exit code.
fn linted(files: &[(&str, String)]) -> (String, Option<i32>) {
    let scratch = Scratch::new("linear");
    files
        .iter()
        .for_each(|(path, text)| scratch.write(&format!("tree/{path}").replace("tree/schemas", "schemas"), text));
    let schemas = if scratch.path().join("schemas").is_dir() { "--schemas schemas" } else { "" };
    let limited = format!("ulimit -v {MEMORY} && ulimit -t {WORK} && exec \"$0\" lint tree {schemas}");
    let output = Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_groma")])
        .current_dir(scratch.path())
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout) + &text(&output.stderr), output.status.code())
}
