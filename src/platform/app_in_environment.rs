//! An app in one environment: its own values, overridden there, and the names derived from both.

use std::sync::Arc;

use serde_json::Value as Json;

use super::bind::{Binder, Context, text, texts};
use super::sizes::size;
use crate::diagnostic::rules::{
    invalid_parameter, invalid_scaling, invalid_value, kubernetes_too_old, name_collision, secret_out_of_reach,
    unknown_environment,
};
use crate::diagnostic::{nearest, visible};
use crate::platform::{AppInEnvironment, Environment, Secret, Team};
use crate::schema::version::Version;
use crate::yaml::node::{Entry, Node, Value};

/// Where an app is placed: the environment, and what is overridden there.
pub(crate) struct Placed<'n> {
    pub(crate) environment: Arc<Environment>,
    pub(crate) node: Option<&'n Node<'static>>,
}

pub(crate) fn placements<'n>(
    binder: &mut Binder<'_>,
    node: &'n Node<'static>,
    environments: &[Arc<Environment>],
) -> Vec<Placed<'n>> {
    let all = |environment: &Arc<Environment>| Placed { environment: Arc::clone(environment), node: None };
    let Some(given) = node.get("environments") else { return environments.iter().map(all).collect() };
    let listed = texts(node, "environments").map(|(name, item)| (name, item.span, None));
    let mapped = given.entries().iter().map(|entry| (&*entry.key.text, entry.key.span, Some(&entry.value)));
    let mut wanted: Vec<(&str, Option<&Node<'static>>)> = Vec::new();
    let mut meant: Vec<(&str, Option<&Node<'static>>)> = Vec::new();
    for (name, span, node) in listed.chain(mapped) {
        if environments.iter().any(|environment| environment.name == name) {
            wanted.push((name, node));
        } else if !environments.is_empty() {
            let known = environments.iter().map(|environment| environment.name.as_str());
            // The nearest stands in, so that its overrides are checked all the same.
            meant.extend(nearest(name, known.clone()).map(|near| (near, node)));
            binder.unknown(&unknown_environment::RULE, "environment", name, span, known);
        }
    }
    let find = |environment: &Arc<Environment>| {
        let (_, node) = wanted.iter().chain(&meant).find(|(name, _)| *name == environment.name)?;
        Some(Placed { environment: Arc::clone(environment), node: *node })
    };
    environments.iter().filter_map(find).collect()
}

/// The value under `key`: the override's when it has one.
fn layered<'n>(entry: &'n Entry<'static>, placed: &Placed<'n>, key: &str) -> Option<&'n Node<'static>> {
    placed.node.and_then(|node| node.get(key)).or_else(|| entry.value.get(key))
}

pub(crate) fn app_in_environment(
    binder: &mut Binder<'_>,
    context: &Context<'_>,
    entry: &Entry<'static>,
    blueprint: Option<usize>,
    placed: &Placed<'_>,
    owner: Option<&Team>,
    values: &[(&str, &str)],
) -> AppInEnvironment {
    let environment = &placed.environment;
    let mut values = values.to_vec();
    values.extend([("environment", environment.name.as_str()), ("domain", &environment.domain)]);
    let naming = context.naming;
    let hostname = layered(entry, placed, "hostname").and_then(Node::as_str).map(str::to_owned);
    let host =
        hostname.as_ref().map(|hostname| naming.host.fill(&[&[("hostname", hostname.as_str())][..], &values].concat()));
    let (size_name, size) = size(binder, blueprint, layered(entry, placed, "size"), environment, entry.key.span);
    let (min, max, cpu) = scaling(binder, entry, placed);
    let secret_path = naming.secret.fill(&values);
    check_variables(binder, entry, placed);
    if let Some(blueprint) = blueprint {
        check_version(binder, blueprint, entry, environment);
        let own = placed.node.and_then(|node| node.get("env"));
        let given = merged(entry.value.get("env"), own);
        if let (Some(schema), Some(given)) = (&binder.blueprints.list[blueprint].env, given) {
            binder.sink.extend(schema.check(&invalid_value::RULE, &given));
        }
    }
    let application = naming.application.fill(&values);
    AppInEnvironment {
        namespace: naming.namespace.fill(&values),
        namespace_owner: true,
        repository_secret: format!("repo-{application}-deployment"),
        application,
        address: layered(entry, placed, "hostname").map_or(entry.key.span, |node| node.span),
        hostname,
        host,
        path: layered(entry, placed, "path").and_then(Node::as_str).unwrap_or("/").to_owned(),
        size_name,
        size,
        min,
        max,
        cpu,
        env: environment_variables(entry, placed),
        secrets: secrets(binder, context, entry, placed, owner, &secret_path),
        secret_path,
        parameters: parameters(
            binder,
            blueprint,
            entry.value.get("parameters"),
            placed.node.and_then(|node| node.get("parameters")),
            entry,
        ),
        dependencies: Vec::new(),
        dependents: Vec::new(),
        environment: Arc::clone(environment),
    }
}

fn scaling(binder: &mut Binder<'_>, entry: &Entry<'static>, placed: &Placed<'_>) -> (i64, Option<i64>, i64) {
    let part = |key: &str| {
        let own = placed.node.and_then(|node| node.get("scaling")).and_then(|scaling| scaling.get(key));
        own.or_else(|| entry.value.get("scaling").and_then(|scaling| scaling.get(key)))
    };
    let (min, max) = (part("min"), part("max"));
    let value = |node: Option<&Node<'static>>| node.and_then(Node::as_int);
    let least = min.map_or(Some(1), |_| value(min));
    // A number that is out of all bounds was reported.
    if let (Some(low), Some(high), Some(node)) = (least, value(max).filter(|high| *high > 0), max)
        && high < low
        && low <= 1000
    {
        let diagnostic = invalid_scaling::RULE
            .at(node.span, format!("`max: {high}` is below `min: {low}`"))
            .help(format!("raise `max` to at least {low}, or lower `min`"));
        binder.sink.push(match min {
            Some(min) => diagnostic.related(min.span, "the minimum"),
            None => diagnostic,
        });
    }
    (value(min).unwrap_or(1), value(max), value(part("cpu")).unwrap_or(80))
}

/// A variable has its value from `env` or from the secret store, never from both.
fn check_variables(binder: &mut Binder<'_>, entry: &Entry<'static>, placed: &Placed<'_>) {
    let variables = |key: &str| {
        let layers = [entry.value.get(key), placed.node.and_then(|node| node.get(key))];
        layers.into_iter().flatten().flat_map(Node::entries).map(|variable| &variable.key).collect::<Vec<_>>()
    };
    let plain = variables("env");
    for secret in variables("secrets") {
        let Some(twin) = plain.iter().find(|variable| variable.text == secret.text) else { continue };
        let message = format!("variable `{}` is set both as a secret and as plain text", visible(&secret.text));
        let diagnostic = name_collision::RULE
            .at(secret.span, message)
            .label("the secret")
            .related(twin.span, "the plain text")
            .help("remove one of the two, or rename it");
        binder.sink.push(diagnostic);
    }
}

fn environment_variables(entry: &Entry<'static>, placed: &Placed<'_>) -> Vec<(String, String)> {
    let mut variables = std::collections::BTreeMap::new();
    let layers = [entry.value.get("env"), placed.node.and_then(|node| node.get("env"))];
    for variable in layers.into_iter().flatten().flat_map(Node::entries) {
        variables.insert(variable.key.text.to_string(), variable.value.as_str().unwrap_or_default().to_owned());
    }
    variables.into_iter().collect()
}

fn secrets(
    binder: &mut Binder<'_>,
    context: &Context<'_>,
    entry: &Entry<'static>,
    placed: &Placed<'_>,
    owner: Option<&Team>,
    default_path: &str,
) -> Vec<Secret> {
    let pattern = &context.naming.team_secrets;
    let owner = owner.filter(|_| !context.facts.git.group.is_empty());
    let reach = owner.map(|owner| pattern.fill(&[("group", &context.facts.git.group), ("team", &owner.name)]));
    let mut secrets = std::collections::BTreeMap::new();
    let layers = [entry.value.get("secrets"), placed.node.and_then(|node| node.get("secrets"))];
    for secret in layers.into_iter().flatten().flat_map(Node::entries) {
        let name = secret.key.text.to_string();
        if let (Some(node), Some(reach)) = (secret.value.get("path"), &reach)
            && let Some(path) = node.as_str()
            && !path.starts_with(reach)
        {
            let message = format!("secret path `{path}` is outside the team's part of the store");
            binder.error(&secret_out_of_reach::RULE, node.span, message, format!("choose a path under `{reach}`"));
        }
        let base = Secret { path: default_path.to_owned(), key: name.clone(), name: name.clone() };
        let known = secrets.entry(name).or_insert(base);
        if let Some(path) = text(&secret.value, "path") {
            known.path = path;
        }
        if let Some(key) = text(&secret.value, "key") {
            known.key = key;
        }
    }
    secrets.into_values().collect()
}

/// The entries of both, where those of `own` win.
fn merged(base: Option<&Node<'static>>, own: Option<&Node<'static>>) -> Option<Node<'static>> {
    let (Some(base), Some(own)) = (base, own) else { return own.or(base).cloned() };
    let mut entries: Vec<_> = base.entries().iter().filter(|e| own.get(&e.key.text).is_none()).cloned().collect();
    entries.extend(own.entries().iter().cloned());
    Some(Node::new(own.span, Value::Mapping(entries)))
}

/// An environment whose Kubernetes is older than what a blueprint makes for it.
pub(crate) fn check_version(
    binder: &mut Binder<'_>,
    blueprint: usize,
    entry: &Entry<'static>,
    environment: &Environment,
) {
    let chosen = &binder.blueprints.list[blueprint];
    let (Some(needed), Some(given)) = (chosen.kubernetes, Version::parse(&environment.kubernetes)) else { return };
    if given >= needed {
        return;
    }
    let node = binder.root.get("environments").and_then(|all| all.get(&environment.name)?.get("kubernetes"));
    let message = format!("`{}` requires Kubernetes {needed} or later", chosen.name);
    let help = format!("upgrade the cluster, or do not use `{}` in this environment", chosen.name);
    let span = node.map_or(environment.span, |node| node.span);
    let diagnostic = kubernetes_too_old::RULE.at(span, message).help(help);
    binder.sink.push(diagnostic.related(entry.key.span, "uses it"));
}

/// An app's parameters: checked as merged, shown where each was written, defaults filled in.
pub(crate) fn parameters(
    binder: &mut Binder<'_>,
    blueprint: Option<usize>,
    base: Option<&Node<'static>>,
    own: Option<&Node<'static>>,
    owner: &Entry<'static>,
) -> Arc<Json> {
    let Some(schema) = blueprint.map(|at| &binder.blueprints.list[at].parameters) else { return Arc::default() };
    if let (None, None, Some(defaults)) = (base, own, schema.defaults()) {
        return defaults;
    }
    let given = merged(base, own).unwrap_or_else(|| Node::new(owner.key.span, Value::Mapping(Vec::new())));
    let (found, fixed) = schema.check_and_fix(&invalid_parameter::RULE, &given);
    binder.sink.extend(found);
    Arc::new(schema.filled(Some(fixed.as_ref().unwrap_or(&given))))
}
