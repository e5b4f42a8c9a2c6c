//! How requests get in: gateways, routes and Ingresses, and the Services behind them.

use std::sync::Arc;

use crate::object::facts::{Facts, Reference, Text, amount, as_text, text};
use crate::object::{Identity, Object};
use crate::yaml::node::Node;

/// A Service that a route or an Ingress sends requests to.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) service: Reference,
    /// The number of the port, or its name.
    pub(crate) port: Option<Text>,
}

/// A host and a path that an object answers for, whatever else the request holds.
#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) of: Arc<Identity>,
    pub(crate) host: Text,
    pub(crate) path: Box<str>,
    pub(crate) exact: bool,
    /// The gateways, or the class: the same host may come in by several.
    pub(crate) entrance: Arc<str>,
}

/// A Gateway that a route hangs on.
#[derive(Debug)]
pub(crate) struct Parent {
    pub(crate) gateway: Reference,
    pub(crate) section: Option<Text>,
    pub(crate) port: Option<Text>,
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) of: Arc<Identity>,
    pub(crate) listeners: Vec<Listener>,
}

#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) name: Box<str>,
    pub(crate) port: Box<str>,
    /// Whether routes of other namespaces may hang on it.
    pub(crate) is_shared: bool,
}

fn items<'n>(node: &'n Node<'n>, path: &str) -> &'n [Node<'n>] {
    node.at(path).map(Node::items).unwrap_or_default()
}

fn service(object: &Object<'_>, field: &'static str, namespace: Option<&str>, name: Text) -> Reference {
    Reference {
        from: object.identity.clone(),
        field,
        group: "".into(),
        kind: "Service".into(),
        namespace: namespace.map(Into::into),
        name,
        optional: false,
    }
}

/// Keeps the listeners of a Gateway.
pub(crate) fn gateway(object: &Object<'_>, facts: &mut Facts) {
    let listeners = items(object.node, "spec.listeners").iter().map(|listener| Listener {
        name: listener.text("name").unwrap_or_default().into(),
        port: amount(listener, "port").map_or_else(|| "".into(), |port| port.value),
        is_shared: listener.text("allowedRoutes.namespaces.from").is_some_and(|from| from != "Same"),
    });
    facts.gateways.push(Gateway { of: object.identity.clone(), listeners: listeners.collect() });
}

/// Keeps what a route of the Gateway API hangs on, answers for, and calls.
pub(crate) fn route(object: &Object<'_>, facts: &mut Facts) {
    let mut entrance = String::new();
    for parent in items(object.node, "spec.parentRefs") {
        let is_gateway = parent.text("kind").is_none_or(|kind| kind == "Gateway");
        let Some(name) = text(parent, "name").filter(|_| is_gateway) else { continue };
        let parts = ["namespace", "name", "sectionName"].map(|key| parent.text(key).unwrap_or_default());
        entrance.push_str(&parts.join("/"));
        let gateway = Reference {
            group: "gateway.networking.k8s.io".into(),
            kind: "Gateway".into(),
            ..service(object, "parentRefs", parent.text("namespace"), name)
        };
        facts.parents.push(Parent { gateway, section: text(parent, "sectionName"), port: amount(parent, "port") });
    }
    let entrance: Arc<str> = entrance.into();
    for rule in items(object.node, "spec.rules") {
        for backend in items(rule, "backendRefs") {
            let is_service = backend.text("kind").is_none_or(|kind| kind == "Service");
            let Some(name) = text(backend, "name").filter(|_| is_service) else { continue };
            let service = service(object, "backendRefs", backend.text("namespace"), name);
            facts.backends.push(Backend { service, port: amount(backend, "port") });
        }
        if object.is("gateway.networking.k8s.io", "HTTPRoute") {
            addresses(object, rule, &entrance, facts);
        }
    }
}

fn addresses(object: &Object<'_>, rule: &Node<'_>, entrance: &Arc<str>, facts: &mut Facts) {
    let hosts = items(object.node, "spec.hostnames");
    let mut add = |kind: Option<&str>, path: &str| {
        let hosts = hosts.iter().filter_map(as_text).filter(|_| kind != Some("RegularExpression"));
        facts.addresses.extend(hosts.map(|host| Address {
            of: object.identity.clone(),
            host,
            path: path.into(),
            exact: kind == Some("Exact"),
            entrance: entrance.clone(),
        }));
    };
    let matches = items(rule, "matches");
    if matches.is_empty() {
        add(None, "/");
    }
    for matched in matches {
        if ["headers", "queryParams", "method"].iter().all(|key| matched.get(key).is_none()) {
            add(matched.text("path.type"), matched.text("path.value").unwrap_or("/"));
        }
    }
}

/// Keeps what an Ingress answers for, and calls.
pub(crate) fn ingress(object: &Object<'_>, facts: &mut Facts) {
    let mut backend = |node: &Node<'_>| {
        // An action in an annotation, for the controller of AWS.
        if node.text("service.port.name") == Some("use-annotation") {
            return;
        }
        let Some(name) = text(node, "service.name") else { return };
        let port = amount(node, "service.port.number").or_else(|| amount(node, "service.port.name"));
        facts.backends.push(Backend { service: service(object, "backend", None, name), port });
    };
    object.at("spec.defaultBackend").into_iter().for_each(&mut backend);
    let paths = |rule: &'_ Node<'_>| items(rule, "http.paths").len();
    let rules = items(object.node, "spec.rules");
    for path in rules.iter().flat_map(|rule| items(rule, "http.paths")) {
        path.get("backend").into_iter().for_each(&mut backend);
    }
    // A canary shares its address on purpose.
    let annotations = object.at("metadata.annotations").map(Node::entries).unwrap_or_default();
    if annotations.iter().any(|entry| entry.key.text.ends_with("/canary")) {
        return;
    }
    let entrance: Arc<str> = object.text("spec.ingressClassName").unwrap_or_default().into();
    for rule in rules.iter().filter(|rule| paths(rule) > 0) {
        let Some(host) = text(rule, "host") else { continue };
        facts.addresses.extend(items(rule, "http.paths").iter().map(|path| Address {
            of: object.identity.clone(),
            host: host.clone(),
            path: path.text("path").unwrap_or("/").into(),
            exact: path.text("pathType") == Some("Exact"),
            entrance: entrance.clone(),
        }));
    }
}
