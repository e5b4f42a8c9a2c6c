//! What another version of a blueprint does to everybody who uses it.

use std::collections::BTreeMap;

use crate::blueprint::Entity;
use crate::compile::Build;
use crate::diff::{Changes, Effect, FileChange};
use crate::platform::Platform;
use crate::tree::Ownership;

/// The users of a blueprint, by what becomes of their files; apps by their component, teams as `team <name>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    pub behaviour: Vec<String>,
    /// Every reader of their files gets the same values.
    pub format: Vec<String>,
    pub unchanged: Vec<String>,
}

/// Groups the users of a blueprint; `changes` are those between the platform with the old and with the new version.
/// Files that were written once are their team's, and are left out.
pub fn impact(changes: &Changes, new: &Build<'_>, blueprint: &str) -> Impact {
    let mut users: BTreeMap<String, Effect> = BTreeMap::new();
    if let Some(rendering) = &new.rendering {
        let platform = rendering.platform();
        users.extend(users_of(platform, blueprint).map(|user| (user, Effect::Record)));
        users.extend(teams_of(platform, new, blueprint).map(|team| (named(team, ""), Effect::Record)));
    }
    let files = changes.repositories.iter().flat_map(|repository| &repository.files);
    for file in files.filter(|file| !is_theirs(file)) {
        let effect = users.entry(named(&file.subject.team, &file.subject.app)).or_insert(Effect::Record);
        *effect = file.effect.max(*effect);
    }
    let mut impact = Impact::default();
    for (user, effect) in users {
        match effect {
            Effect::Behaviour => impact.behaviour.push(user),
            Effect::Format => impact.format.push(user),
            Effect::Record => impact.unchanged.push(user),
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
fn teams_of<'p>(platform: &'p Platform, new: &'p Build<'_>, blueprint: &str) -> impl Iterator<Item = &'p str> {
    let listed = platform.facts.blueprints.iter().any(|listed| listed == blueprint);
    let found = new.workspace.blueprints.find(blueprint).filter(|_| listed);
    let outputs = found.into_iter().flat_map(|at| &new.workspace.blueprints.list[at].outputs);
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
