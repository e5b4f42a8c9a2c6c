//! Argo CD: Applications, and the projects that permit what they do.

use std::sync::{Arc, OnceLock};

use crate::object::argo::patterns::Patterns;
use crate::object::facts::{Facts, Text, as_text, text, texts};
use crate::object::{Identity, Object};
use crate::yaml::node::Node;

/// An Application, or the template of an ApplicationSet.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) of: Arc<Identity>,
    /// Whether the texts hold an ApplicationSet's placeholders.
    pub(crate) is_template: bool,
    pub(crate) project: Option<Text>,
    pub(crate) sources: Vec<Source>,
    pub(crate) destination: Destination,
    /// Whether it makes its namespace itself.
    pub(crate) creates_namespace: bool,
    /// Whether it is synced by itself, and then deletes what is gone from its source.
    pub(crate) prunes: bool,
    /// Whether it asks, or never does, before it deletes what is gone from its source.
    pub(crate) guards: bool,
    /// Whether deleting it deletes what it deployed.
    pub(crate) cascades: bool,
    /// Whether it applies what it deploys without a copy of it in an annotation.
    pub(crate) keeps_no_copy: bool,
}

/// One source of an Application.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) repository: Option<Text>,
    pub(crate) path: Option<Text>,
    /// Which files of a plain folder are taken.
    pub(crate) directory: Directory,
    pub(crate) chart: Option<Text>,
    pub(crate) revision: Option<Text>,
    /// The name by which value files of other sources mean this repository.
    pub(crate) reference: Option<Text>,
    pub(crate) value_files: Vec<Text>,
    /// Whether value files may be absent.
    pub(crate) lenient: bool,
    /// Whether the Application says more about how it is rendered: parameters, values, a release's name.
    pub(crate) is_adapted: bool,
}

/// How a plain folder is read; `include` and `exclude` are globs.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) recurse: bool,
    pub(crate) include: Option<Box<str>>,
    pub(crate) exclude: Option<Box<str>>,
}

/// A cluster and a namespace; in a project they are globs, and those that begin with `!` deny.
#[derive(Debug)]
pub(crate) struct Destination {
    pub(crate) server: Option<Text>,
    pub(crate) name: Option<Text>,
    pub(crate) namespace: Option<Text>,
}

/// An AppProject.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) of: Arc<Identity>,
    pub(crate) source_repositories: Vec<Text>,
    /// The same as addresses are compared, made when the first Application asks.
    pub(crate) sources: OnceLock<Patterns>,
    pub(crate) source_namespaces: Vec<Text>,
    pub(crate) destinations: Vec<Destination>,
    /// Namespaces of the destinations, made likewise.
    pub(crate) namespaces: OnceLock<Patterns>,
    pub(crate) cluster_allow: Vec<Resource>,
    pub(crate) cluster_deny: Vec<Resource>,
    /// Absent: every namespaced kind is allowed; empty: none is.
    pub(crate) namespace_allow: Option<Vec<Resource>>,
    pub(crate) namespace_deny: Vec<Resource>,
    pub(crate) roles: Vec<Role>,
    pub(crate) windows: Vec<Window>,
}

/// What a sync window is for: patterns, of which one that matches is enough.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) applications: Vec<Text>,
    pub(crate) namespaces: Vec<Text>,
}

/// A group and a kind, both globs; entries of the cluster lists may restrict names too.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) group: Box<str>,
    pub(crate) kind: Box<str>,
    pub(crate) name: Option<Box<str>>,
}

/// A role of a project.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) groups: Vec<Text>,
}

/// Keeps an Application; `node` has its `spec`.
pub(crate) fn application(object: &Object<'_>, node: &Node<'_>, facts: &mut Facts) {
    let automated = node.at("spec.syncPolicy.automated");
    let is_on = |key: &str, default: bool| match automated.map(|policy| policy.get(key).and_then(Node::as_bool)) {
        Some(value) => value.unwrap_or(default),
        None => false,
    };
    let finalizers = node.at("metadata.finalizers").map(Node::items).unwrap_or_default();
    facts.applications.push(Application {
        of: object.identity.clone(),
        is_template: !std::ptr::eq(node, object.node),
        project: text(node, "spec.project"),
        sources: sources(node).iter().map(source).collect(),
        destination: destination(node.at("spec.destination")),
        creates_namespace: options(node).any(|option| option == "CreateNamespace=true"),
        prunes: is_on("enabled", true) && is_on("prune", false),
        guards: options(node).any(|option| matches!(option, "Prune=false" | "Prune=confirm")),
        cascades: finalizers.iter().filter_map(Node::as_str).any(|name| name.starts_with(FINALIZER)),
        keeps_no_copy: options(node).any(|option| COPYLESS.contains(&option)),
    });
}

/// The finalizer by which an Application takes down what it deployed; `/background` may follow.
pub(crate) const FINALIZER: &str = "resources-finalizer.argocd.argoproj.io";

/// Sync options, of an Application or one object, by which no annotation holds what was applied last.
pub(crate) const COPYLESS: [&str; 2] = ["ServerSideApply=true", "Replace=true"];

/// The sync options of an Application.
pub(crate) fn options<'n>(node: &'n Node<'n>) -> impl Iterator<Item = &'n str> {
    node.at("spec.syncPolicy.syncOptions").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
}

/// Keeps the template of an ApplicationSet as an Application.
pub(crate) fn application_set(object: &Object<'_>, facts: &mut Facts) {
    if let Some(template) = template(object) {
        application(object, template, facts);
    }
}

/// The Application that an object is, or that an ApplicationSet makes: a mapping with `metadata` and `spec`.
pub(crate) fn template<'n>(object: &Object<'n>) -> Option<&'n Node<'n>> {
    match (&*object.identity.group, &*object.identity.kind) {
        ("argoproj.io", "Application") => Some(object.node),
        ("argoproj.io", "ApplicationSet") => object.at("spec.template"),
        _ => None,
    }
}

/// The sources of an Application: where there are several, the single one is ignored.
pub(crate) fn sources<'n>(application: &'n Node<'n>) -> &'n [Node<'n>] {
    match application.at("spec.sources").map(Node::items).unwrap_or_default() {
        [] => {
            let only = application.at("spec.source").or_else(|| application.at("spec.sourceHydrator.drySource"));
            only.map(std::slice::from_ref).unwrap_or_default()
        }
        several => several,
    }
}

fn source(node: &Node<'_>) -> Source {
    Source {
        repository: text(node, "repoURL"),
        path: text(node, "path"),
        chart: text(node, "chart"),
        revision: text(node, "targetRevision"),
        reference: text(node, "ref"),
        value_files: texts(node, "helm.valueFiles"),
        lenient: node.at("helm.ignoreMissingValueFiles").and_then(Node::as_bool).unwrap_or(false),
        is_adapted: ["kustomize", "plugin"].iter().any(|tool| node.get(tool).is_some())
            || node.get("helm").is_some_and(|helm| helm.entries().iter().any(|entry| entry.key.text != "valueFiles")),
        directory: Directory {
            recurse: node.at("directory.recurse").and_then(Node::as_bool).unwrap_or(false),
            include: node.text("directory.include").map(Into::into),
            exclude: node.text("directory.exclude").map(Into::into),
        },
    }
}

fn destination(node: Option<&Node<'_>>) -> Destination {
    let part = |key: &str| node.and_then(|node| text(node, key));
    Destination { server: part("server"), name: part("name"), namespace: part("namespace") }
}

/// Keeps what a project permits.
pub(crate) fn project(object: &Object<'_>, facts: &mut Facts) {
    let node = object.node;
    let list = |path: &str| object.at(path).map(Node::items).unwrap_or_default().iter();
    let resources = |path: &str| list(path).map(resource).collect::<Vec<_>>();
    facts.projects.push(Project {
        of: object.identity.clone(),
        source_repositories: texts(node, "spec.sourceRepos"),
        sources: OnceLock::new(),
        source_namespaces: texts(node, "spec.sourceNamespaces"),
        destinations: list("spec.destinations").map(|item| destination(Some(item))).collect(),
        namespaces: OnceLock::new(),
        cluster_allow: resources("spec.clusterResourceWhitelist"),
        cluster_deny: resources("spec.clusterResourceBlacklist"),
        namespace_allow: object
            .at("spec.namespaceResourceWhitelist")
            .map(|list| list.items().iter().map(resource).collect()),
        namespace_deny: resources("spec.namespaceResourceBlacklist"),
        roles: list("spec.roles").map(role).collect(),
        windows: list("spec.syncWindows").map(window).collect(),
    });
}

fn resource(node: &Node<'_>) -> Resource {
    let part = |key: &str| node.text(key).unwrap_or_default().into();
    Resource { group: part("group"), kind: part("kind"), name: node.text("name").map(Into::into) }
}

fn window(node: &Node<'_>) -> Window {
    Window { applications: texts(node, "applications"), namespaces: texts(node, "namespaces") }
}

fn role(node: &Node<'_>) -> Role {
    let list = |key: &str| node.get(key).map(Node::items).unwrap_or_default().iter().filter_map(as_text).collect();
    Role { groups: list("groups") }
}
