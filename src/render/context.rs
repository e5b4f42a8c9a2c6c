//! What templates see: the platform's values by name, built only when they are used.
//!
//! Every object is plain data behind `get_value`; none has methods. The fields are listed in `docs/blueprints.md`.

mod app;
mod platform;
mod resource;
mod team;

use std::sync::{Arc, OnceLock};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use serde_json::Value as Json;

use super::{Part, Rendering};
use app::app_value;
use platform::{domain_value, environment_value, system_value};
use resource::{api_value, resource_value};
use team::team_value;

use crate::blueprint::engine;
use crate::platform::{Api, App, Domain, Environment, Platform, Resource, System, Team};

/// An object whose fields are found by one function and named by one list.
#[derive(Debug)]
struct Fields<T> {
    subject: T,
    /// Its own fields, and those that it has in an environment only.
    names: [&'static [&'static str]; 2],
    find: fn(&T, &str) -> Option<Value>,
}

impl<T: std::fmt::Debug + Send + Sync + 'static> Object for Fields<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let found = (self.find)(&self.subject, key)?;
        let bytes = found.as_str().map_or(0, str::len);
        Some(if bytes > LONG { counted(bytes, found) } else { found })
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.names.iter().copied().flatten().map(|name| Value::from(*name)).collect())
    }
}

fn object<T: std::fmt::Debug + Send + Sync + 'static>(
    subject: T,
    names: &'static [&'static str],
    find: fn(&T, &str) -> Option<Value>,
) -> Value {
    in_environment(subject, names, &[], find)
}

/// An object that has more fields, because it is one in an environment.
fn in_environment<T: std::fmt::Debug + Send + Sync + 'static>(
    subject: T,
    names: &'static [&'static str],
    more: &'static [&'static str],
    find: fn(&T, &str) -> Option<Value>,
) -> Value {
    Value::from_object(Fields { subject, names: [names, more], find })
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::from(()), Value::from)
}

/// Shorter texts are copied without being counted; instructions are enough.
const LONG: usize = 256;

/// A value that was made for the template, or the error that it was one too many.
fn counted(bytes: usize, value: Value) -> Value {
    engine::meter::touch(bytes).map_or_else(Value::from, |()| value)
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    let values: Vec<Value> = values.collect();
    counted(values.len() * size_of::<Value>(), Value::from(values))
}

fn texts(texts: &[String]) -> Value {
    list(texts.iter().map(Value::from))
}

fn data(json: &Json) -> Value {
    match json {
        Json::Array(_) | Json::Object(_) => {
            engine::meter::grow(size(json)).map_or_else(Value::from, |()| Value::from(Serde(json)))
        }
        Json::String(text) => counted(text.len(), Value::from(text)),
        Json::Null | Json::Bool(_) | Json::Number(_) => Value::from(Serde(json)),
    }
}

fn size(json: &Json) -> usize {
    size_of::<Value>()
        + match json {
            Json::Array(items) => items.iter().map(size).sum(),
            Json::Object(entries) => entries.iter().map(|(key, value)| key.len() + size(value)).sum(),
            Json::String(text) => text.len(),
            Json::Null | Json::Bool(_) | Json::Number(_) => 0,
        }
}

/// A mapping whose values are made when they are asked for.
fn mapping(json: &Arc<Json>) -> Value {
    Value::from_object(Mapping(Arc::clone(json)))
}

#[derive(Debug)]
struct Mapping(Arc<Json>);

impl Object for Mapping {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_str()?).map(data)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.get(key).map(data)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let keys = self.0.as_object().into_iter().flatten().map(|(key, _)| Value::from(key));
        Enumerator::Values(keys.collect())
    }
}

fn number(value: Option<i64>) -> Value {
    value.map_or(Value::from(()), Value::from)
}

/// What one rendering is about; absent parts are undefined to templates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    pub(crate) environment: Option<Arc<Environment>>,
    pub(crate) team: Option<Arc<Team>>,
    pub(crate) domain: Option<Arc<Domain>>,
    pub(crate) system: Option<Arc<System>>,
    pub(crate) app: Option<(Arc<App>, Option<usize>)>,
    pub(crate) api: Option<Arc<Api>>,
    pub(crate) resource: Option<(Arc<Resource>, Option<usize>)>,
    pub(crate) parameters: Parameters,
    /// Whether lists over the whole platform are visible.
    pub(crate) whole: bool,
    /// Whether the team's apps and resources are visible.
    pub(crate) of_team: bool,
}

/// Whose parameters a template sees: those of the blueprint that it belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) enum Parameters {
    #[default]
    None,
    Platform(Arc<Json>),
    App,
    Resource,
}

/// The root of one rendering.
pub(crate) fn root(platform: &Arc<Platform>, subject: Subject) -> Value {
    let environment = subject.environment.clone();
    let fixed = Root {
        platform_value: object(Arc::clone(&platform.facts), platform::FACTS, platform::facts),
        environment: environment.map(|environment| environment_value(&environment)),
        team: subject.team.as_ref().map(|team| team_value(platform, team, &subject)),
        app: subject.app.as_ref().map(|(app, instance)| app_value(platform, app, *instance)),
        parameters: OnceLock::new(),
        whole: Default::default(),
        platform: Arc::clone(platform),
        subject,
    };
    object(fixed, ROOT, root_field)
}

/// The contexts of one part after another: the outputs of one entity share theirs.
#[derive(Default)]
pub(crate) struct Contexts {
    last: Option<(Part, Value)>,
}

impl Contexts {
    pub(crate) fn of(&mut self, rendering: &Rendering<'_>, part: Part) -> Value {
        let sight = Part { output: 0, ..part };
        match &self.last {
            Some((last, context)) if *last == sight => context.clone(),
            _ => {
                let context = root(&rendering.platform, rendering.subject(part));
                self.last = Some((sight, context.clone()));
                context
            }
        }
    }
}

/// Names that are visible somewhere; what is undefined in one place is not offered there.
pub const ROOT: &[&str] = &[
    "platform",
    "environment",
    "environments",
    "team",
    "app",
    "parameters",
    "domain",
    "system",
    "api",
    "resource",
    "teams",
    "domains",
    "systems",
    "apps",
    "apis",
    "resources",
];

#[derive(Debug)]
struct Root {
    platform: Arc<Platform>,
    subject: Subject,
    platform_value: Value,
    environment: Option<Value>,
    team: Option<Value>,
    app: Option<Value>,
    parameters: OnceLock<Option<Value>>,
    /// The lists over the whole platform, in the order of [`WHOLE`].
    whole: [OnceLock<Value>; WHOLE.len()],
}

fn root_field(root: &Root, name: &str) -> Option<Value> {
    let Root { platform, subject, .. } = root;
    match name {
        "platform" => Some(root.platform_value.clone()),
        "environment" => root.environment.clone(),
        "environments" => Some(list(platform.environments.iter().map(environment_value))),
        "team" => root.team.clone(),
        "app" => root.app.clone(),
        "parameters" => root.parameters.get_or_init(|| parameters(subject)).clone(),
        "domain" => subject.domain.as_ref().map(domain_value),
        "system" => subject.system.as_ref().map(system_value),
        "api" => subject.api.as_ref().map(|api| api_value(platform, api)),
        "resource" => subject.resource.as_ref().map(|(resource, instance)| resource_value(resource, *instance)),
        _ if subject.whole => {
            let at = WHOLE.iter().position(|known| *known == name)?;
            Some(root.whole[at].get_or_init(|| whole(platform, subject, name)).clone())
        }
        _ => None,
    }
}

/// Lists over the whole platform.
const WHOLE: [&str; 6] = ["teams", "domains", "systems", "apps", "apis", "resources"];

fn whole(platform: &Arc<Platform>, subject: &Subject, name: &str) -> Value {
    match name {
        "teams" => platform.teams.iter().map(|team| team_value(platform, team, subject)).collect(),
        "domains" => platform.domains.iter().map(domain_value).collect(),
        "systems" => platform.systems.iter().map(system_value).collect(),
        "apps" => platform.apps.iter().map(|app| app_value(platform, app, None)).collect(),
        "apis" => platform.apis.iter().map(|api| api_value(platform, api)).collect(),
        _ => platform.resources.iter().map(|resource| resource_value(resource, None)).collect(),
    }
}

fn parameters(subject: &Subject) -> Option<Value> {
    match &subject.parameters {
        Parameters::None => None,
        Parameters::Platform(json) => Some(mapping(json)),
        Parameters::App => subject.app.as_ref().map(|(app, instance)| {
            mapping(instance.map_or(&app.parameters, |instance| &app.environments[instance].parameters))
        }),
        Parameters::Resource => subject.resource.as_ref().map(|(resource, _)| mapping(&resource.parameters)),
    }
}
