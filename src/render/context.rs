//! What templates see: the platform's values by name, made when they are asked for and not before.
//!
//! Every object is plain data behind `get_value`; none has methods. The fields are listed in `docs/blueprints.md`.

use std::sync::{Arc, OnceLock};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use serde_json::Value as Json;

use crate::platform::{Api, App, Domain, Environment, Facts, Peer, Platform, Resource, System, Team, View};

/// An object whose fields are found by one function and named by one list.
#[derive(Debug)]
struct Fields<T> {
    subject: T,
    names: &'static [&'static str],
    find: fn(&T, &str) -> Option<Value>,
}

impl<T: std::fmt::Debug + Send + Sync + 'static> Object for Fields<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        (self.find)(&self.subject, key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        (self.find)(&self.subject, key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(self.names)
    }
}

fn object<T: std::fmt::Debug + Send + Sync + 'static>(
    subject: T,
    names: &'static [&'static str],
    find: fn(&T, &str) -> Option<Value>,
) -> Value {
    Value::from_object(Fields { subject, names, find })
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::from(()), Value::from)
}

fn texts(list: &[String]) -> Value {
    list.iter().map(Value::from).collect()
}

fn data(json: &Json) -> Value {
    Value::from(Serde(json))
}

fn number(value: Option<i64>) -> Value {
    value.map_or(Value::from(()), Value::from)
}

/// What one rendering is about; absent parts are undefined to templates.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    pub environment: Option<Arc<Environment>>,
    pub team: Option<Arc<Team>>,
    pub domain: Option<Arc<Domain>>,
    pub system: Option<Arc<System>>,
    pub app: Option<(Arc<App>, Option<usize>)>,
    pub api: Option<Arc<Api>>,
    pub resource: Option<(Arc<Resource>, Option<usize>)>,
    pub parameters: Parameters,
    /// Whether lists over the whole platform are visible.
    pub whole: bool,
    /// Whether the team's apps and resources are visible.
    pub of_team: bool,
}

/// Whose parameters a template sees: those of the blueprint that it belongs to.
#[derive(Debug, Clone, Default)]
pub enum Parameters {
    #[default]
    None,
    Platform(Arc<Json>),
    App,
    Resource,
}

/// The root of one rendering.
pub fn root(platform: &Arc<Platform>, subject: Subject) -> Value {
    let environment = subject.environment.clone();
    let fixed = Root {
        platform_value: object(Arc::clone(&platform.facts), FACTS, facts),
        environment: environment.map(|environment| environment_value(&environment)),
        team: subject.team.as_ref().map(|team| team_value(platform, team, &subject)),
        app: subject.app.as_ref().map(|(app, view)| app_value(platform, app, *view)),
        parameters: OnceLock::new(),
        platform: Arc::clone(platform),
        subject,
    };
    object(fixed, &[], root_field)
}

#[derive(Debug)]
struct Root {
    platform: Arc<Platform>,
    subject: Subject,
    platform_value: Value,
    environment: Option<Value>,
    team: Option<Value>,
    app: Option<Value>,
    parameters: OnceLock<Option<Value>>,
}

fn root_field(root: &Root, name: &str) -> Option<Value> {
    let Root { platform, subject, .. } = root;
    match name {
        "platform" => Some(root.platform_value.clone()),
        "environment" => root.environment.clone(),
        "environments" => Some(platform.environments.iter().map(environment_value).collect()),
        "team" => root.team.clone(),
        "app" => root.app.clone(),
        "parameters" => root.parameters.get_or_init(|| parameters(subject)).clone(),
        "domain" => subject.domain.as_ref().map(domain_value),
        "system" => subject.system.as_ref().map(system_value),
        "api" => subject.api.as_ref().map(|api| api_value(platform, api)),
        "resource" => subject.resource.as_ref().map(|(resource, view)| resource_value(resource, *view)),
        "teams" if subject.whole => {
            Some(platform.teams.iter().map(|team| team_value(platform, team, subject)).collect())
        }
        "domains" if subject.whole => Some(platform.domains.iter().map(domain_value).collect()),
        "systems" if subject.whole => Some(platform.systems.iter().map(system_value).collect()),
        "apps" if subject.whole => Some(platform.apps.iter().map(|app| app_value(platform, app, None)).collect()),
        "apis" if subject.whole => Some(platform.apis.iter().map(|api| api_value(platform, api)).collect()),
        "resources" if subject.whole => {
            Some(platform.resources.iter().map(|resource| resource_value(resource, None)).collect())
        }
        _ => None,
    }
}

fn parameters(subject: &Subject) -> Option<Value> {
    match &subject.parameters {
        Parameters::None => None,
        Parameters::Platform(json) => Some(data(json)),
        Parameters::App => subject
            .app
            .as_ref()
            .map(|(app, view)| data(view.map_or(&app.parameters, |view| &app.views[view].parameters))),
        Parameters::Resource => subject.resource.as_ref().map(|(resource, _)| data(&resource.parameters)),
    }
}

const FACTS: &[&str] =
    &["name", "title", "owner", "ownerGroup", "labels", "registry", "values", "git", "repositories", "blueprints"];

fn facts(facts: &Arc<Facts>, name: &str) -> Option<Value> {
    Some(match name {
        "name" => Value::from(&facts.name),
        "title" => Value::from(&facts.title),
        "owner" => Value::from(&facts.owner),
        "ownerGroup" => Value::from(&facts.owner_group),
        "labels" => Value::from(&facts.labels),
        "registry" => Value::from(&facts.registry),
        "values" => data(&facts.values),
        "git" => object(Arc::clone(facts), &["provider", "host", "group", "branch", "url"], git),
        "repositories" => object(Arc::clone(facts), &["argocd", "guardrails", "catalog"], repositories),
        "blueprints" => texts(&facts.blueprints),
        _ => return None,
    })
}

fn git(facts: &Arc<Facts>, name: &str) -> Option<Value> {
    Some(match name {
        "provider" => Value::from(&facts.git.provider),
        "host" => Value::from(&facts.git.host),
        "group" => Value::from(&facts.git.group),
        "branch" => Value::from(&facts.git.branch),
        "url" => Value::from(facts.git.url()),
        _ => return None,
    })
}

fn repositories(facts: &Arc<Facts>, name: &str) -> Option<Value> {
    Some(match name {
        "argocd" => Value::from(&facts.argocd),
        "guardrails" => Value::from(&facts.guardrails),
        "catalog" => Value::from(&facts.catalog),
        _ => return None,
    })
}

fn environment_value(environment: &Arc<Environment>) -> Value {
    const NAMES: &[&str] =
        &["name", "title", "branch", "domain", "cluster", "kubernetes", "production", "after", "values"];
    object(Arc::clone(environment), NAMES, environment_field)
}

fn environment_field(environment: &Arc<Environment>, name: &str) -> Option<Value> {
    Some(match name {
        "name" => Value::from(&environment.name),
        "title" => Value::from(&environment.title),
        "branch" => Value::from(&environment.branch),
        "domain" => Value::from(&environment.domain),
        "cluster" => object(Arc::clone(environment), &["name", "server"], |environment, name| match name {
            "name" => Some(Value::from(&environment.cluster_name)),
            "server" => Some(Value::from(&environment.cluster_server)),
            _ => None,
        }),
        "kubernetes" => Value::from(&environment.kubernetes),
        "production" => Value::from(environment.production),
        "after" => optional(environment.after.as_ref()),
        "values" => data(&environment.values),
        _ => return None,
    })
}

#[derive(Debug)]
struct TeamSubject {
    team: Arc<Team>,
    platform: Arc<Platform>,
    environment: Option<Arc<Environment>>,
    lists: bool,
}

fn team_value(platform: &Arc<Platform>, team: &Arc<Team>, subject: &Subject) -> Value {
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
            own.map(|system| Value::from(&system.name)).collect()
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
    own.iter()
        .filter_map(|at| {
            let app = &subject.platform.apps[*at];
            let view = match &subject.environment {
                None => None,
                Some(environment) => Some(app.views.iter().position(|view| view.environment.name == environment.name)?),
            };
            Some(app_value(&subject.platform, app, view))
        })
        .collect()
}

fn resources_of(subject: &TeamSubject) -> Value {
    let own = subject.platform.resources.iter().filter(|resource| resource.owner.name == subject.team.name);
    own.map(|resource| resource_value(resource, None)).collect()
}

fn domain_value(domain: &Arc<Domain>) -> Value {
    object(Arc::clone(domain), &["name", "title", "description", "owner", "ownerRef"], |domain, name| {
        Some(match name {
            "name" => Value::from(&domain.name),
            "title" => Value::from(&domain.title),
            "description" => optional(domain.description.as_ref()),
            "owner" => Value::from(&domain.owner.name),
            "ownerRef" => Value::from(&domain.owner.backstage),
            _ => return None,
        })
    })
}

fn system_value(system: &Arc<System>) -> Value {
    const NAMES: &[&str] =
        &["name", "title", "description", "owner", "ownerRef", "domain", "type", "links", "tags", "apps"];
    object(Arc::clone(system), NAMES, |system, name| {
        Some(match name {
            "name" => Value::from(&system.name),
            "title" => Value::from(&system.title),
            "description" => optional(system.description.as_ref()),
            "owner" => Value::from(&system.owner.name),
            "ownerRef" => Value::from(&system.owner.backstage),
            "domain" => optional(system.domain.as_ref()),
            "type" => optional(system.kind.as_ref()),
            "links" => data(&system.links),
            "tags" => texts(&system.tags),
            "apps" => texts(&system.apps),
            _ => return None,
        })
    })
}

#[derive(Debug)]
struct AppSubject {
    app: Arc<App>,
    view: Option<usize>,
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
const APP_IN_ENVIRONMENT: &[&str] = &[
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
const VIEW: &[&str] = &[
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
    "namespaceOwner",
    "repositorySecret",
    "hostname",
    "host",
    "path",
    "url",
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

fn app_value(platform: &Arc<Platform>, app: &Arc<App>, view: Option<usize>) -> Value {
    let subject = AppSubject { app: Arc::clone(app), view, platform: Arc::clone(platform) };
    object(subject, if view.is_some() { APP_IN_ENVIRONMENT } else { APP }, app_field)
}

fn app_field(subject: &AppSubject, name: &str) -> Option<Value> {
    let app = &subject.app;
    if let Some(view) = subject.view {
        let found = match name {
            // The address that users type; the repository's is `app.repository` at `platform.git.url`.
            "url" => Some(app.views[view].url().map_or(Value::from(()), Value::from)),
            _ => view_field(app, &app.views[view], name),
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
            let subject = AppSubject { app: Arc::clone(app), view: None, platform: Arc::clone(&subject.platform) };
            object(subject, &["repository", "url", "cloneUrl", "branches"], deployment)
        }
        "image" => Value::from(&app.image),
        "catalogRef" => Value::from(format!("component:default/{}", app.component)),
        "parameters" => data(&app.parameters),
        "links" => data(&app.links),
        "tags" => texts(&app.tags),
        "application" => same(app, |view| &view.application),
        "namespace" => same(app, |view| &view.namespace),
        "provides" => texts(&app.provides),
        "consumes" => texts(&app.consumes),
        "dependsOn" => texts(&app.depends_on),
        "resources" => {
            let all = &subject.platform.resources;
            let find = |name: &String| all.binary_search_by(|resource| resource.component.cmp(name)).ok();
            app.resources.iter().filter_map(find).map(|at| resource_value(&all[at], None)).collect()
        }
        "environments" => (0..app.views.len()).map(|view| view_value(app, view)).collect(),
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
fn same(app: &App, name: fn(&View) -> &String) -> Value {
    let mut names = app.views.iter().map(name);
    let first = names.next();
    if names.all(|name| Some(name) == first) { optional(first) } else { Value::from(()) }
}

fn view_value(app: &Arc<App>, view: usize) -> Value {
    object((Arc::clone(app), view), VIEW, |(app, at), name| {
        let view = &app.views[*at];
        match name {
            "name" | "title" | "production" | "branch" | "domain" | "after" | "cluster" | "values" => {
                environment_field(&view.environment, name)
            }
            "url" => Some(view.url().map_or(Value::from(()), Value::from)),
            _ => view_field(app, view, name),
        }
    })
}

/// The fields that an app has in one environment, whatever its own are called.
fn view_field(app: &Arc<App>, view: &View, name: &str) -> Option<Value> {
    Some(match name {
        "namespace" => Value::from(&view.namespace),
        "namespaceOwner" => Value::from(view.namespace_owner),
        "application" => Value::from(&view.application),
        "repositorySecret" => Value::from(&view.repository_secret),
        "hostname" => optional(view.hostname.as_ref()),
        "host" => optional(view.host.as_ref()),
        "path" => Value::from(&view.path),
        "port" => number(view.port()),
        "sizeName" => optional(view.size_name.as_ref()),
        "size" => data(&view.size),
        "scaling" => Value::from_pairs([
            ("min", Value::from(view.min)),
            ("max", number(view.max)),
            ("cpu", Value::from(view.cpu)),
        ]),
        "env" => Value::from_pairs(view.env.iter().map(|(name, value)| (name.as_str(), Value::from(value)))),
        "secrets" => {
            let secret = |secret: &crate::platform::Secret| {
                Value::from_pairs([("name", &secret.name), ("path", &secret.path), ("key", &secret.key)])
            };
            view.secrets.iter().map(secret).collect()
        }
        "secretPath" => Value::from(&view.secret_path),
        "parameters" => data(&view.parameters),
        "dependencies" => view.dependencies.iter().map(peer).collect(),
        "dependents" => view.dependents.iter().map(peer).collect(),
        "chartValues" => Value::from(format!("environments/{}.yaml", view.environment.name)),
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

#[derive(Debug)]
struct ApiSubject {
    api: Arc<Api>,
    platform: Arc<Platform>,
}

fn api_value(platform: &Arc<Platform>, api: &Arc<Api>) -> Value {
    const NAMES: &[&str] = &[
        "name",
        "title",
        "description",
        "type",
        "lifecycle",
        "owner",
        "ownerRef",
        "system",
        "provider",
        "definition",
        "repository",
        "branch",
        "url",
    ];
    let subject = ApiSubject { api: Arc::clone(api), platform: Arc::clone(platform) };
    object(subject, NAMES, |subject, name| {
        let (api, git) = (&subject.api, &subject.platform.facts.git);
        Some(match name {
            "name" => Value::from(&api.name),
            "title" => Value::from(&api.title),
            "description" => optional(api.description.as_ref()),
            "type" => Value::from(&api.kind),
            "lifecycle" => Value::from(&api.provider.lifecycle),
            "owner" => Value::from(&api.provider.owner.name),
            "ownerRef" => Value::from(&api.provider.owner.backstage),
            "system" => Value::from(&api.provider.system.name),
            "provider" => Value::from(&api.provider.component),
            "definition" => optional(api.definition.as_ref()),
            "repository" => Value::from(&api.provider.repository),
            "branch" => Value::from(&git.branch),
            "url" => Value::from(git.web(&api.provider.repository)),
            _ => return None,
        })
    })
}

fn resource_value(resource: &Arc<Resource>, view: Option<usize>) -> Value {
    const NAMES: &[&str] = &[
        "name",
        "component",
        "blueprint",
        "type",
        "description",
        "parameters",
        "owner",
        "ownerRef",
        "system",
        "app",
        "team",
    ];
    const IN_ENVIRONMENT: &[&str] = &[
        "name",
        "component",
        "blueprint",
        "type",
        "description",
        "parameters",
        "owner",
        "ownerRef",
        "system",
        "app",
        "team",
        "namespace",
        "size",
        "sizeName",
    ];
    object(
        (Arc::clone(resource), view),
        if view.is_some() { IN_ENVIRONMENT } else { NAMES },
        |(resource, view), name| {
            let view = view.map(|view| &resource.views[view]);
            let app = resource.app.as_ref();
            Some(match (name, view) {
                ("name", _) => Value::from(&resource.name),
                ("component", _) => Value::from(&resource.component),
                ("blueprint", _) => Value::from(&resource.blueprint_name),
                ("type", _) => Value::from(&resource.kind),
                ("description", _) => optional(resource.description.as_ref()),
                ("parameters", _) => data(&resource.parameters),
                ("owner" | "team", _) => Value::from(&resource.owner.name),
                ("ownerRef", _) => Value::from(&resource.owner.backstage),
                ("system", _) => optional(app.map(|app| &app.system.name)),
                ("app", _) => optional(app.map(|app| &app.component)),
                ("namespace", Some(view)) => Value::from(&view.namespace),
                ("size", Some(view)) => data(&view.size),
                ("sizeName", Some(view)) => optional(view.size_name.as_ref()),
                _ => return None,
            })
        },
    )
}
