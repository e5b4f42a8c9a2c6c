//! Databases, queues and the like: of one app, or of a team's shared infrastructure.

use std::sync::Arc;

use serde_json::Value as Json;

use super::apps::Draft;
use super::bind::{Binder, sorted, text};
use super::{App, Environment, Resource, ResourceInEnvironment, Team};
use crate::blueprint::Entity;
use crate::platform::{app_in_environment, sizes};
use crate::source::Span;
use crate::yaml::node::Entry;

/// A resource whose app is still under construction.
pub(crate) struct DraftResource {
    span: Span,
    name: String,
    component: String,
    blueprint: usize,
    blueprint_name: String,
    kind: String,
    description: Option<String>,
    parameters: Arc<Json>,
    owner: Arc<Team>,
    app: Option<usize>,
    environments: Vec<ResourceInEnvironment>,
}

/// All resources, sorted by component.
pub(crate) fn drafts(
    binder: &mut Binder<'_>,
    apps: &mut [Draft<'_>],
    environments: &[Arc<Environment>],
    teams: &[Arc<Team>],
) -> Vec<DraftResource> {
    let mut drafts = Vec::new();
    for (at, draft) in apps.iter_mut().enumerate() {
        for entry in sorted(draft.node, "resources") {
            let component = format!("{}-{}", draft.app.component, entry.key.text);
            let places: Vec<_> = draft
                .app
                .environments
                .iter()
                .map(|instance| (Arc::clone(&instance.environment), instance.namespace.clone()))
                .collect();
            if let Some(resource) = resource(binder, entry, component, &draft.app.owner, Some(at), &places) {
                draft.app.resources.push(resource.component.clone());
                let reference = format!("resource:default/{}", resource.component);
                if !draft.app.depends_on.contains(&reference) {
                    draft.app.depends_on.push(reference);
                }
                drafts.push(resource);
            }
        }
    }
    for team in teams {
        let Some(infrastructure) = &team.infrastructure else { continue };
        let Some(node) = binder
            .root
            .get("teams")
            .and_then(|teams| teams.get(&team.name))
            .and_then(|team| team.get("infrastructure"))
        else {
            continue;
        };
        let runs = |environment: &&Arc<Environment>| infrastructure.environments.contains(&environment.name);
        let places: Vec<_> =
            environments.iter().filter(runs).map(|e| (Arc::clone(e), infrastructure.namespace.clone())).collect();
        for entry in sorted(node, "resources") {
            let component = format!("{}-{}", team.name, entry.key.text);
            drafts.extend(resource(binder, entry, component, team, None, &places));
        }
    }
    drafts.sort_by(|a, b| a.component.cmp(&b.component));
    drafts
}

fn resource(
    binder: &mut Binder<'_>,
    entry: &Entry<'static>,
    component: String,
    owner: &Arc<Team>,
    app: Option<usize>,
    places: &[(Arc<Environment>, String)],
) -> Option<DraftResource> {
    let node = &entry.value;
    let blueprint = binder.maker(node.get("blueprint")?, Entity::Resource)?;
    let parameters = app_in_environment::parameters(binder, Some(blueprint), node.get("parameters"), None, entry);
    let mut environments = Vec::new();
    for (environment, namespace) in places {
        app_in_environment::check_version(binder, blueprint, entry, environment);
        let (size_name, size) = sizes::size(binder, Some(blueprint), node.get("size"), environment, entry.key.span);
        environments.push(ResourceInEnvironment {
            environment: Arc::clone(environment),
            namespace: namespace.clone(),
            size_name,
            size,
        });
    }
    let blueprint_name = binder.blueprints.list[blueprint].name.clone();
    Some(DraftResource {
        span: entry.key.span,
        name: entry.key.text.to_string(),
        component,
        blueprint,
        kind: text(node, "type").unwrap_or_else(|| blueprint_name.clone()),
        blueprint_name,
        description: text(node, "description"),
        parameters,
        owner: Arc::clone(owner),
        app,
        environments,
    })
}

pub(crate) fn finish(drafts: Vec<DraftResource>, apps: &[Arc<App>]) -> Vec<Arc<Resource>> {
    let finish = |draft: DraftResource| {
        Arc::new(Resource {
            span: draft.span,
            name: draft.name,
            component: draft.component,
            blueprint: draft.blueprint,
            blueprint_name: draft.blueprint_name,
            kind: draft.kind,
            description: draft.description,
            parameters: draft.parameters,
            owner: draft.owner,
            app: draft.app.map(|at| Arc::clone(&apps[at])),
            environments: draft.environments,
        })
    };
    drafts.into_iter().map(finish).collect()
}
