//! Derived names: legal, short enough for their tightest consumer, and each held by one thing only.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bind::texts;
use super::{App, Platform, View};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;
use crate::yaml::node::Node;

/// Longest name of a namespace, label value or catalog entity (Kubernetes, Backstage).
const LABEL: usize = 63;
/// Longest name of a Helm release, which an Application's name is.
const RELEASE: usize = 53;
/// Longest DNS name.
const DNS: usize = 253;
const RESERVED_HOSTNAMES: [&str; 3] = ["argocd", "backstage", "grafana"];
const RESERVED_NAMESPACES: [&str; 5] = ["argocd", "default", "kube-node-lease", "kube-public", "kube-system"];
const RESERVED_APPLICATIONS: [&str; 2] = ["guardrails", "root"];

/// Checks all derived names of the platform.
pub fn check(platform: &Platform, root: &Node<'static>, sink: &mut Sink) {
    if platform.facts.git.provider == "github" {
        github(platform, root, sink);
    }
    let mut names = Names { sink, held: FxHashMap::default(), told: FxHashSet::default() };
    for (path, what) in [
        (&platform.facts.argocd, "Argo CD"),
        (&platform.facts.guardrails, "guardrails"),
        (&platform.facts.catalog, "catalog"),
        (&platform.facts.inventory, "inventory"),
    ] {
        let span = root.get("platform").map_or(root.span, |node| node.span);
        names.hold("repository", path, Span { end: span.start, ..span }, &format!("the platform's {what} repository"));
    }
    for team in &platform.teams {
        let Some(infrastructure) = &team.infrastructure else { continue };
        let holder = format!("the infrastructure of team `{}`", team.name);
        names.hold("repository", &infrastructure.repository, team.span, &holder);
        names.length("namespace", &infrastructure.namespace, LABEL, team.span, "infrastructureNamespace");
        for environment in &infrastructure.environments {
            names.hold(&format!("namespace in `{environment}`"), &infrastructure.namespace, team.span, &holder);
        }
    }
    let given = |key: &str| -> Vec<&str> {
        root.get("platform").map(|node| texts(node, key).map(|(text, _)| text).collect()).unwrap_or_default()
    };
    let (hostnames, namespaces) = (given("reservedHostnames"), given("reservedNamespaces"));
    for app in &platform.apps {
        names.app(app);
        names.infrastructure_beside(app);
        for view in &app.views {
            names.view(app, view);
            names.reserved(app, view, &hostnames, &namespaces);
        }
    }
    for resource in &platform.resources {
        names.length("resource", &resource.component, LABEL, resource.span, "component");
        names.hold("resource", &resource.component, resource.span, &format!("resource `{}`", resource.name));
    }
}

struct Names<'s> {
    sink: &'s mut Sink,
    held: FxHashMap<(String, String), (Span, String)>,
    /// Pairs of holders whose collision was told: one fault makes several names collide.
    told: FxHashSet<(Span, Span)>,
}

impl Names<'_> {
    fn app(&mut self, app: &App) {
        let holder = format!("app `{}/{}`", app.system.name, app.name);
        self.length("component", &app.component, LABEL, app.span, "component");
        self.hold("component", &app.component, app.span, &holder);
        self.hold("repository", &app.repository, app.span, &holder);
        self.hold(
            "repository",
            &app.deployment,
            app.span,
            &format!("the deployment of app `{}/{}`", app.system.name, app.name),
        );
    }

    fn view(&mut self, app: &App, view: &View) {
        let holder = format!("app `{}/{}`", app.system.name, app.name);
        let environment = &view.environment.name;
        if view.namespace_owner {
            // The Application has the tighter budget; one name is told once.
            if view.namespace != view.application {
                self.length("namespace", &view.namespace, LABEL, app.span, "namespace");
            }
            self.hold(&format!("namespace in `{environment}`"), &view.namespace, app.span, &holder);
        }
        self.length("Application", &view.application, RELEASE, app.span, "application");
        self.hold(&format!("Application in `{environment}`"), &view.application, app.span, &holder);
        if let Some(host) = &view.host {
            self.length("host name", host, DNS, view.address, "host");
            let place = format!("{host}{}", view.path.to_ascii_lowercase());
            // Names are looked up by all environments alike: two that share a domain share its addresses.
            self.hold("address", &place, view.address, &format!("{holder} in `{environment}`"));
        }
    }

    /// A name that others derive theirs from must fit the tightest of them; nothing is cut in silence.
    fn length(&mut self, what: &str, name: &str, budget: usize, span: Span, pattern: &str) {
        let length = name.chars().count();
        if length > budget {
            let message = format!("{what} `{name}` is {length} characters long, {budget} are allowed");
            let help = format!(
                "shorten the names it is made of by {} characters, or change `platform.naming.{pattern}`",
                length - budget
            );
            self.sink.push(Diagnostic::error("name-too-long", span, message).help(help));
        }
        let legal = what == "host name" || is_dns_label(name);
        if !legal {
            let message = format!("{what} `{name}` is not a legal DNS label");
            let help = format!(
                "make `platform.naming.{pattern}` give lower-case letters, digits and hyphens, beginning with a letter"
            );
            self.sink.push(Diagnostic::error("invalid-name", span, message).help(help));
        }
    }

    /// Notes who holds a name; a second holder is an error that shows both.
    fn hold(&mut self, space: &str, name: &str, span: Span, holder: &str) {
        match self.held.entry((space.to_owned(), name.to_owned())) {
            Entry::Vacant(entry) => {
                entry.insert((span, holder.to_owned()));
            }
            Entry::Occupied(entry) => {
                let (first, other) = entry.get();
                if !self.told.insert((*first, span)) {
                    return;
                }
                let what = space.split(" in ").next().unwrap_or(space);
                let diagnostic = Diagnostic::error("name-collision", span, format!("{what} `{name}` is taken twice"))
                    .label(format!("by {holder}"))
                    .related(*first, format!("and by {other}"))
                    .help("rename one of the two");
                self.sink.push(diagnostic);
            }
        }
    }

    fn reserved(&mut self, app: &App, view: &View, hostnames: &[&str], namespaces: &[&str]) {
        let taken = |name: &str, own: &[&str], given: &[&str]| own.contains(&name) || given.contains(&name);
        if let Some(hostname) = view.hostname.as_deref().filter(|name| taken(name, &RESERVED_HOSTNAMES, hostnames)) {
            let message = format!("host name `{hostname}` belongs to the platform itself");
            self.sink.push(Diagnostic::error("reserved-name", view.address, message).help("choose another host name"));
        }
        if taken(&view.namespace, &RESERVED_NAMESPACES, namespaces) {
            let message = format!("namespace `{}` belongs to the platform itself", view.namespace);
            self.sink.push(Diagnostic::error("reserved-name", app.span, message).help("rename the app"));
        }
        if RESERVED_APPLICATIONS.contains(&view.application.as_str()) {
            let message = format!("Application `{}` belongs to the platform itself", view.application);
            self.sink.push(Diagnostic::error("reserved-name", app.span, message).help("rename the app"));
        }
    }

    /// `team-a-infra-x` beside the namespace `team-a-infra` reads like a part of it, and a glob takes it for one.
    fn infrastructure_beside(&mut self, app: &App) {
        let Some(infrastructure) = &app.owner.infrastructure else { return };
        let prefix = format!("{}-", infrastructure.namespace);
        if let Some(view) = app.views.iter().find(|view| view.namespace.starts_with(&prefix)) {
            let message = format!(
                "namespace `{}` begins like the infrastructure namespace `{}`",
                view.namespace, infrastructure.namespace
            );
            let diagnostic = Diagnostic::error("name-collision", app.span, message)
                .related(app.owner.span, "the team whose infrastructure it looks like")
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
        let message = format!("repository `{path}` is not of the form `owner/name`, which is all that GitHub knows");
        let help = format!("give `git.group` one name, and `naming.{pattern}` one `/`");
        sink.push(Diagnostic::error("invalid-name", node.span, message).help(help));
    }
}

/// RFC 1035: what a Service, the strictest consumer, is called.
fn is_dns_label(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last().is_some_and(|byte| *byte != b'-')
        && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}
