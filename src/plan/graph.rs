//! Which apps change, and which they call or are called by.

use std::collections::{BTreeMap, BTreeSet};

use super::owner_index::{Entity, OwnerIndex, Subject};
use super::owners::Owners;
use crate::diff::{Action, Changes, Effect};

/// Most nodes of a picture that can be read; beyond it systems stand for their apps.
const READABLE: usize = 48;

/// What changes, with its neighbours. Sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// Whether nodes are systems.
    pub(crate) of_systems: bool,
}

/// An app or resource; or a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) team: String,
    /// Nothing of a neighbour that stays as it is.
    pub(crate) action: Option<Action>,
    /// Apps that change, when it is a system.
    pub(crate) apps: usize,
}

/// One needs the other; both are places in the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) action: Option<Action>,
}

/// The picture of what changes; empty where nothing is known of the apps.
pub(crate) fn graph(changes: &Changes, subjects: &[Vec<Subject>], owners: Owners<'_>) -> Graph {
    let none = OwnerIndex::default();
    let (before, after) = (owners.before.unwrap_or(&none), owners.after.unwrap_or(&none));
    let after = &after.entities;
    let (before, moved) = under_new_names(&before.entities, after, &changes.names);
    let before = &before;
    let files = changes.repositories.iter().flat_map(|repository| &repository.files).zip(subjects.iter().flatten());
    let behaviour = files.filter(|(file, _)| file.effect == Effect::Semantic);
    let mut changed: BTreeSet<String> = behaviour.map(|(_, subject)| subject.app.clone()).collect();
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let action = |name: &String, changed: &BTreeSet<String>| match (before.get(name), after.get(name)) {
        (None, _) if owners.before.is_some() => Some(Action::Created),
        (_, None) => Some(Action::Removed),
        _ if moved.contains(name) => Some(Action::Moved),
        _ => changed.contains(name).then_some(Action::Changed),
    };
    let mut links: BTreeMap<(String, String), Option<Action>> = BTreeMap::new();
    for (from, to, is) in
        each(before).map(|(from, to)| (from, to, false)).chain(each(after).map(|(from, to)| (from, to, true)))
    {
        let known = links.entry((from.clone(), to.clone()));
        known.and_modify(|action| *action = None).or_insert(Some(if is { Action::Created } else { Action::Removed }));
    }
    if owners.before.is_none() {
        links.values_mut().for_each(|action| *action = None);
    }
    for ((from, _), _) in links.iter().filter(|(_, action)| action.is_some()) {
        changed.insert(from.clone());
    }
    let mut shown: BTreeSet<String> =
        all.iter().filter(|name| action(name, &changed).is_some()).map(|name| (*name).clone()).collect();
    let lit = shown.clone();
    for (from, to) in links.keys().filter(|(from, to)| lit.contains(from) || lit.contains(to)) {
        shown.extend([from.clone(), to.clone()]);
    }
    let of = |name: &String| after.get(name).or(before.get(name)).cloned().unwrap_or_default();
    if shown.len() > READABLE {
        return of_systems(&shown, &links, |name| (of(name), action(name, &changed)));
    }
    let nodes: Vec<Node> = shown
        .iter()
        .map(|name| Node { name: name.clone(), team: of(name).team, action: action(name, &changed), apps: 0 })
        .collect();
    let place = |name: &String| nodes.binary_search_by(|node| node.name.cmp(name)).ok();
    let edges = links
        .iter()
        .filter_map(|((from, to), action)| Some(Edge { from: place(from)?, to: place(to)?, action: *action }));
    Graph { edges: edges.collect(), nodes, of_systems: false }
}

/// The old side with the names that moved apps have now, and those names.
fn under_new_names(
    before: &BTreeMap<String, Entity>,
    after: &BTreeMap<String, Entity>,
    names: &[(String, String)],
) -> (BTreeMap<String, Entity>, BTreeSet<String>) {
    let mut moved = BTreeSet::new();
    let mut renamed = |name: &String| {
        let new = names.iter().find(|(old, new)| old == name && !after.contains_key(old) && after.contains_key(new));
        new.map_or(name.clone(), |(_, new)| {
            moved.insert(new.clone());
            new.clone()
        })
    };
    let mut side = BTreeMap::new();
    for (name, entity) in before {
        let needs = entity.needs.iter().map(&mut renamed).collect();
        side.insert(renamed(name), Entity { needs, ..entity.clone() });
    }
    (side, moved)
}

fn each(side: &BTreeMap<String, Entity>) -> impl Iterator<Item = (&String, &String)> {
    side.iter().flat_map(|(name, entity)| entity.needs.iter().map(move |needed| (name, needed)))
}

/// The same with systems in the place of their apps.
fn of_systems(
    shown: &BTreeSet<String>,
    links: &BTreeMap<(String, String), Option<Action>>,
    of: impl Fn(&String) -> (Entity, Option<Action>),
) -> Graph {
    let system = |name: &String| {
        let (entity, _) = of(name);
        if entity.system.is_empty() { entity.team } else { entity.system }
    };
    let mut systems: BTreeMap<String, Node> = BTreeMap::new();
    for name in shown {
        let (entity, action) = of(name);
        let empty = || Node { name: system(name), team: entity.team.clone(), action: None, apps: 0 };
        let node = systems.entry(system(name)).or_insert_with(empty);
        if action.is_some() {
            node.action = Some(Action::Changed);
            node.apps += 1;
        }
    }
    let nodes: Vec<Node> = systems.into_values().collect();
    let place = |name: &String| nodes.binary_search_by(|node| node.name.cmp(name)).ok();
    let mut edges: BTreeMap<(usize, usize), Option<Action>> = BTreeMap::new();
    for ((from, to), action) in links {
        let (Some(from), Some(to)) = (place(&system(from)), place(&system(to))) else { continue };
        if from != to {
            let known = edges.entry((from, to)).or_insert(*action);
            *known = known.filter(|known| Some(*known) == *action);
        }
    }
    let edges = edges.into_iter().map(|((from, to), action)| Edge { from, to, action }).collect();
    Graph { nodes, edges, of_systems: true }
}
