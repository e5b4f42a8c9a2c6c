//! The fleet view: the same change in many places is shown once, the worst first.
//!
//! Two changes are the same when they agree after what is each object's own (its name, its namespace, its app) is
//! left out, in paths as in values. What only some of the places have stands in a group of its own, so that
//! exceptions show.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

use super::Plan;
use super::count::is_written;
use super::normalize;
use super::owner_index::Subject;
use super::rename_noise::Follow;
use super::risk::{self, Risk};
use crate::diff::replacements::Replacements;
use crate::diff::{Action, Body, Edit, Effect, FileChange, ObjectChange, RepositoryChange, Shown, Step};
use crate::object::id::ObjectId;

/// Where a change is, as places in the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) repository: usize,
    pub(crate) file: Option<usize>,
    pub(crate) object: Option<usize>,
}

/// What the members of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// The repository came, went or moved.
    Repository,
    /// Its branches or visibility are others.
    RepositoryMeta,
    /// The file came, went, moved, can or cannot be run any more, or is no text.
    File,
    /// Lines of a text.
    Lines,
    /// Nothing that any reader of the file would notice.
    Format,
    /// The object came, went or has another name.
    Object,
    /// Values of the object, as places in those of the first member.
    Values(Vec<usize>),
    /// Names of repositories that moved, and nothing else.
    Names,
}

/// The same change in one or many places.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) item: Item,
    /// Worst first.
    pub(crate) risks: Vec<&'static Risk>,
    /// Whether groma writes it: not where the file became its team's when it was first written.
    pub(crate) written: bool,
    /// At least one; the first stands for all.
    pub(crate) members: Vec<Place>,
    /// Of the members; sorted.
    pub(crate) teams: Vec<String>,
    pub(crate) apps: Vec<String>,
    pub(crate) environments: Vec<String>,
}

/// All changes as groups: by their worst risk, then by team, those of several teams first.
pub(crate) fn fleet(plan: &Plan) -> Vec<Group> {
    let mut units = Units { follow: Follow::new(&plan.changes), gone: gone(plan), ..Units::default() };
    for (at, repository) in plan.changes.repositories.iter().enumerate() {
        units.repository(at, repository, &plan.subjects[at]);
    }
    let mut groups = units.groups(plan);
    groups.sort_by_cached_key(|group| {
        let worst = group.risks.first().map_or(usize::MAX, |risk| rank(risk));
        let team = if group.teams.len() > 1 { "" } else { group.teams.first().map_or("~", String::as_str) };
        let rank = (group.item == Item::Format, !group.written, group.item == Item::Names);
        (worst, rank, team.to_owned(), group.members[0])
    });
    groups
}

/// Namespaces that are no more, with their environment: what went with one is told by it.
fn gone(plan: &Plan) -> FxHashSet<(String, String)> {
    let mut found = FxHashSet::default();
    for (file, subject) in plan.files() {
        let Body::Objects(objects) = &file.body else { continue };
        let namespaces = objects.iter().filter(|object| {
            *object.object.kind == *"Namespace" && matches!(object.action, Action::Removed | Action::Moved)
        });
        let name = |object: &ObjectChange| object.from.as_ref().unwrap_or(&object.object).name.to_string();
        found.extend(namespaces.map(|object| (subject.environment.clone(), name(object))));
    }
    found
}

/// Place of a risk in the table; the first is the worst.
pub(crate) fn rank(risk: &Risk) -> usize {
    risk::table::RISKS.iter().position(|known| known.name == risk.name).unwrap_or(usize::MAX)
}

/// One change, in all places where it was found so far.
struct Unit {
    item: Item,
    written: bool,
    risks: Vec<&'static Risk>,
    members: Vec<Place>,
    /// What the objects are; only units of one kind are told together.
    sort: String,
}

#[derive(Default)]
struct Units {
    follow: Follow,
    gone: FxHashSet<(String, String)>,
    /// Whether the file under way is written.
    written: bool,
    list: Vec<Unit>,
    known: FxHashMap<String, usize>,
}

impl Units {
    fn add(&mut self, signature: String, item: Item, risks: Vec<&'static Risk>, place: Place, sort: &str) {
        let (next, written) = (self.list.len(), self.written);
        let at = *self.known.entry(format!("{written} {signature}")).or_insert(next);
        let risks = if written { risks } else { Vec::new() };
        if at == next {
            self.list.push(Unit { item, written, risks, members: vec![place], sort: sort.to_owned() });
            return;
        }
        let unit = &mut self.list[at];
        if unit.members.last() != Some(&place) {
            unit.members.push(place);
        }
        with(&mut unit.risks, risks);
    }

    fn repository(&mut self, at: usize, repository: &RepositoryChange, subjects: &[Subject]) {
        let place = Place { repository: at, file: None, object: None };
        self.written = true;
        let risks = risk::of_repository(repository);
        let whole = repository.action != Action::Changed;
        if whole {
            self.add(format!("repository {:?}", repository.action), Item::Repository, risks.clone(), place, "");
        }
        if let (Some(before), Some(after)) = (&repository.before, &repository.after)
            && (&before.branches, &before.visibility) != (&after.branches, &after.visibility)
        {
            let signature = format!(
                "outline {:?} {} {:?} {}",
                before.branches, before.visibility, after.branches, after.visibility
            );
            self.add(signature, Item::RepositoryMeta, risks, place, "");
        }
        for (file, change) in repository.files.iter().enumerate().filter(|(_, file)| file.effect != Effect::Bookkeeping)
        {
            let place = Place { file: Some(file), ..place };
            // What came or went with its repository is told with it; what can hurt stands alone as well.
            let within = matches!(repository.action, Action::Created | Action::Removed);
            self.file(place, (repository, change, &subjects[file]), within);
        }
    }

    fn file(
        &mut self,
        place: Place,
        (repository, file, subject): (&RepositoryChange, &FileChange, &Subject),
        within: bool,
    ) {
        let normalize = normalize::of_file(repository, subject);
        let path = normalize.apply(&file.path);
        self.written = is_written(repository, file);
        if file.effect == Effect::Cosmetic {
            return self.add(format!("format {path}"), Item::Format, Vec::new(), place, "");
        }
        let mode = |side: &Option<crate::diff::Version>| side.as_ref().map(|version| version.executable);
        let both = file.before.is_some() && file.after.is_some();
        let other_mode = both && mode(&file.before) != mode(&file.after);
        let mut whole = file.action != Action::Changed || other_mode;
        match &file.body {
            Body::Objects(objects) if !objects.is_empty() => {
                for (at, object) in objects.iter().enumerate() {
                    let place = Place { object: Some(at), ..place };
                    let words = normalize::of_object(repository, subject, object);
                    self.object(place, (file, subject, object), &words, within);
                }
                // Its objects tell what became of it.
                whole = other_mode
                    || (file.action == Action::Moved && objects.iter().all(|object| object.values.is_empty()));
            }
            Body::Lines if !file.lines.is_empty() && self.follow.lines(file) => self.names(place),
            Body::Lines if !file.lines.is_empty() => {
                let signature = format!("lines {path} {}", lines(file, &normalize));
                self.add(signature, Item::Lines, risk::of_lines(file), place, "");
            }
            Body::Objects(_) | Body::Lines => {}
            Body::Binary => whole = true,
        }
        if whole && !other_mode && self.follow.texts(file.from.as_deref(), &file.path) {
            self.names(place);
        } else if whole && !within {
            let signature = format!("file {:?} {other_mode} {path}", file.action);
            self.add(signature, Item::File, Vec::new(), place, "");
        }
    }

    fn object(
        &mut self,
        place: Place,
        (file, subject, object): (&FileChange, &Subject, &ObjectChange),
        normalize: &Replacements,
        within: bool,
    ) {
        if object.effect == Effect::Cosmetic && object.action == Action::Changed {
            return;
        }
        let sort = sort(&object.object, &file.path, normalize);
        let mut risks = risk::of_object(object);
        if self.gone.contains(&(subject.environment.clone(), object.object.namespace().to_owned())) {
            risks.retain(|risk| !risk.name.starts_with("network-"));
        }
        if object.action != Action::Changed && risks.is_empty() && self.follow.identity(object) {
            self.names(place);
        } else if object.action != Action::Changed && !(within && risks.is_empty()) {
            let name = normalize.apply(&object.object.name);
            let signature = format!("object {:?} {sort} {name}", object.action);
            self.add(signature, Item::Object, risks, place, &sort);
        }
        let follows = self.follow.values(object);
        for (at, value) in object.values.iter().enumerate() {
            let mut risks = risk::of_value(subject, object, value);
            if follows.get(at) == Some(&true) {
                risks.retain(|risk| !risk.by_name);
                if risks.is_empty() {
                    self.names(place);
                    continue;
                }
            }
            let signature = format!(
                "value {sort} {} {}",
                path(&value.path, normalize),
                edit(&value.edit, &subject.team, normalize)
            );
            self.add(signature, Item::Values(vec![at]), risks, place, &sort);
        }
    }

    fn names(&mut self, place: Place) {
        self.add("names".to_owned(), Item::Names, Vec::new(), place, "");
    }

    /// Values that changed in the same objects are told together.
    fn groups(self, plan: &Plan) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: FxHashMap<(String, Vec<Place>), usize> = FxHashMap::default();
        for unit in self.list {
            let Unit { item, written, risks, members, sort } = unit;
            let joins = matches!(item, Item::Object | Item::Values(_));
            let sort = format!("{written} {sort}");
            let group = joins.then(|| known.get(&(sort.clone(), members.clone())).map(|at| &mut groups[*at])).flatten();
            if let Some(group) = group {
                with(&mut group.risks, risks);
                group.item = joined(std::mem::replace(&mut group.item, Item::Object), item);
                continue;
            }
            if joins {
                known.insert((sort, members.clone()), groups.len());
            }
            groups.push(Group { written, ..group_of(item, risks, members, plan) });
        }
        groups
    }
}

/// Adds risks that are not there yet, worst first.
fn with(risks: &mut Vec<&'static Risk>, more: Vec<&'static Risk>) {
    risks.extend(more);
    risks.sort_by_key(|risk| rank(risk));
    risks.dedup_by_key(|risk| risk.name);
}

fn joined(one: Item, other: Item) -> Item {
    match (one, other) {
        (Item::Values(mut all), Item::Values(more)) => {
            all.extend(more);
            Item::Values(all)
        }
        (Item::Values(all), _) | (_, Item::Values(all)) => Item::Values(all),
        (one, _) => one,
    }
}

fn group_of(item: Item, risks: Vec<&'static Risk>, members: Vec<Place>, plan: &Plan) -> Group {
    let (mut teams, mut apps, mut environments) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for place in &members {
        // A repository is whose its files are.
        let Some(subject) = plan.subjects[place.repository].get(place.file.unwrap_or(0)) else { continue };
        teams.insert(subject.team.clone());
        apps.insert(subject.app.clone());
        if place.file.is_some() {
            environments.insert(subject.environment.clone());
        }
    }
    let list = |set: BTreeSet<String>| set.into_iter().filter(|name| !name.is_empty()).collect();
    Group {
        item,
        risks,
        written: true,
        members,
        teams: list(teams),
        apps: list(apps),
        environments: list(environments),
    }
}

/// What an object is: its kind, or the place of a file that holds none.
fn sort(object: &ObjectId, path: &str, normalize: &Replacements) -> String {
    match &*object.kind {
        "" => normalize.apply(path),
        kind => format!("{}/{kind}", object.group),
    }
}

fn path(steps: &[Step], normalize: &Replacements) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => normalize.apply(key),
        Step::Item(label) => format!("[{}]", normalize.apply(label)),
        Step::Index(_) => "[]".to_owned(),
    };
    steps.iter().map(step).collect::<Vec<_>>().join("\u{1}")
}

fn edit(edit: &Edit, team: &String, normalize: &Replacements) -> String {
    // Whose the object is tells nothing of what came or went; but it does where it changed.
    let teamless = normalize::stars(std::slice::from_ref(team));
    let bare = |shown: &Shown| normalize.apply(&teamless.apply(&shown.text()));
    match edit {
        Edit::Added(new) => format!("+ {}", bare(new)),
        Edit::Removed(old) => format!("- {}", bare(old)),
        Edit::Changed(Shown::Value(Json::String(old)), Shown::Value(Json::String(new))) => {
            let (old, new) = normalize::delta(old, new);
            format!("~ {}\u{1}{}", normalize.apply(old), normalize.apply(new))
        }
        Edit::Changed(old, new) => format!("~ {}\u{1}{}", old.text(), new.text()),
        Edit::Reordered(old, new) => format!("% {}\u{1}{}", bare(old), bare(new)),
    }
}

/// The lines of a text that differ, without names.
fn lines(file: &FileChange, normalize: &Replacements) -> String {
    let part = |lines: &str| normalize.apply(lines);
    file.lines.iter().map(|lines| format!("-{}+{}", part(&lines.old), part(&lines.new))).collect()
}
