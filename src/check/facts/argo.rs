//! Argo CD: Applications, and the projects that permit what they do.

use std::sync::Arc;

use super::{Facts, Text, as_text, place, text, texts};
use crate::check::object::{Identity, Object};
use crate::source::Span;
use crate::yaml::node::Node;

/// An Application, or the template of an ApplicationSet.
#[derive(Debug)]
pub struct Application {
    pub of: Arc<Identity>,
    /// Whether the texts hold an ApplicationSet's placeholders.
    pub is_template: bool,
    pub project: Option<Text>,
    /// The project, or the object where none is written.
    pub project_span: Span,
    pub sources: Vec<Source>,
    pub destination: Destination,
    /// Whether it makes its namespace itself.
    pub creates_namespace: bool,
    /// Whether it is synced by itself, and then deletes what is gone from its source.
    pub prunes: bool,
    /// Whether it asks, or never does, before it deletes what is gone from its source.
    pub guards: bool,
    /// Whether deleting it deletes what it deployed.
    pub cascades: bool,
    /// Whether it applies what it deploys without a copy of it in an annotation.
    pub keeps_no_copy: bool,
}

/// One source of an Application.
#[derive(Debug)]
pub struct Source {
    pub repository: Option<Text>,
    pub path: Option<Text>,
    /// Which files of a plain folder are taken.
    pub directory: Directory,
    pub chart: Option<Text>,
    pub revision: Option<Text>,
    /// The name by which value files of other sources mean this repository.
    pub reference: Option<Text>,
    pub value_files: Vec<Text>,
    /// Whether value files may be absent.
    pub lenient: bool,
    /// Whether the Application says more about how it is rendered: parameters, values, a release's name.
    pub is_adapted: bool,
}

/// How a plain folder is read; `include` and `exclude` are globs.
#[derive(Debug)]
pub struct Directory {
    pub recurse: bool,
    pub include: Option<Box<str>>,
    pub exclude: Option<Box<str>>,
}

/// A cluster and a namespace; in a project they are globs, and those that begin with `!` deny.
#[derive(Debug)]
pub struct Destination {
    pub server: Option<Text>,
    pub name: Option<Text>,
    pub namespace: Option<Text>,
}

/// An AppProject.
#[derive(Debug)]
pub struct Project {
    pub of: Arc<Identity>,
    pub source_repositories: Vec<Text>,
    pub source_namespaces: Vec<Text>,
    pub destinations: Vec<Destination>,
    pub cluster_allow: Vec<Resource>,
    pub cluster_deny: Vec<Resource>,
    /// Absent: every namespaced kind is allowed; empty: none is.
    pub namespace_allow: Option<Vec<Resource>>,
    pub namespace_deny: Vec<Resource>,
    pub roles: Vec<Role>,
    pub windows: Vec<Window>,
}

/// What a sync window is for: patterns, of which one that matches is enough.
#[derive(Debug)]
pub struct Window {
    pub applications: Vec<Text>,
    pub namespaces: Vec<Text>,
}

/// A group and a kind, both globs; entries of the cluster lists may restrict names too.
#[derive(Debug)]
pub struct Resource {
    pub span: Span,
    pub group: Box<str>,
    pub kind: Box<str>,
    pub name: Option<Box<str>>,
}

/// A role of a project.
#[derive(Debug)]
pub struct Role {
    pub name: Option<Text>,
    pub policies: Vec<Text>,
    pub groups: Vec<Text>,
}

/// Keeps an Application; `node` has its `spec`.
pub fn application(object: &Object<'_>, node: &Node<'_>, facts: &mut Facts) {
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
        project_span: place(node, "spec.project", object),
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
pub const FINALIZER: &str = "resources-finalizer.argocd.argoproj.io";

/// Sync options, of an Application or one object, by which no annotation holds what was applied last.
pub const COPYLESS: [&str; 2] = ["ServerSideApply=true", "Replace=true"];

/// The sync options of an Application.
pub fn options<'n>(node: &'n Node<'n>) -> impl Iterator<Item = &'n str> {
    node.at("spec.syncPolicy.syncOptions").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
}

/// Keeps the template of an ApplicationSet as an Application.
pub fn application_set(object: &Object<'_>, facts: &mut Facts) {
    if let Some(template) = template(object) {
        application(object, template, facts);
    }
}

/// The Application that an object is, or that an ApplicationSet makes: a mapping with `metadata` and `spec`.
pub fn template<'n>(object: &Object<'n>) -> Option<&'n Node<'n>> {
    match (&*object.identity.group, &*object.identity.kind) {
        ("argoproj.io", "Application") => Some(object.node),
        ("argoproj.io", "ApplicationSet") => object.at("spec.template"),
        _ => None,
    }
}

/// The sources of an Application: where there are several, the single one is ignored.
pub fn sources<'n>(application: &'n Node<'n>) -> &'n [Node<'n>] {
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
pub fn project(object: &Object<'_>, facts: &mut Facts) {
    let node = object.node;
    let list = |path: &str| object.at(path).map(Node::items).unwrap_or_default().iter();
    let resources = |path: &str| list(path).map(resource).collect::<Vec<_>>();
    facts.projects.push(Project {
        of: object.identity.clone(),
        source_repositories: texts(node, "spec.sourceRepos"),
        source_namespaces: texts(node, "spec.sourceNamespaces"),
        destinations: list("spec.destinations").map(|item| destination(Some(item))).collect(),
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
    Resource { span: node.span, group: part("group"), kind: part("kind"), name: node.text("name").map(Into::into) }
}

fn window(node: &Node<'_>) -> Window {
    Window { applications: texts(node, "applications"), namespaces: texts(node, "namespaces") }
}

fn role(node: &Node<'_>) -> Role {
    let list = |key: &str| node.get(key).map(Node::items).unwrap_or_default().iter().filter_map(as_text).collect();
    Role { name: text(node, "name"), policies: list("policies"), groups: list("groups") }
}
