//! Systems and their apps: defaults filled, overrides merged, one view for every environment.

use std::sync::Arc;

use serde_json::Value as Json;

use super::bind::{Binder, links, sorted, strings, text, texts, title_of};
use super::naming::Naming;
use super::{App, Domain, Environment, Facts, Secret, System, Team, View};
use crate::diagnostic::{Diagnostic, quoted_list, suggest, visible};
use crate::source::Span;
use crate::yaml::node::{Entry, Node, Value};

/// An app under construction, with its part of the inventory.
pub struct Draft<'i> {
    pub app: App,
    pub node: &'i Node<'static>,
}

struct Context<'c> {
    naming: &'c Naming,
    facts: &'c Facts,
    environments: &'c [Arc<Environment>],
    teams: &'c [Arc<Team>],
}

/// All systems and apps, each sorted by name.
pub fn systems<'i>(
    binder: &mut Binder<'i>,
    naming: &Naming,
    facts: &Facts,
    environments: &[Arc<Environment>],
    teams: &[Arc<Team>],
    domains: &[Arc<Domain>],
) -> (Vec<Arc<System>>, Vec<Draft<'i>>) {
    let context = Context { naming, facts, environments, teams };
    let (mut systems, mut apps) = (Vec::new(), Vec::new());
    for entry in sorted(binder.root, "systems") {
        let domain = binder.domain_of(entry, domains);
        let Some(owner) = binder.team(&entry.value, "owner", teams) else { continue };
        let system = Arc::new(system(entry, owner, domain, naming));
        for entry in sorted(&entry.value, "apps") {
            apps.extend(app(binder, &context, &system, entry));
        }
        systems.push(system);
    }
    share_namespaces(binder, &mut apps);
    (systems, apps)
}

impl Binder<'_> {
    fn domain_of(&mut self, entry: &Entry<'static>, domains: &[Arc<Domain>]) -> Option<String> {
        let node = entry.value.get("domain")?;
        let name = node.as_str()?;
        let known = domains.iter().map(|domain| domain.name.as_str());
        if !known.clone().any(|known| known == name)
            && self.root.get("domains").is_none_or(|all| all.get(name).is_none())
        {
            self.unknown("unknown-domain", "domain", name, node.span, known);
            return None;
        }
        Some(name.to_owned())
    }
}

fn system(entry: &Entry<'static>, owner: Arc<Team>, domain: Option<String>, naming: &Naming) -> System {
    let (name, node) = (entry.key.text.to_string(), &entry.value);
    let component = |app: &Entry<'static>| naming.component.fill(&[("system", &name), ("app", &app.key.text)]);
    System {
        span: entry.key.span,
        title: text(node, "title").unwrap_or_else(|| title_of(&name)),
        description: text(node, "description"),
        owner,
        domain,
        kind: text(node, "type"),
        links: links(node),
        tags: strings(node, "tags"),
        apps: sorted(node, "apps").into_iter().map(component).collect(),
        name,
    }
}

fn app<'i>(
    binder: &mut Binder<'i>,
    context: &Context<'_>,
    system: &Arc<System>,
    entry: &'i Entry<'static>,
) -> Option<Draft<'i>> {
    let node = &entry.value;
    let owner = match node.get("owner") {
        Some(_) => binder.team(node, "owner", context.teams),
        None => Some(Arc::clone(&system.owner)),
    };
    let blueprint = node.get("blueprint").and_then(|node| binder.blueprint(node));
    let placed = placements(binder, node, context.environments);
    let (owner, blueprint) = (owner?, blueprint?);
    let name = entry.key.text.to_string();
    let component = context.naming.component.fill(&[("system", &system.name), ("app", &name)]);
    let git = &context.facts.git;
    let values: Vec<(&str, &str)> = vec![
        ("group", &git.group),
        ("registry", &context.facts.registry),
        ("team", &owner.name),
        ("system", &system.name),
        ("app", &name),
        ("component", &component),
    ];
    let chosen = &binder.blueprints.list[blueprint];
    let serves = chosen.serves;
    let views: Vec<View> =
        placed.iter().map(|placed| view(binder, context, entry, blueprint, placed, &owner, &values)).collect();
    let mut branches: Vec<String> = Vec::new();
    for view in &views {
        if !branches.contains(&view.environment.branch) {
            branches.push(view.environment.branch.clone());
        }
    }
    if branches.is_empty() {
        branches.push(git.branch.clone());
    }
    let internal = node.get("internal").and_then(Node::as_bool).unwrap_or(false);
    check_exposure(binder, entry, serves, internal, &views);
    let app = App {
        span: entry.key.span,
        title: text(node, "title").unwrap_or_else(|| title_of(&name)),
        description: text(node, "description"),
        blueprint,
        blueprint_name: binder.blueprints.list[blueprint].name.clone(),
        serves,
        kind: text(node, "type").unwrap_or_else(|| "service".into()),
        lifecycle: text(node, "lifecycle").unwrap_or_else(|| "experimental".into()),
        visibility: text(node, "visibility").unwrap_or_else(|| "internal".into()),
        internal,
        repository: context.naming.repository.fill(&values),
        deployment: context.naming.deployment.fill(&values),
        branches,
        image: context.naming.image.fill(&values),
        parameters: parameters(binder, blueprint, node.get("parameters"), None, entry),
        links: links(node),
        tags: strings(node, "tags"),
        provides: sorted(node, "provides").iter().map(|entry| entry.key.text.to_string()).collect(),
        consumes: Vec::new(),
        depends_on: Vec::new(),
        resources: Vec::new(),
        views,
        owner,
        system: Arc::clone(system),
        name,
        component,
    };
    Some(Draft { app, node })
}

/// Where an app is placed: the environment, and what is overridden there.
struct Placed<'n> {
    environment: Arc<Environment>,
    node: Option<&'n Node<'static>>,
}

fn placements<'n>(
    binder: &mut Binder<'_>,
    node: &'n Node<'static>,
    environments: &[Arc<Environment>],
) -> Vec<Placed<'n>> {
    let all = |environment: &Arc<Environment>| Placed { environment: Arc::clone(environment), node: None };
    let Some(given) = node.get("environments") else { return environments.iter().map(all).collect() };
    let listed = texts(node, "environments").map(|(name, item)| (name, item.span, None));
    let mapped = given.entries().iter().map(|entry| (&*entry.key.text, entry.key.span, Some(&entry.value)));
    let mut wanted: Vec<(&str, Option<&Node<'static>>)> = Vec::new();
    for (name, span, node) in listed.chain(mapped) {
        if environments.iter().any(|environment| environment.name == name) {
            wanted.push((name, node));
        } else {
            let known = environments.iter().map(|environment| environment.name.as_str());
            binder.unknown("unknown-environment", "environment", name, span, known);
        }
    }
    let find = |environment: &Arc<Environment>| {
        let (_, node) = wanted.iter().find(|(name, _)| *name == environment.name)?;
        Some(Placed { environment: Arc::clone(environment), node: *node })
    };
    environments.iter().filter_map(find).collect()
}

/// The value under `key`: the override's when it has one.
fn layered<'n>(entry: &'n Entry<'static>, placed: &Placed<'n>, key: &str) -> Option<&'n Node<'static>> {
    placed.node.and_then(|node| node.get(key)).or_else(|| entry.value.get(key))
}

fn view(
    binder: &mut Binder<'_>,
    context: &Context<'_>,
    entry: &Entry<'static>,
    blueprint: usize,
    placed: &Placed<'_>,
    owner: &Team,
    values: &[(&str, &str)],
) -> View {
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
    let application = naming.application.fill(&values);
    View {
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

/// Looks a t-shirt size up: the environment's, the platform's, the blueprint's own.
pub fn size(
    binder: &mut Binder<'_>,
    blueprint: usize,
    wanted: Option<&Node<'static>>,
    environment: &Environment,
    span: Span,
) -> (Option<String>, Json) {
    let chosen = &binder.blueprints.list[blueprint];
    let name = wanted.and_then(Node::as_str).or_else(|| chosen.sizes.keys().next().map(String::as_str));
    let Some(name) = name.map(str::to_owned) else { return (None, Json::Object(Default::default())) };
    let tables = environment.sizes.iter().filter_map(|sizes| sizes.get(&chosen.name));
    let found = tables
        .clone()
        .find_map(|table| table.get(&name))
        .map(Node::to_json)
        .or_else(|| chosen.sizes.get(&name).cloned());
    if let Some(size) = found {
        return (Some(name), size);
    }
    let known: Vec<&str> =
        tables.flat_map(Node::entries).map(|e| &*e.key.text).chain(chosen.sizes.keys().map(String::as_str)).collect();
    let message =
        format!("size `{}` of `{}` is not defined for environment `{}`", visible(&name), chosen.name, environment.name);
    let diagnostic = Diagnostic::error("unknown-size", wanted.map_or(span, |node| node.span), message)
        .related(environment.span, "which has no such size")
        .help(suggest(&name, known.iter().copied()));
    binder.sink.push(diagnostic);
    (None, Json::Object(Default::default()))
}

fn scaling(binder: &mut Binder<'_>, entry: &Entry<'static>, placed: &Placed<'_>) -> (i64, Option<i64>, i64) {
    let part = |key: &str| {
        let own = placed.node.and_then(|node| node.get("scaling")).and_then(|scaling| scaling.get(key));
        own.or_else(|| entry.value.get("scaling").and_then(|scaling| scaling.get(key)))
    };
    let (min, max) = (part("min"), part("max"));
    let value = |node: Option<&Node<'static>>| node.and_then(Node::as_int);
    if let (Some(low), Some(high), Some(node)) = (value(min).or(Some(1)), value(max), max)
        && high < low
    {
        let diagnostic =
            Diagnostic::error("invalid-scaling", node.span, format!("`max: {high}` is below `min: {low}`"))
                .help(format!("raise `max` to at least {low}, or lower `min`"));
        binder.sink.push(match min {
            Some(min) => diagnostic.related(min.span, "the fewest copies"),
            None => diagnostic,
        });
    }
    (value(min).unwrap_or(1), value(max), value(part("cpu")).unwrap_or(80))
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
    owner: &Team,
    default_path: &str,
) -> Vec<Secret> {
    let reach = context.naming.team_secrets.fill(&[("group", &context.facts.git.group), ("team", &owner.name)]);
    let mut secrets = std::collections::BTreeMap::new();
    let layers = [entry.value.get("secrets"), placed.node.and_then(|node| node.get("secrets"))];
    for secret in layers.into_iter().flatten().flat_map(Node::entries) {
        let name = secret.key.text.to_string();
        if let Some(node) = secret.value.get("path")
            && let Some(path) = node.as_str()
            && !path.starts_with(&reach)
        {
            let message = format!("secret path `{path}` is out of the team's reach");
            binder.error("secret-out-of-reach", node.span, message, format!("choose a path below `{reach}`"));
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

/// An app's parameters: checked as merged, shown where each was written, defaults filled in.
pub fn parameters(
    binder: &mut Binder<'_>,
    blueprint: usize,
    base: Option<&Node<'static>>,
    own: Option<&Node<'static>>,
    owner: &Entry<'static>,
) -> Json {
    let merged = match (base, own) {
        (Some(base), Some(own)) => {
            let mut entries: Vec<_> =
                base.entries().iter().filter(|e| own.get(&e.key.text).is_none()).cloned().collect();
            entries.extend(own.entries().iter().cloned());
            Some(Node::new(own.span, Value::Mapping(entries)))
        }
        (base, own) => own.or(base).cloned(),
    };
    let shape = &binder.blueprints.list[blueprint].parameters;
    match &merged {
        Some(node) => binder.sink.extend(shape.check("invalid-parameter", node)),
        None => {
            let empty = Node::new(owner.key.span, Value::Mapping(Vec::new()));
            binder.sink.extend(shape.check("invalid-parameter", &empty));
        }
    }
    shape.filled(merged.as_ref())
}

/// An app that answers requests says how it is reached, so that nobody forgets the host name.
fn check_exposure(binder: &mut Binder<'_>, entry: &Entry<'static>, serves: bool, internal: bool, views: &[View]) {
    let name = visible(&entry.key.text);
    for view in views.iter().filter(|view| view.hostname.is_some()) {
        if internal {
            let message = format!("`{name}` has a host name and is internal");
            binder.error(
                "conflicting-exposure",
                view.address,
                message,
                "remove `hostname`, or `internal: true`".into(),
            );
        } else if !serves {
            let message = format!("`{name}` has a host name, but its blueprint answers no requests");
            binder.error("conflicting-exposure", view.address, message, "remove `hostname`".into());
        }
    }
    let without: Vec<&str> =
        views.iter().filter(|view| view.hostname.is_none()).map(|view| view.environment.name.as_str()).collect();
    if serves && !internal && !without.is_empty() {
        let place = if without.len() == views.len() { String::new() } else { format!(" in {}", quoted_list(&without)) };
        let message = format!("`{name}` has no host name{place}, and does not say that it is internal");
        let help = "add `hostname:` with a short DNS label, or `internal: true`".to_owned();
        binder.error("missing-hostname", entry.key.span, message, help);
    }
}

/// Moves apps that share a namespace into that of their host.
fn share_namespaces(binder: &mut Binder<'_>, apps: &mut [Draft<'_>]) {
    for at in 0..apps.len() {
        let Some((wanted, node)) = apps[at].node.get("namespace").and_then(|node| Some((node.as_str()?, node))) else {
            continue;
        };
        let (system, name) = wanted.split_once('/').unwrap_or((&apps[at].app.system.name, wanted));
        let key = |draft: &Draft<'_>| (draft.app.system.name.as_str(), draft.app.name.as_str()).cmp(&(system, name));
        let Ok(host) = apps.binary_search_by(key) else {
            let known: Vec<String> =
                apps.iter().map(|draft| format!("{}/{}", draft.app.system.name, draft.app.name)).collect();
            binder.unknown(
                "unknown-app",
                "app",
                wanted,
                node.span,
                known.iter().map(String::as_str).collect::<Vec<_>>(),
            );
            continue;
        };
        let reason = if host == at {
            Some("is the app itself".to_owned())
        } else if apps[host].node.get("namespace").is_some() {
            Some("shares the namespace of yet another app".to_owned())
        } else if apps[host].app.owner.name != apps[at].app.owner.name {
            Some(format!("belongs to team `{}`", apps[host].app.owner.name))
        } else {
            None
        };
        if let Some(reason) = reason {
            let message = format!("cannot share the namespace of `{wanted}`: it {reason}");
            binder.error(
                "unshareable-namespace",
                node.span,
                message,
                "name an app of the same team that has a namespace of its own".into(),
            );
            continue;
        }
        for view in 0..apps[at].app.views.len() {
            let environment = Arc::clone(&apps[at].app.views[view].environment);
            let found = apps[host].app.views.iter().find(|view| view.environment.name == environment.name);
            let Some(namespace) = found.map(|view| view.namespace.clone()) else {
                let message = format!(
                    "`{wanted}` does not run in `{}`, so its namespace cannot be shared there",
                    environment.name
                );
                binder.error(
                    "unshareable-namespace",
                    node.span,
                    message,
                    format!("add `{}` to the environments of `{wanted}`", environment.name),
                );
                continue;
            };
            apps[at].app.views[view].namespace = namespace;
            apps[at].app.views[view].namespace_owner = false;
        }
    }
}
