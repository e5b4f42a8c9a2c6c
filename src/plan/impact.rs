//! What another version of a blueprint does to its users.

use std::collections::BTreeMap;

use super::Plan;
use crate::blueprint::{Blueprints, Entity};
use crate::diff::{Effect, FileChange};
use crate::platform::Platform;
use crate::tree::Ownership;

/// The users of a blueprint, by what becomes of their files; apps by their component, teams as `team <name>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    pub semantic: Vec<String>,
    /// Every reader of their files gets the same values.
    pub cosmetic: Vec<String>,
    pub unchanged: Vec<String>,
}

/// Groups the users of a blueprint; the plan leads from the platform with the old version to that with the new one.
/// Files that were written once are their team's, and are left out.
pub(crate) fn impact(plan: &Plan, platform: Option<&Platform>, blueprints: &Blueprints, blueprint: &str) -> Impact {
    let mut users: BTreeMap<String, Effect> = BTreeMap::new();
    if let Some(platform) = platform {
        users.extend(users_of(platform, blueprint).map(|user| (user, Effect::Bookkeeping)));
        users.extend(teams_of(platform, blueprints, blueprint).map(|team| (named(team, ""), Effect::Bookkeeping)));
    }
    for (file, subject) in plan.files().filter(|(file, _)| !is_theirs(file)) {
        let effect = users.entry(named(&subject.team, &subject.app)).or_insert(Effect::Bookkeeping);
        *effect = file.effect.max(*effect);
    }
    let mut impact = Impact::default();
    for (user, effect) in users {
        match effect {
            Effect::Semantic => impact.semantic.push(user),
            Effect::Cosmetic => impact.cosmetic.push(user),
            Effect::Bookkeeping => impact.unchanged.push(user),
        }
    }
    impact
}

fn users_of<'p>(platform: &'p Platform, blueprint: &'p str) -> impl Iterator<Item = String> + 'p {
    let everywhere = platform.facts.blueprints.iter().any(|listed| listed == blueprint);
    let apps = platform.apps.iter().filter(move |app| everywhere || app.blueprint_name == blueprint);
    let resources = platform.resources.iter().filter(move |resource| resource.blueprint_name == blueprint);
    let owner = |resource: &crate::platform::Resource| {
        named(&resource.owner.name, resource.app.as_ref().map_or("", |app| &app.component))
    };
    apps.map(|app| app.component.clone()).chain(resources.map(move |resource| owner(resource)))
}

/// Teams that files of a blueprint for everybody belong to, beside those of apps and resources.
fn teams_of<'p>(platform: &'p Platform, blueprints: &'p Blueprints, blueprint: &str) -> impl Iterator<Item = &'p str> {
    let listed = platform.facts.blueprints.iter().any(|listed| listed == blueprint);
    let found = blueprints.find(blueprint).filter(|_| listed);
    let outputs = found.into_iter().flat_map(|at| &blueprints.list[at].outputs);
    outputs.flat_map(|output| -> Vec<&str> {
        match output.scope.entity {
            Entity::Platform => vec![platform.facts.owner.as_str()],
            Entity::Domain => platform.domains.iter().map(|domain| domain.owner.name.as_str()).collect(),
            Entity::Team => platform.teams.iter().map(|team| team.name.as_str()).collect(),
            Entity::System => platform.systems.iter().map(|system| system.owner.name.as_str()).collect(),
            Entity::App | Entity::Api | Entity::Resource => Vec::new(),
        }
    })
}

fn named(team: &str, app: &str) -> String {
    match app {
        "" => format!("team {team}"),
        app => app.to_owned(),
    }
}

/// Whether a file that stands is the team's, so that no new version reaches it.
fn is_theirs(file: &FileChange) -> bool {
    let once =
        |side: &Option<crate::diff::Version>| side.as_ref().is_some_and(|side| side.ownership == Ownership::Once);
    once(&file.before) && (file.after.is_none() || once(&file.after))
}
