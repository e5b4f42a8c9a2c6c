//! Which apps call which: cycles are errors, and both ends of every call are recorded.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules::{absent_dependency, dependency_cycle, unknown_api, unknown_app, unknown_resource};
use crate::source::Span;

use super::apis::DraftApi;
use super::apps::Draft;
use super::bind::{Binder, sorted, suggest_app, texts};
use super::{AppInEnvironment, Peer, cycles};
use crate::diagnostic::visible;
use crate::words::quoted_list;

/// An edge between apps, and where it was written.
struct Edge {
    from: usize,
    to: usize,
    span: Span,
}

/// Binds `dependsOn` and `consumes`, notes the peers of every app in every environment, and finds circles.
pub(crate) fn bind(binder: &mut Binder<'_>, apps: &mut [Draft<'_>], apis: &[DraftApi]) {
    let index: rustc_hash::FxHashMap<String, usize> = apps
        .iter()
        .enumerate()
        .map(|(at, draft)| (format!("{}/{}", draft.app.system.name, draft.app.name), at))
        .collect();
    let mut edges = Vec::new();
    for from in 0..apps.len() {
        depends_on(binder, apps, from, &index, &mut edges);
        consumes(binder, apps, from, apis, &mut edges);
    }
    let mut graph = vec![Vec::new(); apps.len()];
    for edge in &edges {
        graph[edge.from].push(edge.to);
    }
    for found in cycles::cycles(&graph) {
        let path = cycles::shown(&found, |at| &apps[at].app.component);
        let span = |at: usize| {
            let next = found[(found.iter().position(|known| *known == at).unwrap_or(0) + 1) % found.len()];
            edges.iter().find(|edge| edge.from == at && edge.to == next).map_or(apps[at].app.span, |edge| edge.span)
        };
        binder.sink.push(cycles::diagnostic("apps depend on one another in a cycle", &path, &found, span));
    }
    for edge in &edges {
        connect(apps, edge.from, edge.to);
        binder.sink.extend(absent(apps, edge));
    }
    for draft in apps {
        for instance in &mut draft.app.environments {
            for peers in [&mut instance.dependencies, &mut instance.dependents] {
                peers.sort();
                peers.dedup();
            }
        }
    }
}

type Index = rustc_hash::FxHashMap<String, usize>;

fn depends_on(binder: &mut Binder<'_>, apps: &mut [Draft<'_>], from: usize, index: &Index, edges: &mut Vec<Edge>) {
    let node = apps[from].node;
    for (name, item) in texts(node, "dependsOn") {
        let parts: Vec<_> = name.split('/').collect();
        let key = match parts.as_slice() {
            [app] => format!("{}/{app}", apps[from].app.system.name),
            [system, app, ..] => format!("{system}/{app}"),
            [] => continue,
        };
        let Some(to) = index.get(&key).copied() else {
            if key.split_once('/').is_some_and(|(system, app)| binder.has_app(system, app)) {
                continue;
            }
            let known: Vec<&str> = index.iter().filter(|(_, at)| **at != from).map(|(key, _)| &**key).collect();
            let help = suggest_app(&key, known.iter().copied());
            binder.error(&unknown_app::RULE, item.span, format!("unknown app `{}`", visible(name)), help);
            continue;
        };
        let reference = match parts.get(2) {
            None if to == from => {
                binder.error(
                    &dependency_cycle::RULE,
                    item.span,
                    format!("`{name}` depends on itself"),
                    "remove this line".into(),
                );
                continue;
            }
            None => format!("component:default/{}", apps[to].app.component),
            Some(resource) => {
                let resources: Vec<&str> = sorted(apps[to].node, "resources").iter().map(|e| &*e.key.text).collect();
                if !resources.contains(resource) {
                    binder.unknown(&unknown_resource::RULE, "resource", resource, item.span, resources.iter().copied());
                    continue;
                }
                format!("resource:default/{}-{resource}", apps[to].app.component)
            }
        };
        apps[from].app.depends_on.push(reference);
        if to != from {
            edges.push(Edge { from, to, span: item.span });
        }
    }
}

fn consumes(binder: &mut Binder<'_>, apps: &mut [Draft<'_>], from: usize, apis: &[DraftApi], edges: &mut Vec<Edge>) {
    let node = apps[from].node;
    for (name, item) in texts(node, "consumes") {
        let Ok(at) = apis.binary_search_by(|api| api.name.as_str().cmp(name)) else {
            if binder.has_api(name) {
                continue;
            }
            binder.unknown(&unknown_api::RULE, "API", name, item.span, apis.iter().map(|api| api.name.as_str()));
            continue;
        };
        if apis[at].provider == from {
            let message = format!("`{name}` is provided by the app itself");
            binder.error(&dependency_cycle::RULE, item.span, message, "remove this line".into());
            continue;
        }
        apps[from].app.consumes.push(name.to_owned());
        edges.push(Edge { from, to: apis[at].provider, span: item.span });
    }
}

/// Notes a call on both ends, in every environment where both run.
fn connect(apps: &mut [Draft<'_>], from: usize, to: usize) {
    for at in 0..apps[from].app.environments.len() {
        let environment = apps[from].app.environments[at].environment.name.clone();
        let Some(other) =
            apps[to].app.environments.iter().position(|instance| instance.environment.name == environment)
        else {
            continue;
        };
        let callee = peer(&apps[to], &apps[to].app.environments[other]);
        let caller = peer(&apps[from], &apps[from].app.environments[at]);
        apps[from].app.environments[at].dependencies.push(callee);
        apps[to].app.environments[other].dependents.push(caller);
    }
}

/// An app that depends on one that is not there, in some of its environments.
fn absent(apps: &[Draft<'_>], edge: &Edge) -> Option<Diagnostic> {
    let (from, to) = (&apps[edge.from], &apps[edge.to]);
    let runs =
        |draft: &Draft<'_>, name: &str| draft.app.environments.iter().any(|instance| instance.environment.name == name);
    let names = from.app.environments.iter().map(|instance| instance.environment.name.as_str());
    let without: Vec<&str> = names.filter(|name| !runs(to, name)).collect();
    // Where an environment is unknown, so is what is meant.
    let known = |draft: &Draft<'_>| {
        let given = draft.node.get("environments").map(|node| node.items().len() + node.entries().len());
        given.is_none_or(|given| given == draft.app.environments.len())
    };
    if without.is_empty() || !known(from) || !known(to) {
        return None;
    }
    let (other, places) = (format!("{}/{}", to.app.system.name, to.app.name), quoted_list(&without));
    let message = format!("`{other}` does not run in {places}, where `{}` depends on it", from.app.name);
    let help = format!("add {places} to the environments of `{other}`, or remove the dependency");
    Some(absent_dependency::RULE.at(edge.span, message).related(to.app.span, "the app it depends on").help(help))
}

fn peer(draft: &Draft<'_>, instance: &AppInEnvironment) -> Peer {
    Peer {
        component: draft.app.component.clone(),
        namespace: instance.namespace.clone(),
        team: draft.app.owner.name.clone(),
        port: instance.port(),
    }
}
