//! One group of changes in words: what every format for people shows of it. Texts are as they are, hostile characters
//! included; each format makes them harmless in its own way.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{self, Row};
use crate::diff::{Action, Body, FileChange, ObjectChange, RepositoryChange, Version};
use crate::object::id::ObjectId;
use crate::plan::Plan;
use crate::plan::fleet::{Group, Item, Place};
use crate::words::{and_more, counted, listed};

/// A group in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) action: Option<Action>,
    /// `NetworkPolicy`, `file`, `repository`.
    pub(crate) kind: String,
    pub(crate) name: String,
    /// What it was called before.
    pub(crate) from: Option<String>,
    /// How many, and where: `3 objects in homelab, development, production`.
    pub(crate) scope: String,
    /// Every member, when there are several: apps where all have one, paths otherwise.
    pub(crate) members: Vec<String>,
    /// Where the first member is.
    pub(crate) path: String,
    pub(crate) rows: Vec<Row>,
    /// What a reader must know to understand the rows.
    pub(crate) remark: Option<&'static str>,
}

/// Names that are told in the place of one and a number.
const NAMED: usize = 4;
const HIDDEN: &str = "it contains a secret, which is not shown";

/// The words for one group.
pub(crate) fn block(plan: &Plan, group: &Group) -> Block {
    let place = group.members[0];
    let repository = &plan.changes.repositories[place.repository];
    let file = place.file.map(|file| &repository.files[file]);
    let object = file.zip(place.object).and_then(|(file, at)| Some((file, object(file, at)?)));
    let mut block = match (&group.item, object, file) {
        (Item::Names, ..) => return of_names(plan, group),
        (Item::Repository | Item::RepositoryMeta, ..) | (_, _, None) => of_repository(repository, &group.item),
        (Item::Values(at), Some((file, object)), _) => of_object(file, object, at),
        (Item::Object, Some((file, object)), _) => of_object(file, object, &[]),
        (item, _, Some(file)) => of_file(file, item),
    };
    block.path = match file {
        Some(file) => format!("{}/{}", repository.path, file.path),
        None => repository.path.clone(),
    };
    block.members = members(plan, group);
    block.scope = scope(plan, group, &block);
    if group.members.len() > 1 {
        name_many(&mut block, plan, group);
        if listed(&block.members) == block.name {
            block.members.clear();
        }
    }
    block
}

/// What bears new names and is otherwise the same: how many of which kind.
fn of_names(plan: &Plan, group: &Group) -> Block {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for place in &group.members {
        let file = place.file.map(|file| &plan.changes.repositories[place.repository].files[file]);
        let kind = file.zip(place.object).and_then(|(file, at)| Some(object(file, at)?.object.kind.to_string()));
        *kinds.entry(kind.filter(|kind| !kind.is_empty()).unwrap_or_else(|| "file".into())).or_default() += 1;
    }
    let names = plan.changes.names.iter().map(|(old, new)| Row::Value {
        sign: '~',
        path: "name".into(),
        old: Some(old.clone()),
        new: Some(new.clone()),
    });
    let kinds = kinds.into_iter().map(|(kind, count)| (count, kind));
    let scope = kinds.map(|(number, kind)| match kind.as_str() {
        "file" => counted(number, "file"),
        kind => format!("{number} {kind}"),
    });
    let scope: Vec<String> = scope.collect();
    Block {
        kind: counted(group.members.len(), "place"),
        name: String::new(),
        scope: listed(&scope),
        rows: names.collect(),
        remark: Some("only names of moved repositories differ"),
        ..Block::default()
    }
}

fn object(file: &FileChange, at: usize) -> Option<&ObjectChange> {
    match &file.body {
        Body::Objects(objects) => objects.get(at),
        Body::Lines | Body::Binary => None,
    }
}

fn of_repository(repository: &RepositoryChange, item: &Item) -> Block {
    let mut block = Block {
        action: Some(repository.action),
        kind: "repository".into(),
        name: repository.path.clone(),
        from: repository.from.clone(),
        ..Block::default()
    };
    if let (Item::RepositoryMeta, Some(before), Some(after)) = (item, &repository.before, &repository.after) {
        block.action = Some(Action::Changed);
        let mut row = |path: &str, old: String, new: String| {
            if old != new {
                block.rows.push(Row::Value { sign: '~', path: path.into(), old: Some(old), new: Some(new) });
            }
        };
        row("visibility", before.visibility.clone(), after.visibility.clone());
        row("branches", before.branches.join(", "), after.branches.join(", "));
    }
    block
}

fn of_object(file: &FileChange, object: &ObjectChange, values: &[usize]) -> Block {
    let named = |identity: &ObjectId| match (&*identity.kind, &*identity.name) {
        ("", "") => file.path.clone(),
        ("", name) => format!("{}, {name}", file.path),
        (_, "") => file.path.clone(),
        (_, name) => name.to_owned(),
    };
    let kind = if object.object.kind.is_empty() { "file".to_owned() } else { object.object.kind.to_string() };
    let hidden = file.secret && object.action != Action::Changed && values.is_empty();
    Block {
        action: Some(object.action),
        kind,
        name: named(&object.object),
        from: object.from.as_ref().map(|from| match from.name == object.object.name {
            true => format!("{}/{}", from.namespace(), from.name),
            false => named(from),
        }),
        rows: values.iter().flat_map(|at| rows::of_value(&object.values[*at])).collect(),
        remark: hidden.then_some(HIDDEN),
        ..Block::default()
    }
}

fn of_file(file: &FileChange, item: &Item) -> Block {
    let mode = |side: &Option<Version>| side.as_ref().map(|version| version.executable);
    let mut block = Block {
        action: Some(file.action),
        kind: "file".into(),
        name: file.path.clone(),
        from: file.from.clone(),
        ..Block::default()
    };
    if file.before.is_some() && file.after.is_some() && mode(&file.before) != mode(&file.after) {
        let may = |side: &Option<Version>| Some(mode(side).unwrap_or_default().to_string());
        let (old, new) = (may(&file.before), may(&file.after));
        block.rows.push(Row::Value { sign: '~', path: "executable".into(), old, new });
    }
    if *item == Item::Lines {
        block.rows.extend(rows::of_lines(file));
    }
    block
}

fn members(plan: &Plan, group: &Group) -> Vec<String> {
    if group.members.len() == 1 {
        return Vec::new();
    }
    // One object in each environment: the environments are named already.
    if group.apps.len() <= 1 && group.environments.len() == group.members.len() {
        return Vec::new();
    }
    // Whose it is, or else where, or what it is called: the first that tells any two apart.
    let labels = |of: &dyn Fn(&Place) -> Option<String>| -> Option<BTreeSet<String>> {
        let all: Option<BTreeSet<String>> = group.members.iter().map(of).collect();
        all.filter(|labels| labels.len() > 1)
    };
    let file = |place: &Place| place.file.map(|file| &plan.changes.repositories[place.repository].files[file]);
    let subject = |place: &Place| place.file.map(|file| &plan.subjects[place.repository][file]);
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let object = |place: &Place| object(file(place)?, place.object?);
    let app = |place: &Place| known(&subject(place)?.app);
    let namespace = |place: &Place| known(object(place)?.object.namespace());
    let name = |place: &Place| known(&object(place)?.object.name);
    let path = |place: &Place| {
        let repository = &plan.changes.repositories[place.repository].path;
        Some(file(place).map_or(repository.clone(), |file| format!("{repository}/{}", file.path)))
    };
    let found = labels(&app).or_else(|| labels(&namespace)).or_else(|| labels(&name)).or_else(|| labels(&path));
    found.into_iter().flatten().collect()
}

fn scope(plan: &Plan, group: &Group, block: &Block) -> String {
    let mut parts = Vec::new();
    if group.members.len() > 1 {
        let noun = match (&group.item, block.kind.as_str()) {
            (Item::Repository | Item::RepositoryMeta, _) => "repository",
            (_, "file") => "file",
            _ => "object",
        };
        parts.push(counted(group.members.len(), noun));
    }
    if group.apps.len() > 1 {
        let subject = |place: &Place| place.file.map(|file| &plan.subjects[place.repository][file]);
        let no_app = |place: &Place| subject(place).is_some_and(|subject| subject.app.is_empty());
        let others = if group.members.iter().any(no_app) { " and others" } else { "" };
        parts.push(format!("of {}{others}", counted(group.apps.len(), "app")));
    }
    if let (Item::Repository, [place]) = (&group.item, group.members.as_slice()) {
        let repository = &plan.changes.repositories[place.repository];
        let outline = repository.after.as_ref().or(repository.before.as_ref());
        parts.push(format!("with {}", counted(outline.map_or(0, |outline| outline.files), "file")));
    }
    if !group.environments.is_empty() {
        parts.push(format!("in {}", listed(&group.environments)));
    }
    parts.join(" ")
}

/// What the members of a group are called together.
fn name_many(block: &mut Block, plan: &Plan, group: &Group) {
    let of = |place: &Place| -> Option<(String, Option<String>)> {
        let repository = &plan.changes.repositories[place.repository];
        let Some(file) = place.file.map(|file| &repository.files[file]) else {
            return Some((repository.path.clone(), repository.from.clone()));
        };
        let object = place.object.and_then(|at| object(file, at));
        Some(match object {
            Some(object) if !object.object.name.is_empty() => {
                (object.object.name.to_string(), object.from.as_ref().map(|from| from.name.to_string()))
            }
            _ => (file.path.clone(), file.from.clone()),
        })
    };
    let names: BTreeSet<_> = group.members.iter().filter_map(of).collect();
    if names.len() > 1 && names.len() <= NAMED && names.iter().all(|(_, from)| from.is_none()) {
        block.name = listed(&names.into_iter().map(|(name, _)| name).collect::<Vec<_>>());
    } else if names.len() > 1 {
        block.name = format!("{}{}", block.name, and_more(names.len() - 1));
    }
}
