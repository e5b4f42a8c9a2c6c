//! A team, as templates see it.

use std::sync::Arc;

use minijinja::Value;

use super::app::app_value;
use super::resource::resource_value;
use super::{Subject, data, list, object, optional, texts};
use crate::platform::{Environment, Platform, Team};

#[derive(Debug)]
struct TeamSubject {
    team: Arc<Team>,
    platform: Arc<Platform>,
    environment: Option<Arc<Environment>>,
    lists: bool,
}

pub(crate) fn team_value(platform: &Arc<Platform>, team: &Arc<Team>, subject: &Subject) -> Value {
    const NAMES: &[&str] = &[
        "name",
        "title",
        "description",
        "email",
        "type",
        "parent",
        "parentRef",
        "children",
        "childrenRefs",
        "members",
        "external",
        "groups",
        "project",
        "links",
        "tags",
        "infrastructure",
    ];
    let subject = TeamSubject {
        team: Arc::clone(team),
        platform: Arc::clone(platform),
        environment: subject.environment.clone(),
        lists: subject.of_team || subject.whole,
    };
    object(subject, NAMES, team_field)
}

fn team_field(subject: &TeamSubject, name: &str) -> Option<Value> {
    let team = &subject.team;
    Some(match name {
        "name" => Value::from(&team.name),
        "title" => Value::from(&team.title),
        "description" => optional(team.description.as_ref()),
        "email" => optional(team.email.as_ref()),
        "type" => Value::from(&team.kind),
        "parent" => optional(team.parent.as_ref()),
        "parentRef" => optional(team.parent_ref.as_ref()),
        "children" => texts(&team.children),
        "childrenRefs" => texts(&team.children_refs),
        "members" => texts(&team.members),
        "external" => Value::from(team.external),
        "groups" => object(Arc::clone(team), &["gitlab", "github", "identity", "backstage"], |team, name| match name {
            "gitlab" => Some(Value::from(&team.gitlab)),
            "github" => Some(Value::from(&team.github)),
            "identity" => Some(Value::from(&team.identity)),
            "backstage" => Some(Value::from(&team.backstage)),
            _ => None,
        }),
        "project" => Value::from(&team.project),
        "links" => data(&team.links),
        "tags" => texts(&team.tags),
        "infrastructure" => infrastructure(team),
        "apps" if subject.lists => apps_of(subject),
        "systems" if subject.lists => {
            let own = subject.platform.systems.iter().filter(|system| system.owner.name == team.name);
            list(own.map(|system| Value::from(&system.name)))
        }
        "resources" if subject.lists => resources_of(subject),
        _ => return None,
    })
}

fn infrastructure(team: &Arc<Team>) -> Value {
    if team.infrastructure.is_none() {
        return Value::from(());
    }
    object(Arc::clone(team), &["repository", "namespace", "environments"], |team, name| {
        let infrastructure = team.infrastructure.as_ref()?;
        match name {
            "repository" => Some(Value::from(&infrastructure.repository)),
            "namespace" => Some(Value::from(&infrastructure.namespace)),
            "environments" => Some(texts(&infrastructure.environments)),
            _ => None,
        }
    })
}

fn apps_of(subject: &TeamSubject) -> Value {
    let own = subject.platform.apps_of_team.get(&subject.team.name).map(Vec::as_slice).unwrap_or_default();
    list(own.iter().filter_map(|at| {
        let app = &subject.platform.apps[*at];
        let instance = match &subject.environment {
            None => None,
            Some(environment) => {
                Some(app.environments.iter().position(|instance| instance.environment.name == environment.name)?)
            }
        };
        Some(app_value(&subject.platform, app, instance))
    }))
}

fn resources_of(subject: &TeamSubject) -> Value {
    let own = subject.platform.resources.iter().filter(|resource| resource.owner.name == subject.team.name);
    list(own.map(|resource| resource_value(resource, None)))
}
