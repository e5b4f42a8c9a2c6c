//! The platform, its environments, domains and systems, as templates see them.

use std::sync::Arc;

use minijinja::Value;

use super::{data, mapping, object, optional, texts};
use crate::platform::{Domain, Environment, Facts, System};

pub(crate) const FACTS: &[&str] = &[
    "name",
    "title",
    "owner",
    "ownerGroup",
    "labels",
    "registry",
    "values",
    "git",
    "repositories",
    "blueprints",
    "files",
];

pub(crate) fn facts(facts: &Arc<Facts>, name: &str) -> Option<Value> {
    Some(match name {
        "name" => Value::from(&facts.name),
        "title" => Value::from(&facts.title),
        "owner" => Value::from(&facts.owner),
        "ownerGroup" => Value::from(&facts.owner_group),
        "labels" => Value::from(&facts.labels),
        "registry" => Value::from(&facts.registry),
        "values" => mapping(&facts.values),
        "git" => object(Arc::clone(facts), &["provider", "host", "group", "branch", "url"], git),
        "repositories" => object(Arc::clone(facts), &["argocd", "guardrails", "catalog", "inventory"], repositories),
        "blueprints" => texts(&facts.blueprints),
        "files" => data(&facts.files),
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
        "inventory" => Value::from(&facts.inventory),
        _ => return None,
    })
}

pub(crate) fn environment_value(environment: &Arc<Environment>) -> Value {
    const NAMES: &[&str] =
        &["name", "title", "branch", "domain", "cluster", "kubernetes", "production", "after", "values"];
    object(Arc::clone(environment), NAMES, environment_field)
}

pub(crate) fn environment_field(environment: &Arc<Environment>, name: &str) -> Option<Value> {
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
        "production" => Value::from(environment.production == Some(true)),
        "after" => optional(environment.after.as_ref()),
        "values" => mapping(&environment.values),
        _ => return None,
    })
}

pub(crate) fn domain_value(domain: &Arc<Domain>) -> Value {
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

pub(crate) fn system_value(system: &Arc<System>) -> Value {
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
