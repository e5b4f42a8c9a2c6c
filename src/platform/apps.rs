//! Systems and their apps: defaults filled, overrides merged, for every environment.

use std::sync::Arc;

use super::app_in_environment::{Placed, app_in_environment, parameters, placements};
use super::bind::{Binder, Context, links, sorted, strings, suggest_app, text, title_of};
use super::naming::Naming;
use super::{App, AppInEnvironment, Environment, Facts, System, Team};
use crate::blueprint::Entity;
use crate::diagnostic::rules::{
    conflicting_exposure, missing_hostname, unknown_app, unknown_domain, unshareable_namespace,
};
use crate::diagnostic::{nearest, visible};
use crate::words::quoted_list;
use crate::yaml::node::{Entry, Node};

/// An app under construction, with its part of the inventory.
pub(crate) struct Draft<'i> {
    pub(crate) app: App,
    pub(crate) node: &'i Node<'static>,
}

/// All systems and apps, each sorted by name.
pub(crate) fn systems<'i>(
    binder: &mut Binder<'i>,
    naming: &Naming,
    facts: &Facts,
    environments: &[Arc<Environment>],
    teams: &[Arc<Team>],
) -> (Vec<Arc<System>>, Vec<Draft<'i>>) {
    let context = Context { naming, facts, environments, teams };
    let (mut systems, mut apps) = (Vec::new(), Vec::new());
    for entry in sorted(binder.root, "systems") {
        let domain = binder.domain_of(entry);
        let Some(owner) = binder.team(&entry.value, "owner", teams) else { continue };
        let system = Arc::new(system(entry, owner, domain, naming));
        let given = text(&entry.value, "owner");
        for entry in sorted(&entry.value, "apps") {
            apps.extend(app(binder, &context, &system, given.as_deref(), entry));
        }
        systems.push(system);
    }
    share_namespaces(binder, &mut apps);
    (systems, apps)
}

impl Binder<'_> {
    fn domain_of(&mut self, entry: &Entry<'static>) -> Option<String> {
        let node = entry.value.get("domain")?;
        let name = node.as_str()?;
        // One whose owner is unknown was reported, and is there all the same.
        let known = self.root.get("domains").map(Node::entries).unwrap_or_default();
        if !known.iter().any(|domain| domain.key.text == name) {
            let known: Vec<&str> = known.iter().map(|domain| &*domain.key.text).collect();
            self.unknown(&unknown_domain::RULE, "domain", name, node.span, known);
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
    owner_of_system: Option<&str>,
    entry: &'i Entry<'static>,
) -> Option<Draft<'i>> {
    let node = &entry.value;
    let owner = match node.get("owner") {
        Some(_) => binder.team(node, "owner", context.teams),
        None => Some(Arc::clone(&system.owner)),
    };
    let owner = owner?;
    // What only the owner may do is not checked against a team that merely stands in for it.
    let named = node.get("owner").map_or(owner_of_system, Node::as_str);
    let teams = || context.teams.iter().map(|team| team.name.as_str());
    let meant = named.is_some_and(|name| name == owner.name || nearest(name, teams()) == Some(&owner.name));
    let blueprint = node.get("blueprint").and_then(|node| binder.maker(node, Entity::App));
    let placed = placements(binder, node, context.environments);
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
    let serves = blueprint.map(|at| binder.blueprints.list[at].serves);
    let mut seen = |placed: &Placed<'_>| {
        app_in_environment(binder, context, entry, blueprint, placed, meant.then_some(&*owner), &values)
    };
    let environments: Vec<AppInEnvironment> = placed.iter().map(&mut seen).collect();
    // An app that runs nowhere, because none of its environments exists, is checked in the first.
    let nowhere: Option<AppInEnvironment> = context
        .environments
        .first()
        .filter(|_| environments.is_empty())
        .map(|environment| seen(&Placed { environment: Arc::clone(environment), node: None }));
    let mut branches: Vec<String> = Vec::new();
    for instance in &environments {
        if !branches.contains(&instance.environment.branch) {
            branches.push(instance.environment.branch.clone());
        }
    }
    if branches.is_empty() {
        branches.push(git.branch.clone());
    }
    let internal = node.get("internal").and_then(Node::as_bool).unwrap_or(false);
    check_exposure(binder, entry, serves, internal, nowhere.as_slice().iter().chain(&environments));
    let app = App {
        span: entry.key.span,
        title: text(node, "title").unwrap_or_else(|| title_of(&name)),
        description: text(node, "description"),
        blueprint,
        blueprint_name: text(node, "blueprint").unwrap_or_default(),
        serves: serves.unwrap_or(false),
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
        environments,
        owner,
        system: Arc::clone(system),
        name,
        component,
    };
    Some(Draft { app, node })
}

/// An app that answers requests says how it is reached, so that nobody forgets the host name. Whether it does is not
/// known without its blueprint.
fn check_exposure<'v>(
    binder: &mut Binder<'_>,
    entry: &Entry<'static>,
    serves: Option<bool>,
    internal: bool,
    environments: impl Iterator<Item = &'v AppInEnvironment>,
) {
    let name = visible(&entry.key.text);
    let environments: Vec<&AppInEnvironment> = environments.collect();
    for instance in environments.iter().filter(|instance| instance.hostname.is_some()) {
        let reason = match (internal, serves) {
            (true, _) => (", but is internal", "remove `hostname`, or `internal: true`"),
            (false, Some(false)) => (", but its blueprint serves no requests", "remove `hostname`"),
            (false, Some(true) | None) => continue,
        };
        let message = format!("`{name}` has a host name{}", reason.0);
        binder.error(&conflicting_exposure::RULE, instance.address, message, reason.1.into());
    }
    let without: Vec<&str> = environments
        .iter()
        .filter(|instance| instance.hostname.is_none())
        .map(|instance| instance.environment.name.as_str())
        .collect();
    // A value of the wrong kind was reported, and says that something was meant.
    let meant = entry.value.get("hostname").is_some_and(|node| node.as_str().is_none())
        || entry.value.get("internal").is_some_and(|node| node.as_bool().is_none());
    if serves == Some(true) && !internal && !meant && !without.is_empty() {
        let place =
            if without.len() == environments.len() { String::new() } else { format!(" in {}", quoted_list(&without)) };
        let message = format!("`{name}` has no host name{place}, and is not marked as internal");
        let help = "add `hostname:` with a short DNS label, or `internal: true`".to_owned();
        binder.error(&missing_hostname::RULE, entry.key.span, message, help);
    }
}

/// All apps but one, for which no app itself is ever meant.
fn others<'a, 'i>(one: &Draft<'i>, apps: &'a [Draft<'i>]) -> impl Iterator<Item = &'a Draft<'i>> {
    let own = one.app.span;
    apps.iter().filter(move |draft| draft.app.span != own)
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
            if binder.has_app(system, name) {
                continue;
            }
            let known: Vec<String> =
                others(&apps[at], apps).map(|draft| format!("{}/{}", draft.app.system.name, draft.app.name)).collect();
            let help = suggest_app(&format!("{system}/{name}"), known.iter().map(String::as_str));
            binder.error(&unknown_app::RULE, node.span, format!("unknown app `{}`", visible(wanted)), help);
            continue;
        };
        let reason = if host == at {
            Some("is the app itself".to_owned())
        } else if apps[host].node.get("namespace").is_some() {
            Some("itself shares the namespace of another app".to_owned())
        } else if apps[host].app.owner.name != apps[at].app.owner.name {
            Some(format!("belongs to team `{}`", apps[host].app.owner.name))
        } else {
            None
        };
        if let Some(reason) = reason {
            let message = format!("cannot share the namespace of `{wanted}`: it {reason}");
            binder.error(
                &unshareable_namespace::RULE,
                node.span,
                message,
                "name an app of the same team that has its own namespace".into(),
            );
            continue;
        }
        for instance in 0..apps[at].app.environments.len() {
            let environment = Arc::clone(&apps[at].app.environments[instance].environment);
            let found =
                apps[host].app.environments.iter().find(|instance| instance.environment.name == environment.name);
            let Some(namespace) = found.map(|instance| instance.namespace.clone()) else {
                let message = format!(
                    "`{wanted}` does not run in `{}`, so its namespace cannot be shared there",
                    environment.name
                );
                binder.error(
                    &unshareable_namespace::RULE,
                    node.span,
                    message,
                    format!("add `{}` to the environments of `{wanted}`", environment.name),
                );
                continue;
            };
            apps[at].app.environments[instance].namespace = namespace;
            apps[at].app.environments[instance].namespace_owner = false;
        }
    }
}
