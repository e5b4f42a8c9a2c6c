//! Any value at any place of a template: two readers read exactly that value, or it is refused.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;
use serde_json::{Value as Json, json};

use super::marked::{Mark, MarkedText};
use super::{Dialect, MAX_FILE, Plan, proof};
use crate::diagnostic::Sink;
use crate::source::FileId;
use crate::tests::holds;
use crate::yaml::read::read;

/// What is at odds with YAML, with JSON, or with readers of either.
const NASTY: &[&str] = &[
    "",
    " ",
    "no",
    "~",
    "0123456",
    "12e4567",
    "1_000",
    "0x1f",
    "1:30",
    "2024-01-01",
    ".5",
    ".inf",
    "=",
    "<<",
    "- a",
    "-",
    "? a",
    "?",
    ": a",
    ":",
    "a: b",
    "a:",
    "#a",
    "a # b",
    "[a",
    "{a: b}",
    "a, b]",
    "&a",
    "*a",
    "!a",
    "!!int 1",
    "%a",
    "@a",
    "|",
    ">-",
    "'",
    "\"",
    "''",
    "\\",
    "\\n",
    "a'b\"c",
    "a\nb",
    "a\n",
    "\na",
    "a\n\nb\n\n",
    " a\nb",
    "a\n b",
    "\ta",
    "a\t\nb",
    "---",
    "...",
    "a\n---\nb",
    "a\r\nb",
    "\u{85}",
    "\u{2028}",
    "\u{feff}a",
    "\u{1b}[31m",
    "\u{202e}x",
    "{{ a }}",
    "é日本",
];

fn strings() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(NASTY).prop_map(str::to_owned),
        2 => vec(select(NASTY), 2..4).prop_map(|parts| parts.concat()),
        1 => "[ -~\n]{0,8}",
        1 => any::<String>().prop_map(|text| text.replace('\0', "")),
    ]
}

/// Values as the engine hands them over: their kind and their text.
fn values() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        6 => strings().prop_map(Json::from),
        1 => any::<i64>().prop_map(Json::from),
        1 => select(vec![json!(true), json!(false), json!(null), json!(1.5), json!(-0.25)]),
    ];
    scalar.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Json::from),
            vec((strings(), inner), 0..3).prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

/// What a template says below `k` with a value; nothing where the value has no place.
type Said = fn(&Json) -> Option<Json>;

/// The places of a template in YAML, of which `V` is the value: how each is written below a key, and what it says.
const PLACES: &[(&str, Said)] = &[
    ("k: V\n", whole),
    ("k: V # why\n", whole),
    ("k: &a V\nl: *a\n", whole),
    ("k:\n  V\n", whole),
    ("k:\n  - V\n  - z\n", |value| Some(json!([value, "z"]))),
    ("k:\n- - V\n  - z\n", |value| Some(json!([[value, "z"]]))),
    ("k:\n  - l: V\n    m: z\n", |value| Some(json!([{ "l": value, "m": "z" }]))),
    ("k: [V, { l: V }, \"V\"]\n", |value| Some(json!([value, { "l": value }, text(value)?]))),
    ("k: [\n  V,\n  z\n]\n", |value| Some(json!([value, "z"]))),
    ("k: a-V.b\n", |value| text(value).map(|text| format!("a-{text}.b").into())),
    ("k: V/V\n", |value| text(value).map(|text| format!("{text}/{text}").into())),
    ("k: a V\n", |value| text(value).map(|text| format!("a {text}").into())),
    ("k: \"x: V # y\"\n", |value| text(value).map(|text| format!("x: {text} # y").into())),
    ("k: 'x''V'\n", |value| text(value).map(|text| format!("x'{text}").into())),
    ("k: !!str V\n", |value| text(value).map(Json::from)),
    ("k:\n  V: z\n", |value| Some(json!({ (text(value)?): "z" }))),
    ("k:\n  a.V/b: z\n", |value| Some(json!({ (format!("a.{}/b", text(value)?)): "z" }))),
    ("k: { V: z, \"xV\": y }\n", |value| Some(json!({ (text(value)?): "z", (format!("x{}", text(value)?)): "y" }))),
    ("k: |\n  x\n  aV z\n", |value| text(value).map(|text| format!("x\na{text} z\n").into())),
    ("k: |\n  V z\n  y\n", |value| text(value).map(|text| format!("{text} z\ny\n").into())),
    ("k: |-\n  V\n", |value| text(value).map(|text| text.trim_end_matches('\n').into())),
    ("k: |2\n   V\nz: 1\n", |value| text(value).map(|text| format!(" {text}").into())),
    ("k: z # V\n", |_| Some(json!("z"))),
    ("# V\nk: z\n", |_| Some(json!("z"))),
    ("k: z\n  V\n", |value| text(value).map(|text| format!("z {text}").into())),
    ("k: V\n  z\n", |value| text(value).map(|text| format!("{text} z").into())),
    ("k:\n  - z\n    y V\n  - z\n", |value| Some(json!([format!("z y {}", text(value)?), "z"]))),
    ("k: [z\n  V, y]\n", |value| Some(json!([format!("z {}", text(value)?), "y"]))),
];

fn whole(value: &Json) -> Option<Json> {
    Some(value.clone())
}

/// A value inside of a text; lists, mappings and nothing have no place there.
fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn marked(template: &str, value: &Json) -> MarkedText {
    let mut marked = MarkedText::default();
    for (at, literal) in template.split('V').enumerate() {
        match value {
            _ if at == 0 => {}
            Json::String(text) => marked.put_str(text),
            Json::Null => marked.put(Mark::Null, "none"),
            Json::Bool(value) => marked.put(Mark::Bool, value),
            Json::Number(value) => marked.put(Mark::Number, value),
            Json::Array(_) | Json::Object(_) => marked.put(Mark::Collection, value),
        }
        marked.text(literal);
    }
    marked
}

/// What is written, if it is not refused. As when a tree is rendered, a text is read once for each skeleton: here, with a
/// value of the same kind that means no harm.
fn written(dialect: Dialect, template: &str, value: &Json) -> Option<String> {
    let harmless = match value {
        Json::String(_) => json!("x"),
        Json::Array(_) | Json::Object(_) => json!([1]),
        Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
    };
    let first = marked(template, &harmless);
    let plan = Plan::new(dialect, &first.skeleton);
    let is_sound = |text: &str| proof::faults(dialect, FileId::FIRST, text).is_empty();
    if plan.interpolate(&first).is_ok_and(|text| is_sound(&text)) {
        plan.prove(&first);
    }
    let marked = marked(template, value);
    let text = plan.interpolate(&marked).inspect_err(|fault| assert!(!fault.help.is_empty())).ok()?;
    (plan.is_proven(&marked) || is_sound(&text)).then_some(text)
}

#[test]
fn two_readers_read_the_value_wherever_it_stands_or_it_is_refused() {
    holds(4_000, (select(PLACES), values()), |((template, wanted), value)| {
        if template.contains('!') && text(&value).is_none() {
            // What a tag makes of a list is the template's to say.
            return;
        }
        let Some(written) = written(Dialect::Yaml, template, &value) else {
            let may_be_refused =
                wanted(&value).is_none() || !template.starts_with("k: V\n") || template.contains("  z");
            assert!(may_be_refused, "it is refused");
            return;
        };
        let ours = read(FileId::FIRST, &written, &mut Sink::default());
        assert_eq!(ours.len(), 1, "{written}");
        let theirs: Json = serde_yaml::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
        let ours = ours[0].to_json();
        assert_eq!(ours, theirs, "{written}");
        let wanted = wanted(&value).unwrap_or_else(|| panic!("it is not refused: {written}"));
        assert_eq!(trimmed(&ours["k"], template), trimmed(&wanted, template), "{written}");
    });
}

/// How many breaks end a block is the template's to say.
fn trimmed(value: &Json, template: &str) -> Json {
    match value.as_str().filter(|_| template.contains(": |")) {
        Some(text) => text.trim_end_matches('\n').into(),
        None => value.clone(),
    }
}

#[test]
fn json_says_the_value_wherever_it_stands() {
    let template = "{ \"k\": V, \"l\": [V], \"m\": \"xVy\", \"n\\\"\": \"\\\\V\" }";
    holds(600, values(), |value| {
        let Some(written) = written(Dialect::Json, template, &value) else {
            return assert!(text(&value).is_none(), "it is refused");
        };
        let read: Json = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
        let text = text(&value).unwrap();
        assert_eq!(read, json!({ "k": value, "l": [value], "m": format!("x{text}y"), "n\"": format!("\\{text}") }));
    });
}

#[test]
fn a_line_of_several_takes_only_what_needs_no_quotes() {
    let text = |template, value| written(Dialect::Yaml, template, &json!(value));
    assert_eq!(text("k: z\n  V\n", "a-1 b").as_deref(), Some("k: z\n  a-1 b\n"));
    for (template, value) in
        [("k: z\n  V\n", ""), ("k: z\n  V\n", "a: b"), ("k: V\n  z\n", "a: b"), ("k: V\n  z\n", "a\nb")]
    {
        assert_eq!(text(template, value), None, "{value:?}");
    }
}

#[test]
fn a_line_of_a_block_stays_in_it() {
    let text = |template, value| written(Dialect::Yaml, template, &json!(value));
    assert_eq!(text("k: |\n  x\n  aV z\n", "\n").as_deref(), Some("k: |\n  x\n  a\n   z\n"));
    assert_eq!(text("k: |\n  aV\n", "\n").as_deref(), Some("k: |\n  a\n\n"));
    assert_eq!(text("k: |\n  V z\n  y\n", ""), None);
}

#[test]
fn values_keep_to_the_lines_around_them() {
    for (dialect, text, expected) in [
        (Dialect::Yaml, "title: \0sa: b\0\r\nnext: \0s1\0 \r\n", "title: \"a: b\"\r\nnext: \"1\" \r\n"),
        (Dialect::Yaml, "a: |\r\n  \0sx\ty\nz\0\r\n\r\n  b\r\n", "a: |\r\n  x\ty\n  z\r\n\r\n  b\r\n"),
        (Dialect::Yaml, "labels:\n  \0j{\"a\":1,\"b\":[2]}\0\nend: 1\n", "labels:\n  a: 1\n  b:\n    - 2\nend: 1\n"),
        (Dialect::Yaml, "labels: \0j{\"a\":1}\0\n- \0j{\"a\":1}\0\n", "labels:\n  a: 1\n- a: 1\n"),
        (Dialect::Yaml, "\0j{\"a\":{\"b\":1}}\0\n", "a:\n  b: 1\n"),
    ] {
        let mut marked = MarkedText::default();
        marked.push(text, MAX_FILE);
        let written = Plan::new(dialect, &marked.skeleton).interpolate(&marked);
        assert_eq!(written.as_deref(), Ok(expected), "{text}");
    }
}
