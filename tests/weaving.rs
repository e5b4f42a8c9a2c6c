//! Whatever a value holds, it cannot change the structure of the file it is put into, and it is read back as it was.

use groma::report::{Format, Style, report};
use groma::workspace::Workspace;
use serde_yaml::Value;

use crate::support::{Scratch, yaml};

const TEMPLATE: &str = r#"plain: ${{ parameters.text }}
mixed: a-${{ parameters.text }}.b
double: "x${{ parameters.text }}y"
list:
  - ${{ parameters.text }}
  - - ${{ parameters.text }}
  - key: ${{ parameters.text }}
    next: 1
flow: [${{ parameters.text }}, { in: ${{ parameters.text }} }, "q${{ parameters.text }}"]
number: ${{ parameters.number }}
truth: ${{ parameters.truth }}
nothing: ${{ parameters.nothing }}
data: ${{ parameters.data }}
inline: { data: ${{ parameters.data }} }
after: end
"#;

/// Texts that tools get wrong: numbers, dates, booleans, indicators, quotes, breaks, blanks, controls, other scripts.
const TEXTS: [&str; 45] = [
    "orders",
    "no",
    "On",
    "null",
    "~",
    "0123456",
    "12e4567",
    "1_000",
    "0x1f",
    "1:30",
    "2024-01-01",
    ".5",
    "e-1",
    "=",
    "<<",
    "- a",
    "-",
    "?",
    "? a",
    ": a",
    "a: b",
    "a:",
    "#a",
    "a #b",
    "a # b",
    "[a",
    "{a: b}",
    "a, b]",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    "'",
    "\"",
    "a'b\"c\\d",
    "a\nb",
    "a\n\nb\n",
    "\ta",
    " a ",
    "é日本",
    "---",
];

/// Texts that no inventory may hold, and that a blueprint may.
const HOSTILE: [&str; 3] = ["a\r\nb", "\u{1b}[31m", "\u{202e}x"];

fn render(text: &str) -> Result<Value, String> {
    let scratch = Scratch::new("weaving");
    let written = serde_json::to_string(text).expect("a text is JSON");
    let given = if HOSTILE.contains(&text) { "{}".to_owned() } else { format!("{{ text: {written} }}") };
    scratch.write(
        "platform.yaml",
        &format!(
            "apiVersion: groma/v1
platform: {{ name: acme, owner: a, git: {{ provider: gitlab, host: git.example.com, group: idp }}, registry: registry.example.com, labels: idp.example.org }}
environments: {{ home: {{ domain: h.example.com, kubernetes: \"1.34\" }} }}
teams: {{ a: {{}} }}
systems: {{ s: {{ owner: a, apps: {{ x: {{ blueprint: own, parameters: {given} }} }} }} }}
"
        ),
    );
    let blueprint = "apiVersion: groma/v1
kind: Blueprint
name: own
version: 1.0.0
summary: Shows values
parameters:
  type: object
  properties:
    text: { type: string, default: TEXT }
    number: { type: integer, default: 8000 }
    truth: { type: boolean, default: false }
    nothing: { type: string }
    data: { type: object, default: { a: [1, \"no\", { b: \"x: y\" }], c: {}, d: [] } }
outputs:
  - { for: app, repository: \"${{ app.repository }}\", templates: files }
";
    scratch.write("blueprints/own/blueprint.yaml", &blueprint.replace("TEXT", &written));
    scratch.write("blueprints/own/files/a.yaml", TEMPLATE);
    let workspace = Workspace::open(&scratch.path().join("platform.yaml"), "").expect("it is readable");
    let (tree, found) = workspace.resolve().tree();
    if !found.is_empty() {
        return Err(report(
            Format::Human,
            &found,
            &workspace.sources,
            &Style { color: false, unicode: false, width: 120 },
        ));
    }
    Ok(yaml(&tree, "idp/a/s-x/a.yaml"))
}

#[test]
fn every_text_is_read_back_as_it_was() {
    for text in TEXTS.into_iter().chain(HOSTILE) {
        let value = render(text).unwrap_or_else(|report| panic!("{text:?}: {report}"));
        assert_eq!(value["plain"], text, "{text:?}");
        assert_eq!(value["mixed"], format!("a-{text}.b"));
        assert_eq!(value["double"], format!("x{text}y"));
        assert_eq!(value["list"][0], text);
        assert_eq!(value["list"][1][0], text);
        assert_eq!(value["list"][2]["key"], text);
        assert_eq!(value["list"][2]["next"], 1);
        assert_eq!(value["flow"][0], text);
        assert_eq!(value["flow"][1]["in"], text);
        assert_eq!(value["flow"][2], format!("q{text}"));
        assert_eq!((&value["number"], &value["truth"]), (&Value::from(8000), &Value::from(false)));
        assert!(value["nothing"].is_null());
        for data in [&value["data"], &value["inline"]["data"]] {
            assert_eq!((&data["a"][0], &data["a"][1]), (&Value::from(1), &Value::from("no")));
            assert_eq!(data["a"][2]["b"], "x: y");
            assert!(data["c"].as_mapping().is_some_and(|map| map.is_empty()));
            assert!(data["d"].as_sequence().is_some_and(|list| list.is_empty()));
        }
        assert_eq!(value["after"], "end");
        assert_eq!(value.as_mapping().map(|map| map.len()), Some(11));
    }
}
