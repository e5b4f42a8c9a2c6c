//! What differs inside an object or a text, line by line.

use serde_json::Value as Json;

use crate::diff::{Action, Body, Changes, Edit, FileChange, Secrets, Shown, Step, ValueChange, text};
use crate::plan::fleet::{Group, Item, Place};
use crate::secret::mask;

/// Longest value that stands on one line though it holds others.
const LONG: usize = 60;

/// One line of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A value, and what it was and is.
    Value { sign: char, path: String, old: Option<String>, new: Option<String> },
    /// A line of a text, without its line break; `sign` is `+`, `-`, or a blank.
    Line { sign: char, text: String },
    /// Lines were left out here.
    Gap,
}

/// The rows of a value that differs.
pub(crate) fn of_value(value: &ValueChange) -> Vec<Row> {
    let (sign, old, new) = match &value.edit {
        Edit::Added(new) => ('+', None, Some(new)),
        Edit::Removed(old) => ('-', Some(old), None),
        Edit::Changed(old, new) => ('~', Some(old), Some(new)),
        Edit::Reordered(old, new) => ('%', Some(old), Some(new)),
    };
    let path = path(&value.path);
    let (was, is) = (old.map(shown), new.map(shown));
    if let (Some(Shown::Value(whole)), None) | (None, Some(Shown::Value(whole))) = (old, new)
        && was.iter().chain(&is).any(|text| text.len() > LONG)
        && (whole.is_object() || whole.is_array())
    {
        // A value that holds others is told one line for each, unless its name says it all.
        let mut rows = vec![Row::Value { sign, path, old: None, new: None }];
        if value.path.last().is_some_and(|step| says_all(step, whole)) {
            return rows;
        }
        leaves(whole, &mut Vec::new(), &mut |path, leaf| {
            rows.push(Row::Line {
                sign,
                text: format!("  {}: {}", self::path(path), shown(&Shown::Value(leaf.clone()))),
            });
        });
        return rows;
    }
    vec![Row::Value { sign, path, old: was, new: is }]
}

/// Whether the fields by which an item is known are all that it has.
fn says_all(step: &Step, item: &Json) -> bool {
    let field = |(key, value): (&String, &Json)| match value {
        Json::String(text) => format!("{key}={text}"),
        value => format!("{key}={value}"),
    };
    let told = item.as_object().map(|fields| fields.iter().map(field).collect::<Vec<_>>().join(","));
    matches!((step, told), (Step::Item(label), Some(told)) if *label == told)
}

fn leaves(value: &Json, above: &mut Vec<Step>, visit: &mut impl FnMut(&[Step], &Json)) {
    let below: Vec<(Step, &Json)> = match value {
        Json::Object(fields) => fields.iter().map(|(key, value)| (Step::Key(key.clone()), value)).collect(),
        Json::Array(items) => items.iter().enumerate().map(|(at, value)| (Step::Index(at), value)).collect(),
        _ => Vec::new(),
    };
    if below.is_empty() {
        visit(above, value);
    }
    for (step, value) in below {
        above.push(step);
        leaves(value, above, visit);
        above.pop();
    }
}

/// A value on one line: a text as it is where that cannot be mistaken, JSON otherwise.
pub(crate) fn shown(shown: &Shown) -> String {
    match shown {
        Shown::Value(serde_json::Value::String(text)) if is_plain(text) => text.clone(),
        Shown::Value(value) => value.to_string(),
        Shown::Written(text) => format!("{text} (as written)"),
        Shown::Masked => "(secret)".into(),
    }
}

/// Whether a text cannot be taken for a number, a boolean or nothing.
fn is_plain(text: &str) -> bool {
    let letter = text.chars().any(|c| c.is_alphabetic());
    let bare =
        !text.starts_with(['"', '\'', '{', '[', ' ', '(']) && !text.ends_with([' ', ')']) && !text.contains('\n');
    letter && bare && !matches!(text, "true" | "false" | "null") && text.parse::<f64>().is_err()
}

/// `spec.containers[name=api].image`; keys that hold dots are quoted.
pub(crate) fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if key.contains(['.', '[', ' ', '"']) || key.is_empty() => {
                path.push_str(&format!("[{}]", serde_json::Value::from(key.as_str())));
            }
            Step::Key(key) => {
                path.push_str(if path.is_empty() { "" } else { "." });
                path.push_str(key);
            }
            Step::Item(label) => path.push_str(&format!("[{label}]")),
            Step::Index(at) => path.push_str(&format!("[{at}]")),
        }
    }
    path
}

/// Lines that differ with a few around them.
pub(crate) fn of_lines(file: &FileChange) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, stretch) in file.lines.iter().enumerate() {
        if at == 0 && stretch.hunk.before.start > text::lines(&stretch.ahead).len() {
            rows.push(Row::Gap);
        }
        let parts = [(' ', &stretch.ahead), ('-', &stretch.old), ('+', &stretch.new), (' ', &stretch.behind)];
        rows.extend(parts.into_iter().flat_map(|(sign, text)| lines(sign, text)));
        if stretch.more {
            rows.push(Row::Gap);
        }
    }
    rows
}

fn lines(sign: char, text: &str) -> impl Iterator<Item = Row> {
    let bare = |line: &str| line.trim_end_matches(['\r', '\n']).to_owned();
    text::lines(text).into_iter().map(move |line| Row::Line { sign, text: bare(line) })
}

/// The lines of a file that came or went, for formats with the room to show them.
pub(crate) fn content(changes: &Changes, group: &Group) -> Vec<Row> {
    let Place { repository, file: Some(file), .. } = group.members[0] else { return Vec::new() };
    let file = &changes.repositories[repository].files[file];
    let (sign, version) = match (file.action, &group.item) {
        (Action::Created, Item::Object | Item::File) => ('+', &file.after),
        (Action::Removed, Item::Object | Item::File) => ('-', &file.before),
        _ => return Vec::new(),
    };
    if file.secret || matches!(file.body, Body::Binary) {
        return Vec::new();
    }
    let bytes = version.as_ref().map_or(&[][..], |version| version.content.bytes());
    let text = String::from_utf8_lossy(bytes);
    match changes.secrets {
        Secrets::Shown => lines(sign, &text).collect(),
        Secrets::Masked => {
            let masked = mask::masked(&text::lines(&text), mask::Manner::of(&file.path));
            masked.iter().flat_map(|line| lines(sign, line)).collect()
        }
    }
}
