//! Derived names: valid, short enough for their strictest consumer, and unique.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

use super::bind::texts;
use super::clusters::{Clusters, INFRASTRUCTURE};
use super::name_provenance::NameProvenance;
use super::naming::Naming;
use super::{App, AppInEnvironment, Platform, Team};
use crate::diagnostic::rules::{invalid_name, name_collision, name_too_long, reserved_name, secret_out_of_reach};
use crate::diagnostic::{Sink, visible};
use crate::source::Span;
use crate::values::is_digits;
use crate::words::counted;
use crate::yaml::node::Node;

/// Longest name of a namespace, label value or catalog entity (Kubernetes, Backstage).
const LABEL: usize = 63;
/// Longest name of a Helm release, which an Application's name is.
const RELEASE: usize = 53;
/// Longest DNS name.
const DNS: usize = 253;
/// Patterns of paths of repositories.
const REPOSITORIES: [&str; 5] =
    ["repository", "deployment", "infrastructureRepository", "platformRepository", "inventoryRepository"];
const RESERVED_HOSTNAMES: [&str; 3] = ["argocd", "backstage", "grafana"];
const RESERVED_NAMESPACES: [&str; 5] = ["argocd", "default", "kube-node-lease", "kube-public", "kube-system"];
const RESERVED_APPLICATIONS: [&str; 2] = ["guardrails", "root"];

/// Checks all derived names of the platform.
pub(crate) fn check(platform: &Platform, naming: &Naming, root: &Node<'static>, sink: &mut Sink) {
    if platform.facts.git.provider == "github" {
        github(platform, root, sink);
    }
    let mut names = Names {
        sink,
        provenance: NameProvenance::new(root),
        held: FxHashMap::default(),
        told: FxHashSet::default(),
        clusters: Clusters::new(platform, root),
    };
    names.platform(platform, root);
    for team in &platform.teams {
        names.team(team);
        names.reserved_project(platform, team);
    }
    let given = |key: &str| -> Vec<&str> {
        root.get("platform").map(|node| texts(node, key).map(|(text, _)| text).collect()).unwrap_or_default()
    };
    let (hostnames, namespaces) = (given("reservedHostnames"), given("reservedNamespaces"));
    for app in &platform.apps {
        let group = platform.facts.git.group.as_str();
        let reach = naming.team_secrets.fill(&[("group", group), ("team", &app.owner.name)]);
        names.app(app);
        names.infrastructure_beside(app);
        for instance in &app.environments {
            names.instance(app, instance);
            names.secret(app, instance, &reach);
            names.reserved(app, instance, &hostnames, &namespaces);
        }
    }
    for resource in &platform.resources {
        names.name("resource", "component", &resource.component, resource.span);
        names.hold(
            "resource",
            "component",
            &resource.component,
            resource.span,
            &format!("resource `{}`", resource.name),
        );
    }
    names.nested();
    names.clusters.tell(names.sink);
    names.provenance.finish(names.sink);
}

struct Names<'s> {
    sink: &'s mut Sink,
    provenance: NameProvenance<'s>,
    /// Who holds a name in a space: the place, the holder, and the pattern that made it.
    held: FxHashMap<(String, String), (Span, String, &'static str)>,
    /// Pairs of holders whose collision was told, by the pattern that causes it: one fault makes several names collide.
    told: FxHashSet<(Option<&'static str>, Span, Span)>,
    clusters: Clusters,
}

impl Names<'_> {
    fn platform(&mut self, platform: &Platform, root: &Node<'static>) {
        let span = root.entry("platform").map_or(root.span, |entry| entry.key.span);
        let facts = &platform.facts;
        for (path, what, pattern) in [
            (&facts.argocd, "Argo CD", "platformRepository"),
            (&facts.guardrails, "guardrails", "platformRepository"),
            (&facts.catalog, "catalog", "platformRepository"),
            (&facts.inventory, "inventory", "inventoryRepository"),
        ] {
            self.name("repository", pattern, path, span);
            self.hold("repository", pattern, path, span, &format!("the platform's {what} repository"));
        }
    }

    fn team(&mut self, team: &Team) {
        let of_team = format!("team `{}`", team.name);
        self.name("AppProject", "project", &team.project, team.span);
        self.hold("AppProject", "project", &team.project, team.span, &of_team);
        let Some(infrastructure) = &team.infrastructure else { return };
        let holder = format!("the infrastructure of {of_team}");
        self.name("repository", "infrastructureRepository", &infrastructure.repository, team.span);
        self.hold("repository", "infrastructureRepository", &infrastructure.repository, team.span, &holder);
        let namespace = &infrastructure.namespace;
        self.name("namespace", "infrastructureNamespace", namespace, team.span);
        for environment in &infrastructure.environments {
            self.hold_in(INFRASTRUCTURE, environment, "infrastructureNamespace", namespace, team.span, &holder);
        }
    }

    /// Argo CD's own project, and the one that blueprints of the platform call theirs (`project`).
    fn reserved_project(&mut self, platform: &Platform, team: &Team) {
        let own = |(_, parameters): &(usize, Arc<Json>)| {
            parameters.get("project").and_then(Json::as_str) == Some(&team.project)
        };
        let holder = match () {
            () if team.project == "default" => "Argo CD itself",
            () if platform.blueprints.iter().any(own) => "the platform itself",
            () => return,
        };
        let message = format!("AppProject `{}` belongs to {holder}", team.project);
        let diagnostic = reserved_name::RULE.at(team.span, message).help("rename the team");
        self.provenance.fault("project", diagnostic, "change it to give another name".to_owned());
    }

    fn app(&mut self, app: &App) {
        let holder = format!("app `{}/{}`", app.system.name, app.name);
        let deployment = format!("the deployment of app `{}/{}`", app.system.name, app.name);
        self.name("component", "component", &app.component, app.span);
        self.hold("component", "component", &app.component, app.span, &holder);
        self.name("repository", "repository", &app.repository, app.span);
        self.hold("repository", "repository", &app.repository, app.span, &holder);
        self.name("repository", "deployment", &app.deployment, app.span);
        self.hold("repository", "deployment", &app.deployment, app.span, &deployment);
        self.name("image", "image", &app.image, app.span);
        self.hold("image", "image", &app.image, app.span, &holder);
    }

    fn instance(&mut self, app: &App, instance: &AppInEnvironment) {
        let holder = format!("app `{}/{}`", app.system.name, app.name);
        let environment = &instance.environment.name;
        if instance.namespace_owner {
            // The Application has the tighter budget; one name is told once.
            if instance.namespace != instance.application {
                self.name("namespace", "namespace", &instance.namespace, app.span);
            }
            self.hold_in("namespace", environment, "namespace", &instance.namespace, app.span, &holder);
        }
        self.name("Application", "application", &instance.application, app.span);
        self.hold_in("Application", environment, "application", &instance.application, app.span, &holder);
        if let Some(host) = &instance.host {
            self.name("host name", "host", host, instance.address);
            let place = format!("{host}{}", instance.path.to_ascii_lowercase());
            // Names are looked up by all environments alike: two that share a domain share its addresses.
            self.hold("address", "host", &place, instance.address, &format!("{holder} in `{environment}`"));
        }
    }

    /// Where an app's secrets lie when it names no other place.
    fn secret(&mut self, app: &App, instance: &AppInEnvironment, reach: &str) {
        self.name("secret path", "secret", &instance.secret_path, app.span);
        if !instance.secret_path.starts_with(reach) {
            let message = format!("secret path `{}` is outside the team's part of the store", instance.secret_path);
            let remedy = format!("start `platform.naming.secret` with `platform.naming.teamSecrets`, here `{reach}`");
            let diagnostic = secret_out_of_reach::RULE.at(app.span, message).help(remedy.clone());
            self.provenance.fault("secret", diagnostic, remedy);
        }
    }

    /// Judges a name by itself: others derive theirs from it, and it must fit the tightest of them.
    fn name(&mut self, what: &'static str, pattern: &'static str, name: &str, span: Span) {
        self.provenance.name(pattern);
        let (budget, form, legal) = form(what, name);
        let length = name.chars().count();
        if length > budget {
            let message = format!("{what} `{name}` is {length} characters long, over the limit of {budget}");
            let over = counted(length - budget, "character");
            let help = format!("shorten the names it is derived from by {over}, or change `platform.naming.{pattern}`");
            let diagnostic = name_too_long::RULE.at(span, message).help(help);
            self.provenance.fault(pattern, diagnostic, format!("shorten the pattern by {over}"));
        }
        if !legal {
            let message = format!("{what} `{}` is not {form}", visible(name));
            let help = format!("change `platform.naming.{pattern}` to give {}", expected(what));
            let diagnostic = invalid_name::RULE.at(span, message).help(help);
            self.provenance.fault(pattern, diagnostic, format!("change it to give {}", expected(what)));
        }
    }

    /// A repository cannot lie in another one; only patterns of a user's own bring that about.
    fn nested(&mut self) {
        if !REPOSITORIES.iter().any(|pattern| self.provenance.given_pattern(pattern).is_some()) {
            return;
        }
        let in_space = self.held.iter().filter(|((space, _), _)| space == "repository");
        let mut inner: Vec<_> = in_space.map(|((_, path), (span, holder, _))| (path, *span, holder)).collect();
        inner.sort_unstable();
        for (path, span, holder) in inner {
            let above = path.match_indices('/').map(|(end, _)| ("repository".to_owned(), path[..end].to_owned()));
            let mut outer = above.filter_map(|key| self.held.get(&key).map(|found| (key.1, found)));
            let Some((outer, (other, name, pattern))) = outer.next() else { continue };
            let message = format!("repository `{path}` lies inside repository `{outer}`");
            let diagnostic = name_collision::RULE
                .at(span, message)
                .label(format!("of {holder}"))
                .related(*other, format!("and of {name}"))
                .help("rename one of the two");
            let remedy = "add a part that no other repository starts with, such as `{group}/teams/{team}`".to_owned();
            self.provenance.fault(pattern, diagnostic, remedy);
        }
    }

    /// Notes who holds a name on the cluster of an environment.
    fn hold_in(
        &mut self,
        what: &'static str,
        environment: &str,
        pattern: &'static str,
        name: &str,
        span: Span,
        holder: &str,
    ) {
        let cluster = self.clusters.first(environment);
        let space = format!("{} in `{cluster}`", if what == INFRASTRUCTURE { "namespace" } else { what });
        if cluster != environment
            && let Some((first, other, _)) = self.held.get(&(space.clone(), name.to_owned()))
            && (*first, other.as_str()) == (span, holder)
        {
            self.clusters.share(environment, what, name, span);
            return;
        }
        self.hold(&space, pattern, name, span, holder);
    }

    /// Notes who holds a name; a second holder is an error that shows both.
    fn hold(&mut self, space: &str, pattern: &'static str, name: &str, span: Span, holder: &str) {
        match self.held.entry((space.to_owned(), name.to_owned())) {
            Entry::Vacant(entry) => {
                entry.insert((span, holder.to_owned(), pattern));
            }
            Entry::Occupied(entry) => {
                let (first, other, _) = entry.get();
                if !self.told.insert((self.provenance.given_pattern(pattern), *first, span)) {
                    return self.provenance.again(pattern, &name_collision::RULE);
                }
                let what = space.split(" in ").next().unwrap_or(space);
                let diagnostic = name_collision::RULE
                    .at(span, format!("{what} `{name}` is used twice"))
                    .label(format!("by {holder}"))
                    .related(*first, format!("and by {other}"))
                    .help("rename one of the two");
                let remedy = "add a placeholder that differs between the two".to_owned();
                self.provenance.fault(pattern, diagnostic, remedy);
            }
        }
    }

    fn reserved(&mut self, app: &App, instance: &AppInEnvironment, hostnames: &[&str], namespaces: &[&str]) {
        let taken = |name: &str, own: &[&str], given: &[&str]| own.contains(&name) || given.contains(&name);
        if let Some(hostname) = instance.hostname.as_deref().filter(|name| taken(name, &RESERVED_HOSTNAMES, hostnames))
        {
            let message = format!("host name `{hostname}` belongs to the platform itself");
            self.sink.push(reserved_name::RULE.at(instance.address, message).help("choose another host name"));
        }
        if taken(&instance.namespace, &RESERVED_NAMESPACES, namespaces) {
            let message = format!("namespace `{}` belongs to the platform itself", instance.namespace);
            let diagnostic = reserved_name::RULE.at(app.span, message).help("rename the app");
            self.provenance.fault("namespace", diagnostic, "change it to give another name".to_owned());
        }
        if RESERVED_APPLICATIONS.contains(&instance.application.as_str()) {
            let message = format!("Application `{}` belongs to the platform itself", instance.application);
            let diagnostic = reserved_name::RULE.at(app.span, message).help("rename the app");
            self.provenance.fault("application", diagnostic, "change it to give another name".to_owned());
        }
    }

    /// `team-a-infra-x` beside the namespace `team-a-infra` reads like a part of it, and a glob takes it for one.
    fn infrastructure_beside(&mut self, app: &App) {
        let Some(infrastructure) = &app.owner.infrastructure else { return };
        let prefix = format!("{}-", infrastructure.namespace);
        if let Some(instance) = app.environments.iter().find(|instance| instance.namespace.starts_with(&prefix)) {
            let message = format!(
                "namespace `{}` starts with the infrastructure namespace `{}`",
                instance.namespace, infrastructure.namespace
            );
            let diagnostic = name_collision::RULE
                .at(app.span, message)
                .related(app.owner.span, "the team that owns that infrastructure")
                .help("rename the system or the app");
            self.sink.push(diagnostic);
        }
    }
}

/// GitHub knows repositories as `owner/name`; one finding for each pattern that gives anything else.
fn github(platform: &Platform, root: &Node<'static>, sink: &mut Sink) {
    let first = platform.apps.first();
    let infrastructure = platform.teams.iter().find_map(|team| team.infrastructure.as_ref());
    let part = |path: [&str; 2]| path.iter().try_fold(root.get("platform")?, |node, key| node.get(key));
    let given_inventory = part(["naming", "inventoryRepository"]);
    let made = [
        ("platformRepository", Some(&platform.facts.argocd)),
        // Where it is not given it is made from the pattern above.
        ("inventoryRepository", given_inventory.map(|_| &platform.facts.inventory)),
        ("repository", first.map(|app| &app.repository)),
        ("deployment", first.map(|app| &app.deployment)),
        ("infrastructureRepository", infrastructure.map(|infrastructure| &infrastructure.repository)),
    ];
    for (pattern, path) in made {
        let Some(path) = path.filter(|path| path.matches('/').count() != 1) else { continue };
        let Some(node) = part(["naming", pattern]).or_else(|| part(["git", "group"])) else { continue };
        let message = format!("repository `{path}` is not of the form `owner/name`, which GitHub requires");
        let help = format!("give `git.group` one name, and `naming.{pattern}` one `/`");
        sink.push(invalid_name::RULE.at(node.span, message).help(help));
    }
}

/// The longest that a kind of name may be, what it must be, and whether it is.
fn form(what: &str, name: &str) -> (usize, &'static str, bool) {
    match what {
        "repository" => (usize::MAX, "a valid repository path", is_repository(name)),
        "image" => (usize::MAX, "a valid image name", is_image(name)),
        "secret path" => (usize::MAX, "a valid secret path", is_path(name, |byte| byte.is_ascii_alphanumeric())),
        "host name" => (DNS, "a valid DNS name", is_host(name)),
        "Application" => (RELEASE, "a valid DNS label", is_dns_label(name)),
        _ => (LABEL, "a valid DNS label", is_dns_label(name)),
    }
}

fn expected(what: &str) -> &'static str {
    match what {
        "repository" => "names of letters, digits, `.`, `_` and `-`, at least two, separated by `/`",
        "image" => "a host and names of lower-case letters, digits, `.`, `_` and `-`, separated by `/`",
        "secret path" => "names of letters, digits, `.`, `_` and `-`, separated by `/`",
        "host name" => "labels of lower-case letters, digits and hyphens, separated by `.`",
        _ => "lower-case letters, digits and hyphens, starting with a letter",
    }
}

/// Parts between slashes that begin with certain characters, and hold nothing that any reader takes for more.
fn is_path(path: &str, begins: impl Fn(&u8) -> bool) -> bool {
    path.split('/').all(|part| {
        let legal = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        legal && part.as_bytes().first().is_some_and(&begins) && !part.ends_with('.') && part.len() <= 255
    })
}

/// What GitLab and GitHub take: a repository lies in a group, and is not called like one of their own addresses.
fn is_repository(path: &str) -> bool {
    let own = |part: &str| part.ends_with(".git") || part.ends_with(".atom");
    path.contains('/')
        && is_path(path, |byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        && !path.split('/').any(own)
}

/// The OCI distribution's grammar: a host, perhaps with a port, and lower-case names.
fn is_image(image: &str) -> bool {
    let Some((host, path)) = image.split_once('/') else { return false };
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let lower = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    is_path(host, lower)
        && is_digits(port)
        && is_path(path, lower)
        && !image.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_host(host: &str) -> bool {
    host.split('.').all(|label| label.len() <= LABEL && is_label(label))
}

/// RFC 1123, of any length.
fn is_label(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(legal) && !name.starts_with('-') && !name.ends_with('-')
}

/// RFC 1035: what a Service, the strictest consumer, is called.
fn is_dns_label(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && is_label(name)
}
