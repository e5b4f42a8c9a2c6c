//! APIs and resources, as templates see them.

use std::sync::Arc;

use minijinja::Value;

use super::{in_environment, mapping, object, optional};
use crate::platform::{Api, Platform, Resource};

#[derive(Debug)]
struct ApiSubject {
    api: Arc<Api>,
    platform: Arc<Platform>,
}

pub(crate) fn api_value(platform: &Arc<Platform>, api: &Arc<Api>) -> Value {
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

pub(crate) fn resource_value(resource: &Arc<Resource>, instance: Option<usize>) -> Value {
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
    const IN_ENVIRONMENT: &[&str] = &["namespace", "size", "sizeName"];
    in_environment(
        (Arc::clone(resource), instance),
        NAMES,
        if instance.is_some() { IN_ENVIRONMENT } else { &[] },
        |(resource, instance), name| {
            let instance = instance.map(|instance| &resource.environments[instance]);
            let app = resource.app.as_ref();
            Some(match (name, instance) {
                ("name", _) => Value::from(&resource.name),
                ("component", _) => Value::from(&resource.component),
                ("blueprint", _) => Value::from(&resource.blueprint_name),
                ("type", _) => Value::from(&resource.kind),
                ("description", _) => optional(resource.description.as_ref()),
                ("parameters", _) => mapping(&resource.parameters),
                ("owner" | "team", _) => Value::from(&resource.owner.name),
                ("ownerRef", _) => Value::from(&resource.owner.backstage),
                ("system", _) => optional(app.map(|app| &app.system.name)),
                ("app", _) => optional(app.map(|app| &app.component)),
                ("namespace", Some(instance)) => Value::from(&instance.namespace),
                ("size", Some(instance)) => mapping(&instance.size),
                ("sizeName", Some(instance)) => optional(instance.size_name.as_ref()),
                _ => return None,
            })
        },
    )
}
