//! Environments that share a cluster: allowed, as long as no name exists twice there.

use std::collections::BTreeMap;

use super::Platform;
use crate::diagnostic::Sink;
use crate::diagnostic::rules::name_collision;
use crate::source::Span;
use crate::yaml::node::Node;

/// The cluster that every Argo CD runs in, under the name and address by which each knows its own.
const OWN: (&str, &str) = ("in-cluster", "https://kubernetes.default.svc");

/// The namespace of what a team's apps share, whose name is the same in every environment.
pub(crate) const INFRASTRUCTURE: &str = "infrastructure namespace";

/// The clusters of a platform.
pub(crate) struct Clusters {
    environments: Vec<Place>,
}

struct Place {
    environment: String,
    span: Span,
    /// The first environment on the same cluster.
    first: usize,
    /// What both make: kind, name, for which entry of the inventory.
    shared: BTreeMap<&'static str, (String, Span)>,
}

impl Clusters {
    pub(crate) fn new(platform: &Platform, root: &Node<'static>) -> Self {
        let list = &platform.environments;
        let same = |a: usize, b: usize| {
            let (a, b) = (&list[a], &list[b]);
            let key = (a.cluster_name.as_str(), a.cluster_server.as_str());
            let server = key.1 == b.cluster_server && key.1 != OWN.1;
            // Each Argo CD calls its own cluster by the default names; they say nothing about which one it is.
            let name = key == (b.cluster_name.as_str(), b.cluster_server.as_str()) && key.0 != OWN.0;
            server || name
        };
        let environments = list.iter().enumerate().map(|(at, environment)| {
            let node = root.get("environments").and_then(|all| all.get(&environment.name)?.entry("cluster"));
            Place {
                environment: environment.name.clone(),
                span: node.map_or(environment.span, |entry| entry.key.span),
                first: (0..at).find(|before| same(*before, at)).unwrap_or(at),
                shared: BTreeMap::new(),
            }
        });
        Self { environments: environments.collect() }
    }

    /// The first environment on the cluster of an environment.
    pub(crate) fn first<'c>(&'c self, environment: &'c str) -> &'c str {
        let place = self.environments.iter().find(|place| place.environment == environment);
        place.map_or(environment, |place| &self.environments[place.first].environment)
    }

    /// Notes a name that an environment makes, and the first one on its cluster as well.
    pub(crate) fn share(&mut self, environment: &str, what: &'static str, name: &str, span: Span) {
        if let Some(place) = self.environments.iter_mut().find(|place| place.environment == environment) {
            place.shared.entry(what).or_insert_with(|| (name.to_owned(), span));
        }
    }

    /// One finding for each environment that makes what another one on its cluster makes.
    pub(crate) fn tell(&self, sink: &mut Sink) {
        for place in &self.environments {
            let example = place.shared.get_key_value(INFRASTRUCTURE).or(place.shared.last_key_value());
            let Some((what, (name, span))) = example else { continue };
            let first = &self.environments[place.first];
            let message = format!(
                "environments `{}` and `{}` share a cluster, and both create {what} `{name}`",
                first.environment, place.environment
            );
            let diagnostic = name_collision::RULE
                .at(place.span, message)
                .related(first.span, "the same cluster")
                .related(*span, "which runs in both");
            let help = match *what {
                INFRASTRUCTURE => "give each its own cluster, or leave one out of `infrastructure.environments`",
                _ => {
                    "give each its own cluster, or add `{environment}` to `platform.naming.namespace` and \
                     `platform.naming.application`"
                }
            };
            sink.push(diagnostic.help(help));
        }
    }
}
