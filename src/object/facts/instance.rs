//! The rest of an Argo CD's configuration: generators, credentials, settings, notifications.

use std::sync::Arc;

use crate::object::facts::{Facts, Text, text};
use crate::object::{Identity, Object};
use crate::source::Span;
use crate::yaml::node::Node;

/// A generator of an ApplicationSet that looks for folders or files of a repository.
#[derive(Debug)]
pub(crate) struct Generator {
    pub(crate) of: Arc<Identity>,
    pub(crate) repository: Text,
    /// Whether folders are looked for; files otherwise.
    pub(crate) folders: bool,
    pub(crate) patterns: Vec<Text>,
    pub(crate) excluded: Vec<Box<str>>,
}

/// Access to a repository, or to all whose addresses begin alike.
#[derive(Debug)]
pub(crate) struct Credential {
    pub(crate) of: Arc<Identity>,
    pub(crate) url: Text,
    pub(crate) is_prefix: bool,
    /// The only project that may use it.
    pub(crate) project: Option<Box<str>>,
}

/// `argocd-cm`.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) of: Arc<Identity>,
    /// Whether it says when an Application is healthy.
    pub(crate) knows_applications: bool,
}

/// A subscription to notifications.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) of: Arc<Identity>,
    pub(crate) span: Span,
    pub(crate) trigger: Box<str>,
    pub(crate) service: Box<str>,
}

/// `argocd-notifications-cm`: the names of its triggers and services.
#[derive(Debug)]
pub(crate) struct Notifications {
    pub(crate) of: Arc<Identity>,
    pub(crate) triggers: Vec<Box<str>>,
    pub(crate) services: Vec<Box<str>>,
}

/// Keeps the generators of an ApplicationSet that read a repository.
pub(crate) fn generators(object: &Object<'_>, facts: &mut Facts) {
    for git in
        object.at("spec.generators").map(Node::items).unwrap_or_default().iter().filter_map(|item| item.get("git"))
    {
        let Some(repository) = text(git, "repoURL") else { continue };
        for (key, folders) in [("directories", true), ("files", false)] {
            let items = git.get(key).map(Node::items).unwrap_or_default();
            let is_excluded = |item: &&Node<'_>| item.get("exclude").and_then(Node::as_bool) == Some(true);
            let patterns: Vec<Text> =
                items.iter().filter(|item| !is_excluded(item)).filter_map(|item| text(item, "path")).collect();
            if !patterns.is_empty() {
                let excluded = items.iter().filter(is_excluded).filter_map(|item| item.text("path"));
                facts.generators.push(Generator {
                    of: object.identity.clone(),
                    repository: repository.clone(),
                    folders,
                    patterns,
                    excluded: excluded.map(Into::into).collect(),
                });
            }
        }
    }
}

/// Keeps the access that a Secret holds, or the one that an ExternalSecret or a SealedSecret makes.
pub(crate) fn credential(object: &Object<'_>, facts: &mut Facts) {
    const LABEL: &str = "argocd.argoproj.io/secret-type";
    let templates = ["spec.target.template", "spec.template"].into_iter().filter_map(|path| object.at(path));
    for node in std::iter::once(object.node).chain(templates) {
        let labels = node.get("metadata").and_then(|metadata| metadata.get("labels"));
        let kind = labels.and_then(|labels| labels.get(LABEL)).and_then(Node::as_str);
        let data =
            node.get("stringData").or_else(|| node.get("data").filter(|_| object.identity.kind != "Secret".into()));
        let (Some("repository" | "repo-creds"), Some(data)) = (kind, data) else { continue };
        let Some(url) = text(data, "url") else { continue };
        facts.credentials.push(Credential {
            of: object.identity.clone(),
            url,
            is_prefix: kind == Some("repo-creds"),
            project: data.text("project").filter(|project| !project.is_empty()).map(Into::into),
        });
    }
}

/// Keeps what the ConfigMaps of Argo CD say.
pub(crate) fn settings(object: &Object<'_>, facts: &mut Facts) {
    let data = object.at("data").map(Node::entries).unwrap_or_default();
    let named = |prefix: &str| {
        let names = data.iter().filter_map(|entry| entry.key.text.strip_prefix(prefix));
        names.map(|name| name.rsplit('.').next().unwrap_or(name).into()).collect()
    };
    match &*object.identity.name {
        "argocd-cm" => facts.settings.push(Settings {
            of: object.identity.clone(),
            knows_applications: data.iter().any(|entry| {
                entry.key.text == "resource.customizations.health.argoproj.io_Application"
                    || entry.key.text == "resource.customizations"
            }),
        }),
        "argocd-notifications-cm" => facts.notifications.push(Notifications {
            of: object.identity.clone(),
            triggers: named("trigger."),
            services: named("service."),
        }),
        _ => {}
    }
}

/// Keeps the subscriptions of an Application or a project.
pub(crate) fn subscriptions(object: &Object<'_>, facts: &mut Facts) {
    for entry in object.annotations() {
        let Some(rest) = entry.key.text.strip_prefix("notifications.argoproj.io/subscribe.") else { continue };
        let (trigger, service) = rest.split_once('.').unwrap_or(("", rest));
        let (of, span) = (object.identity.clone(), entry.key.span);
        facts.subscriptions.push(Subscription { of, span, trigger: trigger.into(), service: service.into() });
    }
}
