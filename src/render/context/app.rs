//! An app, as a whole and in one environment, as templates see it.

use std::sync::Arc;

use minijinja::Value;

use super::platform::environment_field;
use super::resource::resource_value;
use super::{data, in_environment, list, mapping, number, object, optional, texts};
use crate::platform::{App, AppInEnvironment, Peer, Platform, Secret};

#[derive(Debug)]
struct AppSubject {
    app: Arc<App>,
    instance: Option<usize>,
    platform: Arc<Platform>,
}

const APP: &[&str] = &[
    "name",
    "component",
    "title",
    "description",
    "blueprint",
    "serves",
    "type",
    "lifecycle",
    "visibility",
    "internal",
    "owner",
    "ownerRef",
    "system",
    "repository",
    "branch",
    "url",
    "cloneUrl",
    "deployment",
    "image",
    "catalogRef",
    "parameters",
    "links",
    "tags",
    "application",
    "namespace",
    "provides",
    "consumes",
    "dependsOn",
    "resources",
    "environments",
];
/// What an app has in one environment only.
const IN_ENVIRONMENT: &[&str] = &[
    "namespaceOwner",
    "repositorySecret",
    "hostname",
    "host",
    "path",
    "port",
    "size",
    "sizeName",
    "scaling",
    "env",
    "secrets",
    "secretPath",
    "dependencies",
    "dependents",
    "chartValues",
];
/// What an entry of `app.environments` has beside that.
const INSTANCE: &[&str] = &[
    "name",
    "title",
    "production",
    "branch",
    "domain",
    "after",
    "cluster",
    "values",
    "parameters",
    "application",
    "namespace",
    "url",
];

pub(crate) fn app_value(platform: &Arc<Platform>, app: &Arc<App>, instance: Option<usize>) -> Value {
    let subject = AppSubject { app: Arc::clone(app), instance, platform: Arc::clone(platform) };
    in_environment(subject, APP, if instance.is_some() { IN_ENVIRONMENT } else { &[] }, app_field)
}

fn app_field(subject: &AppSubject, name: &str) -> Option<Value> {
    let app = &subject.app;
    if let Some(instance) = subject.instance {
        let found = match name {
            // The address that users type; the repository's is `app.repository` at `platform.git.url`.
            "url" => Some(app.environments[instance].url().map_or(Value::from(()), Value::from)),
            _ => instance_field(app, &app.environments[instance], name),
        };
        if found.is_some() {
            return found;
        }
    }
    let git = &subject.platform.facts.git;
    Some(match name {
        "name" => Value::from(&app.name),
        "component" => Value::from(&app.component),
        "title" => Value::from(&app.title),
        "description" => optional(app.description.as_ref()),
        "blueprint" => Value::from(&app.blueprint_name),
        "serves" => {
            if app.serves {
                Value::from("http")
            } else {
                Value::from(())
            }
        }
        "type" => Value::from(&app.kind),
        "lifecycle" => Value::from(&app.lifecycle),
        "visibility" => Value::from(&app.visibility),
        "internal" => Value::from(app.internal),
        "owner" => Value::from(&app.owner.name),
        "ownerRef" => Value::from(&app.owner.backstage),
        "system" => Value::from(&app.system.name),
        "repository" => Value::from(&app.repository),
        "branch" => Value::from(&git.branch),
        "url" => Value::from(git.web(&app.repository)),
        "cloneUrl" => Value::from(git.clone_url(&app.repository)),
        "deployment" => {
            let subject = AppSubject { app: Arc::clone(app), instance: None, platform: Arc::clone(&subject.platform) };
            object(subject, &["repository", "url", "cloneUrl", "branches"], deployment)
        }
        "image" => Value::from(&app.image),
        "catalogRef" => Value::from(format!("component:default/{}", app.component)),
        "parameters" => mapping(&app.parameters),
        "links" => data(&app.links),
        "tags" => texts(&app.tags),
        "application" => same(app, |instance| &instance.application),
        "namespace" => same(app, |instance| &instance.namespace),
        "provides" => texts(&app.provides),
        "consumes" => texts(&app.consumes),
        "dependsOn" => texts(&app.depends_on),
        "resources" => {
            let all = &subject.platform.resources;
            let find = |name: &String| all.binary_search_by(|resource| resource.component.cmp(name)).ok();
            list(app.resources.iter().filter_map(find).map(|at| resource_value(&all[at], None)))
        }
        "environments" => list((0..app.environments.len()).map(|instance| instance_value(app, instance))),
        _ => return None,
    })
}

fn deployment(subject: &AppSubject, name: &str) -> Option<Value> {
    let (app, git) = (&subject.app, &subject.platform.facts.git);
    Some(match name {
        "repository" => Value::from(&app.deployment),
        "url" => Value::from(git.web(&app.deployment)),
        "cloneUrl" => Value::from(git.clone_url(&app.deployment)),
        "branches" => texts(&app.branches),
        _ => return None,
    })
}

/// A name that is the same in every environment, else nothing.
fn same(app: &App, name: fn(&AppInEnvironment) -> &String) -> Value {
    let mut names = app.environments.iter().map(name);
    let first = names.next();
    if names.all(|name| Some(name) == first) { optional(first) } else { Value::from(()) }
}

fn instance_value(app: &Arc<App>, instance: usize) -> Value {
    in_environment((Arc::clone(app), instance), INSTANCE, IN_ENVIRONMENT, |(app, at), name| {
        let instance = &app.environments[*at];
        match name {
            "name" | "title" | "production" | "branch" | "domain" | "after" | "cluster" | "values" => {
                environment_field(&instance.environment, name)
            }
            "url" => Some(instance.url().map_or(Value::from(()), Value::from)),
            _ => instance_field(app, instance, name),
        }
    })
}

/// The fields that an app has in one environment, whatever its own are called.
fn instance_field(app: &Arc<App>, instance: &AppInEnvironment, name: &str) -> Option<Value> {
    Some(match name {
        "namespace" => Value::from(&instance.namespace),
        "namespaceOwner" => Value::from(instance.namespace_owner),
        "application" => Value::from(&instance.application),
        "repositorySecret" => Value::from(&instance.repository_secret),
        "hostname" => optional(instance.hostname.as_ref()),
        "host" => optional(instance.host.as_ref()),
        "path" => Value::from(&instance.path),
        "port" => number(instance.port()),
        "sizeName" => optional(instance.size_name.as_ref()),
        "size" => mapping(&instance.size),
        "scaling" => Value::from_pairs([
            ("min", Value::from(instance.min)),
            ("max", number(instance.max)),
            ("cpu", Value::from(instance.cpu)),
        ]),
        "env" => Value::from_pairs(instance.env.iter().map(|(name, value)| (name.as_str(), Value::from(value)))),
        "secrets" => {
            let secret = |secret: &Secret| {
                Value::from_pairs([("name", &secret.name), ("path", &secret.path), ("key", &secret.key)])
            };
            list(instance.secrets.iter().map(secret))
        }
        "secretPath" => Value::from(&instance.secret_path),
        "parameters" => mapping(&instance.parameters),
        "dependencies" => list(instance.dependencies.iter().map(peer)),
        "dependents" => list(instance.dependents.iter().map(peer)),
        "chartValues" => Value::from(format!("environments/{}.yaml", instance.environment.name)),
        "catalogRef" => Value::from(format!("component:default/{}", app.component)),
        _ => return None,
    })
}

fn peer(peer: &Peer) -> Value {
    Value::from_pairs([
        ("component", Value::from(&peer.component)),
        ("namespace", Value::from(&peer.namespace)),
        ("team", Value::from(&peer.team)),
        ("port", number(peer.port)),
    ])
}
