//! The plan as JSON, for scripts; `schemas/plan.schema.json` is its contract, `docs/plan.md` tells how to apply it.
//!
//! Fields are added, never renamed or removed, as long as `version` stands. With the old tree it gives the new one,
//! byte for byte, but for files marked `withheld`, in which a secret differs, and for what groma notes for itself.

use serde::Serialize;
use serde_json::Value as Json;

use super::rows::{path, shown};
use super::{Impact, Refused, Report};
use crate::diff::{
    Action, Body, Edit, Effect, FileChange, ObjectChange, RepositoryChange, RepositoryMeta, Secrets, Shown, Step,
    ValueChange, Version, text,
};
use crate::object::id::ObjectId;
use crate::plan::count::Counts;
use crate::plan::fleet::{self, Group, Item};
use crate::plan::owner_index::Subject;
use crate::plan::risk;
use crate::record;
use crate::values::base64;

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Head<'a> {
    version: u32,
    base: &'a str,
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refused<'a>>,
    /// Files of every repository that are neither listed nor counted.
    unlisted: [&'static str; 1],
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<Impact<'a>>,
}

#[derive(Serialize)]
struct Summary {
    repositories: Count,
    files: Count,
    objects: Count,
    /// Files.
    unwritten: usize,
}

#[derive(Serialize)]
struct Count {
    created: usize,
    changed: usize,
    removed: usize,
    moved: usize,
}

#[derive(Serialize)]
struct Grouped<'a> {
    item: &'static str,
    risks: Vec<&'static str>,
    written: bool,
    teams: &'a [String],
    apps: &'a [String],
    environments: &'a [String],
    /// Places in the object of the first member.
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<&'a [usize]>,
    members: Vec<Member>,
}

/// Places in the lists below.
#[derive(Serialize)]
struct Member {
    repository: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<usize>,
}

#[derive(Serialize)]
struct Repository<'a> {
    action: &'static str,
    path: &'a str,
    from: Option<&'a str>,
    risks: Vec<&'static str>,
    before: Option<Facts<'a>>,
    after: Option<Facts<'a>>,
}

#[derive(Serialize)]
struct Facts<'a> {
    branches: &'a [String],
    visibility: &'a str,
    files: usize,
}

#[derive(Serialize)]
struct File<'a> {
    action: &'static str,
    path: &'a str,
    from: Option<&'a str>,
    effect: &'static str,
    team: &'a str,
    app: &'a str,
    environment: &'a str,
    before: Option<Side>,
    after: Option<Side>,
    /// Whether neither content nor edits are given, because they hold a secret.
    withheld: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<Lines>>,
    objects: Vec<Object<'a>>,
}

#[derive(Serialize)]
struct Side {
    executable: bool,
    ownership: &'static str,
    /// Absent where it would let a secret be guessed.
    blake3: Option<String>,
}

/// All bytes of a file.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Text(String),
    Base64(String),
}

/// Lines to replace, with their line breaks; `line` counts from 1 in the old file.
#[derive(Serialize)]
struct Lines {
    line: usize,
    remove: Vec<String>,
    insert: Vec<String>,
}

#[derive(Serialize)]
struct Object<'a> {
    action: &'static str,
    object: Named<'a>,
    from: Option<Named<'a>>,
    effect: &'static str,
    risks: Vec<&'static str>,
    values: Vec<Value>,
}

#[derive(Serialize)]
struct Named<'a> {
    group: &'a str,
    version: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Value {
    edit: &'static str,
    /// For people.
    path: String,
    /// For scripts: keys as strings, items as `{"item": "name=api"}`, places as numbers.
    steps: Vec<Json>,
    risks: Vec<&'static str>,
    before: Option<Json>,
    after: Option<Json>,
    /// Whether a secret was left out of `before` or `after`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    secret: bool,
}

/// The plan as one JSON document, a line for each group and file.
pub(crate) fn report(report: &Report<'_>) -> String {
    let changes = &report.plan.changes;
    let summary = summary(&report.plan.counts);
    let Report { base, notes, refused, impact, .. } = *report;
    let head = Head { version: VERSION, base, notes, refused, unlisted: [record::PATH], summary, impact };
    let groups = fleet::fleet(report.plan);
    let mut text = written(serde_json::to_string_pretty(&head));
    text.truncate(text.len() - "\n}".len());
    text.push_str(",\n  \"groups\": [");
    each(&mut text, 4, groups.iter().map(|group| written(serde_json::to_string(&grouped(group)))));
    text.push_str("],\n  \"repositories\": [");
    each(
        &mut text,
        4,
        changes.repositories.iter().zip(&report.plan.subjects).map(|(change, subjects)| {
            let mut text = written(serde_json::to_string(&repository(change)));
            text.pop();
            text.push_str(",\"files\":[");
            let files = change.files.iter().zip(subjects).map(|(one, whose)| file(one, whose, changes.secrets));
            each(&mut text, 6, files.map(|file| written(serde_json::to_string(&file))));
            text.push_str("]}");
            text
        }),
    );
    text.push_str("]\n}\n");
    crate::report::json::escaped(&text)
}

fn written(json: Result<String, serde_json::Error>) -> String {
    json.expect("texts and numbers always serialize")
}

/// Items of a list, each on a line of its own.
fn each(text: &mut String, indent: usize, items: impl Iterator<Item = String>) {
    let (mut any, blanks) = (false, " ".repeat(indent));
    for item in items {
        text.push_str(if any { "," } else { "" });
        text.push_str(&format!("\n{blanks}{item}"));
        any = true;
    }
    if any {
        text.push_str(&format!("\n{}", &blanks[2..]));
    }
}

fn summary(counts: &Counts) -> Summary {
    let of = |count: crate::plan::count::Count| Count {
        created: count.created,
        changed: count.changed,
        removed: count.removed,
        moved: count.moved,
    };
    Summary {
        repositories: of(counts.repositories),
        files: of(counts.files),
        objects: of(counts.objects),
        unwritten: counts.unwritten,
    }
}

fn names(risks: &[&'static risk::Risk]) -> Vec<&'static str> {
    risks.iter().map(|risk| risk.name).collect()
}

fn grouped(group: &Group) -> Grouped<'_> {
    let (item, values) = match &group.item {
        Item::Repository => ("repository", None),
        Item::RepositoryMeta => ("outline", None),
        Item::File => ("file", None),
        Item::Lines => ("lines", None),
        Item::Format => ("cosmetic", None),
        Item::Object => ("object", None),
        Item::Names => ("names", None),
        Item::Values(values) => ("values", Some(values.as_slice())),
    };
    let member = |place: &fleet::Place| Member { repository: place.repository, file: place.file, object: place.object };
    Grouped {
        item,
        risks: names(&group.risks),
        written: group.written,
        teams: &group.teams,
        apps: &group.apps,
        environments: &group.environments,
        values,
        members: group.members.iter().map(member).collect(),
    }
}

fn repository(change: &RepositoryChange) -> Repository<'_> {
    fn facts(outline: &RepositoryMeta) -> Facts<'_> {
        Facts { branches: &outline.branches, visibility: &outline.visibility, files: outline.files }
    }
    Repository {
        action: action(change.action),
        path: &change.path,
        from: change.from.as_deref(),
        risks: names(&risk::of_repository(change)),
        before: change.before.as_ref().map(facts),
        after: change.after.as_ref().map(facts),
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Created => "created",
        Action::Removed => "removed",
        Action::Moved => "moved",
        Action::Changed => "changed",
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Bookkeeping => "bookkeeping",
        Effect::Cosmetic => "cosmetic",
        Effect::Semantic => "semantic",
    }
}

fn file<'a>(change: &'a FileChange, subject: &'a Subject, secrets: Secrets) -> File<'a> {
    let withheld = change.secret && secrets == Secrets::Masked;
    let side = |version: &Version| {
        let digest = || blake3::Hash::from_bytes(version.content.digest()).to_hex().to_string();
        let Version { executable, ownership, .. } = *version;
        Side { executable, ownership: ownership.name(), blake3: (!withheld).then(digest) }
    };
    let (content, edits) = if withheld { (None, None) } else { difference(change) };
    let objects = match &change.body {
        Body::Objects(objects) => objects.iter().map(|one| object(subject, one)).collect(),
        Body::Lines | Body::Binary => Vec::new(),
    };
    File {
        action: action(change.action),
        path: &change.path,
        from: change.from.as_deref(),
        effect: effect(change.effect),
        team: &subject.team,
        app: &subject.app,
        environment: &subject.environment,
        before: change.before.as_ref().map(side),
        after: change.after.as_ref().map(side),
        withheld,
        content,
        edits,
        objects,
    }
}

/// What makes the new file of the old one: all of it, or lines; nothing for a file that was removed.
fn difference(change: &FileChange) -> (Option<Content>, Option<Vec<Lines>>) {
    let Some(after) = &change.after else { return (None, None) };
    if change.before.is_none() || matches!(change.body, Body::Binary) {
        return (Some(content(after)), None);
    }
    let owned = |text: &str| text::lines(text).into_iter().map(str::to_owned).collect();
    let edit = |lines: &text::LineHunk| Lines {
        line: lines.hunk.before.start + 1,
        remove: owned(&lines.old),
        insert: owned(&lines.new),
    };
    (None, Some(change.lines.iter().map(edit).collect()))
}

fn content(version: &Version) -> Content {
    match std::str::from_utf8(version.content.bytes()) {
        Ok(text) => Content::Text(text.to_owned()),
        Err(_) => Content::Base64(base64::encode(version.content.bytes())),
    }
}

fn object<'a>(subject: &Subject, change: &'a ObjectChange) -> Object<'a> {
    fn named(identity: &ObjectId) -> Named<'_> {
        let ObjectId { group, version, kind, namespace: _, name } = identity;
        Named { group, version, kind, namespace: identity.namespace(), name }
    }
    Object {
        action: action(change.action),
        object: named(&change.object),
        from: change.from.as_ref().map(named),
        effect: effect(change.effect),
        risks: names(&risk::of_object(change)),
        values: change.values.iter().map(|one| value(subject, change, one)).collect(),
    }
}

fn value(subject: &Subject, object: &ObjectChange, change: &ValueChange) -> Value {
    let step = |step: &Step| match step {
        Step::Key(key) => Json::from(key.as_str()),
        Step::Item(label) => serde_json::json!({ "item": label }),
        Step::Index(at) => Json::from(*at),
    };
    let (edit, before, after) = match &change.edit {
        Edit::Added(new) => ("added", None, Some(new)),
        Edit::Removed(old) => ("removed", Some(old), None),
        Edit::Changed(old, new) => ("changed", Some(old), Some(new)),
        Edit::Reordered(old, new) => ("reordered", Some(old), Some(new)),
    };
    let json = |side: &Shown| match side {
        Shown::Value(value) => value.clone(),
        Shown::Written(_) => shown(side).into(),
        Shown::Masked => Json::Null,
    };
    Value {
        edit,
        path: path(&change.path),
        steps: change.path.iter().map(step).collect(),
        risks: names(&risk::of_value(subject, object, change)),
        before: before.map(json),
        after: after.map(json),
        secret: [before, after].contains(&Some(&Shown::Masked)),
    }
}
