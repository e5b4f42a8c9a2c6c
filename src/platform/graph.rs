//! Who follows, calls and contains whom: circles are errors, and the two ends of every call are noted.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules::{absent_dependency, dependency_cycle, unknown_api, unknown_app, unknown_resource};
use crate::source::Span;

use super::apis::DraftApi;
use super::apps::Draft;
use super::bind::Binder;
use super::{AppInEnvironment, Peer};
use crate::diagnostic::{quoted_list, suggest, visible};

/// Circles in a graph where each node has at most one edge; each begins at its smallest member.
pub(crate) fn chain_cycles(next: &[Option<usize>]) -> Vec<Vec<usize>> {
    let edges: Vec<Vec<usize>> = next.iter().map(|next| next.iter().copied().collect()).collect();
    cycles(&edges)
}

/// Length of the chain that leads from a node; the graph has no circle.
pub(crate) fn depth(next: &[Option<usize>], at: usize) -> usize {
    std::iter::successors(next[at], |at| next[*at]).count()
}

/// One circle for every group of nodes that reach one another, in a stable order.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if marks[start] != Mark::New {
            continue;
        }
        // An explicit stack: inventories may hold chains longer than a thread's stack is deep.
        let mut path = vec![(start, 0)];
        marks[start] = Mark::Open;
        while let Some((at, edge)) = path.last_mut() {
            let Some(&next) = edges[*at].get(*edge) else {
                marks[*at] = Mark::Done;
                path.pop();
                continue;
            };
            *edge += 1;
            match marks[next] {
                Mark::New => {
                    marks[next] = Mark::Open;
                    path.push((next, 0));
                }
                Mark::Open => {
                    let begin = path.iter().position(|(at, _)| *at == next).unwrap_or(0);
                    let mut cycle: Vec<usize> = path[begin..].iter().map(|(at, _)| *at).collect();
                    let smallest = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or(0);
                    cycle.rotate_left(smallest);
                    found.push(cycle);
                }
                Mark::Done => {}
            }
        }
    }
    found
}

/// `a -> b -> a`, in backticks.
pub(crate) fn shown<'n>(cycle: &[usize], name: impl Fn(usize) -> &'n str) -> String {
    let names: Vec<_> = cycle.iter().chain(cycle.first()).map(|at| name(*at)).collect();
    format!("`{}`", names.join(" -> "))
}

/// The finding of a circle: the first edge at fault, the others beside it.
pub(crate) fn cycle(what: &str, path: &str, cycle: &[usize], span: impl Fn(usize) -> Span) -> Diagnostic {
    let diagnostic =
        dependency_cycle::RULE.at(span(cycle[0]), format!("{what}: {path}")).help("remove one of these references");
    cycle[1..].iter().fold(diagnostic, |diagnostic, at| diagnostic.related(span(*at), "which leads on from here"))
}

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
    for found in cycles(&graph) {
        let path = shown(&found, |at| &apps[at].app.component);
        let span = |at: usize| {
            let next = found[(found.iter().position(|known| *known == at).unwrap_or(0) + 1) % found.len()];
            edges.iter().find(|edge| edge.from == at && edge.to == next).map_or(apps[at].app.span, |edge| edge.span)
        };
        binder.sink.push(cycle("apps depend on one another in a circle", &path, &found, span));
    }
    for edge in &edges {
        connect(apps, edge.from, edge.to);
        binder.sink.extend(absent(apps, edge));
    }
    for draft in apps {
        for view in &mut draft.app.views {
            for peers in [&mut view.dependencies, &mut view.dependents] {
                peers.sort();
                peers.dedup();
            }
        }
    }
}

/// The help for an unknown app: one of the same name in another system, or the nearest.
pub(crate) fn suggest_app<'k>(wrong: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    let name = |key: &str| key.rsplit('/').next().map(str::to_owned);
    let mut elsewhere = known.clone().filter(|key| name(key) == name(wrong));
    match (elsewhere.next(), elsewhere.next()) {
        (Some(one), None) => format!("did you mean `{one}`?"),
        _ => suggest(wrong, known),
    }
}

type Index = rustc_hash::FxHashMap<String, usize>;

fn depends_on(binder: &mut Binder<'_>, apps: &mut [Draft<'_>], from: usize, index: &Index, edges: &mut Vec<Edge>) {
    let node = apps[from].node;
    for (name, item) in super::bind::texts(node, "dependsOn") {
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
                let resources: Vec<&str> =
                    super::bind::sorted(apps[to].node, "resources").iter().map(|e| &*e.key.text).collect();
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
    for (name, item) in super::bind::texts(node, "consumes") {
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
    for at in 0..apps[from].app.views.len() {
        let environment = apps[from].app.views[at].environment.name.clone();
        let Some(other) = apps[to].app.views.iter().position(|view| view.environment.name == environment) else {
            continue;
        };
        let callee = peer(&apps[to], &apps[to].app.views[other]);
        let caller = peer(&apps[from], &apps[from].app.views[at]);
        apps[from].app.views[at].dependencies.push(callee);
        apps[to].app.views[other].dependents.push(caller);
    }
}

/// An app that depends on one that is not there, in some of its environments.
fn absent(apps: &[Draft<'_>], edge: &Edge) -> Option<Diagnostic> {
    let (from, to) = (&apps[edge.from], &apps[edge.to]);
    let runs = |draft: &Draft<'_>, name: &str| draft.app.views.iter().any(|view| view.environment.name == name);
    let names = from.app.views.iter().map(|view| view.environment.name.as_str());
    let without: Vec<&str> = names.filter(|name| !runs(to, name)).collect();
    // Where an environment is unknown, so is what is meant.
    let known = |draft: &Draft<'_>| {
        let given = draft.node.get("environments").map(|node| node.items().len() + node.entries().len());
        given.is_none_or(|given| given == draft.app.views.len())
    };
    if without.is_empty() || !known(from) || !known(to) {
        return None;
    }
    let (other, places) = (format!("{}/{}", to.app.system.name, to.app.name), quoted_list(&without));
    let message = format!("`{other}` does not run in {places}, where `{}` depends on it", from.app.name);
    let help = format!("add {places} to the environments of `{other}`, or leave the dependency out");
    Some(absent_dependency::RULE.at(edge.span, message).related(to.app.span, "which is meant").help(help))
}

fn peer(draft: &Draft<'_>, view: &AppInEnvironment) -> Peer {
    Peer {
        component: draft.app.component.clone(),
        namespace: view.namespace.clone(),
        team: draft.app.owner.name.clone(),
        port: view.port(),
    }
}
