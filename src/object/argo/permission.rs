//! What a project permits, checked as Argo CD's own server does (`AppProject` in `app_project_types.go`, 3.6).

use super::glob;
use super::patterns::Patterns;
use crate::object::Identity;
use crate::object::facts::Text;
use crate::object::facts::argo::{Destination, Project, Resource};

/// The cluster in which Argo CD itself runs, by its address and by its name.
const IN_CLUSTER: (&str, &str) = ("https://kubernetes.default.svc", "in-cluster");

/// A cluster, as far as it is known: an Application gives its address or its name, but not both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cluster<'a> {
    server: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> Cluster<'a> {
    /// The cluster of a destination; nothing when it says neither, or both.
    pub(crate) fn of(destination: &'a Destination) -> Option<Self> {
        let given = |text: &'a Option<Text>| text.as_ref().map(|text| &*text.value).filter(|text| !text.is_empty());
        let (server, name) = match (given(&destination.server), given(&destination.name)) {
            (Some(server), None) => (Some(server), (server == IN_CLUSTER.0).then_some(IN_CLUSTER.1)),
            (None, Some(name)) => ((name == IN_CLUSTER.1).then_some(IN_CLUSTER.0), Some(name)),
            _ => return None,
        };
        Some(Self { server, name })
    }
}

impl Project {
    /// Whether Applications may take manifests from a repository.
    pub(crate) fn permits_source(&self, url: &str) -> bool {
        let url = normalized(url);
        let mut permitted = false;
        let sources = self.sources.get_or_init(|| {
            let allowed: Vec<String> = self.source_repositories.iter().map(|own| normalized(&own.value)).collect();
            Patterns::new(allowed.iter().map(String::as_str))
        });
        for allowed in sources.candidates(&url).map(|at| &self.source_repositories[at]) {
            match allowed.value.strip_prefix('!') {
                Some(denied) if glob::matches(&normalized(denied), &url, Some('/')) => return false,
                // What is not denied counts as allowed.
                Some(_) => permitted = true,
                None if &*allowed.value == "*" => permitted = true,
                None => permitted |= glob::matches(&normalized(&allowed.value), &url, Some('/')),
            }
        }
        permitted
    }

    /// Whether Applications may deploy into a namespace of a cluster; nothing when that depends on what is not written,
    /// such as the name of a cluster of which only the address is.
    pub(crate) fn permits_destination(&self, cluster: &Cluster<'_>, namespace: &str) -> Option<bool> {
        let (mut permitted, mut unsure) = (false, false);
        // No order counts: one that denies is enough, and one that does not match tells nothing.
        let namespaces = self
            .namespaces
            .get_or_init(|| Patterns::new(self.destinations.iter().map(|item| pattern(&item.namespace))));
        for item in namespaces.candidates(namespace).map(|at| &self.destinations[at]) {
            let space = pattern(&item.namespace);
            let of_namespace = applies(space, namespace);
            if !of_namespace && !space.starts_with('!') {
                continue;
            }
            let (server, name) = (pattern(&item.server), pattern(&item.name));
            let (of_server, of_name) = (matched(server, cluster.server), matched(name, cluster.name));
            let denies = |pattern: &str, matched: Option<bool>| pattern.starts_with('!') && matched == Some(false);
            let (by_server, by_name) = (of_server == Some(true), of_name == Some(true));
            if (by_server || by_name) && of_namespace {
                permitted = true;
            } else if of_namespace && (denies(name, of_name) || denies(server, of_server)) {
                return Some(false);
            } else if !of_namespace && space.starts_with('!') && of_server != Some(false) {
                match of_server {
                    Some(_) => return Some(false),
                    None => unsure = true,
                }
            } else if of_server.is_none() || of_name.is_none() {
                unsure |= of_namespace;
            }
        }
        if unsure && !permitted { None } else { Some(permitted) }
    }

    /// Whether Applications may deploy objects of a kind.
    pub(crate) fn permits_kind(&self, object: &Identity, namespaced: bool) -> bool {
        let listed = |list: &[Resource]| list.iter().any(|resource| is_of(resource, object, namespaced));
        match namespaced {
            true => self.namespace_allow.as_deref().is_none_or(listed) && !listed(&self.namespace_deny),
            false => listed(&self.cluster_allow) && !listed(&self.cluster_deny),
        }
    }
}

/// Whether an entry of a list means an object; only entries of the cluster's lists look at names.
fn is_of(resource: &Resource, object: &Identity, namespaced: bool) -> bool {
    let name = resource.name.as_deref().filter(|name| !namespaced && !name.is_empty());
    glob::matches(&resource.kind, &object.kind, None)
        && glob::matches(&resource.group, &object.group, None)
        && name.is_none_or(|name| glob::matches(name, &object.name, None))
}

/// A pattern of a destination; empty when there is none.
fn pattern(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

/// Whether a pattern, which may deny, applies to a text; nothing when the text is not known.
fn matched(pattern: &str, text: Option<&str>) -> Option<bool> {
    match text {
        Some(text) => Some(applies(pattern, text)),
        None if pattern.is_empty() => Some(false),
        None => None,
    }
}

fn applies(pattern: &str, text: &str) -> bool {
    match pattern.strip_prefix('!') {
        Some(denied) => !glob::matches(denied, text, None),
        None => pattern == "*" || glob::matches(pattern, text, None),
    }
}

/// The address of a repository as Argo CD compares it.
fn normalized(url: &str) -> String {
    let url = url.trim().to_lowercase();
    let rest = url.strip_prefix("ssh://").unwrap_or(&url);
    let is_ssh = rest.split_once('@').is_some_and(|(user, host)| !user.contains(['/', ':']) && !host.contains('@'));
    let url = match is_ssh {
        true if url.starts_with("ssh://") => rest.to_owned(),
        true => rest.replacen(':', "/", 1),
        false => url,
    };
    url.strip_suffix(".git").map(str::to_owned).unwrap_or(url)
}
