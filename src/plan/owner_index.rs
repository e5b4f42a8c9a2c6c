//! Who owns a file: what the inventory of one side says about what was rendered from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::Version;
use crate::object::production;
use crate::platform::{self, Platform};
use crate::source::Span;

/// Whose a file or an object is, as far as it is known; empty where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Subject {
    pub(crate) team: String,
    /// Component of the app.
    pub(crate) app: String,
    /// The environment in whose folder or file it stands.
    pub(crate) environment: String,
    /// Whether that is production; of a file for all environments, whether one of them is.
    pub(crate) production: bool,
}

/// Apps with what they call, and resources with the app that they belong to.
fn entities(platform: &Platform) -> BTreeMap<String, Entity> {
    let mut found: BTreeMap<String, Entity> = BTreeMap::new();
    for app in &platform.apps {
        let needs =
            app.environments.iter().flat_map(|instance| &instance.dependencies).map(|peer| peer.component.clone());
        let entity = Entity { team: app.owner.name.clone(), system: app.system.name.clone(), needs: needs.collect() };
        found.insert(app.component.clone(), entity);
    }
    for resource in &platform.resources {
        let app = resource.app.as_ref();
        let system = app.map_or(String::new(), |app| app.system.name.clone());
        let entity = Entity { team: resource.owner.name.clone(), system, needs: BTreeSet::new() };
        found.insert(resource.component.clone(), entity);
        if let Some(owner) = app.and_then(|app| found.get_mut(&app.component)) {
            owner.needs.insert(resource.component.clone());
        }
    }
    found
}

/// An environment, as far as a comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) production: bool,
}

/// An app or resource, and what it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entity {
    pub(crate) team: String,
    pub(crate) system: String,
    /// Components.
    pub(crate) needs: BTreeSet<String>,
}

/// The entries of one inventory by their place, and its environments.
#[derive(Clone, Debug, Default)]
pub struct OwnerIndex {
    entries: FxHashMap<Span, Subject>,
    pub(crate) environments: Vec<Environment>,
    /// Domain of the labels on every object.
    labels: String,
    /// Components of the apps that run in production.
    in_production: FxHashSet<String>,
    /// By component.
    pub(crate) entities: BTreeMap<String, Entity>,
}

impl OwnerIndex {
    pub(crate) fn new(platform: &Platform) -> Self {
        let mut entries = FxHashMap::default();
        let mut add = |span: Span, team: &str, app: &str| {
            let subject = Subject { team: team.to_owned(), app: app.to_owned(), ..Subject::default() };
            entries.insert(span, subject);
        };
        platform.facts.span.into_iter().for_each(|span| add(span, &platform.facts.owner, ""));
        platform.teams.iter().for_each(|team| add(team.span, &team.name, ""));
        platform.domains.iter().for_each(|domain| add(domain.span, &domain.owner.name, ""));
        platform.systems.iter().for_each(|system| add(system.span, &system.owner.name, ""));
        platform.apps.iter().for_each(|app| add(app.span, &app.owner.name, &app.component));
        for api in &platform.apis {
            add(api.span, &api.provider.owner.name, &api.provider.component);
        }
        for resource in &platform.resources {
            let app = resource.app.as_ref().map_or("", |app| &app.component);
            add(resource.span, &resource.owner.name, app);
        }
        let environments = platform.environments.iter();
        let is_production =
            |it: &platform::Environment| production::is_production([&*it.name].into_iter(), |_| it.production);
        let of = |it: &Arc<platform::Environment>| Environment { name: it.name.clone(), production: is_production(it) };
        let labels = platform.facts.labels.clone();
        let runs =
            |app: &&Arc<platform::App>| app.environments.iter().any(|instance| is_production(&instance.environment));
        Self {
            entries,
            environments: environments.map(of).collect(),
            labels,
            in_production: platform.apps.iter().filter(runs).map(|app| app.component.clone()).collect(),
            entities: entities(platform),
        }
    }

    /// Whose a file of this side is: by the entry it was rendered for, or by its labels where that is not known.
    pub(crate) fn subject(&self, file: &Version) -> Option<Subject> {
        let entry = file.origin.and_then(|origin| self.entries.get(&origin.entity));
        let subject = entry.cloned().or_else(|| self.labelled(std::str::from_utf8(file.content.bytes()).ok()?))?;
        let production = match subject.app.as_str() {
            "" => self.environments.iter().any(|environment| environment.production),
            app => self.in_production.contains(app),
        };
        Some(Subject { production, ..subject })
    }

    fn labelled(&self, text: &str) -> Option<Subject> {
        let value = |label: &str| {
            let (_, rest) = text.split_once(&format!("{label}: "))?;
            Some(rest.lines().next()?.trim().trim_matches('"').to_owned())
        };
        let team = value(&format!("{}/team", self.labels)).filter(|_| !self.labels.is_empty())?;
        Some(Subject { team, app: value("backstage.io/kubernetes-id").unwrap_or_default(), ..Subject::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_tell_whose_a_file_is_when_nothing_else_does() {
        let owner_index = OwnerIndex { labels: "idp.example.org".into(), ..OwnerIndex::default() };
        let text =
            "metadata:\n  labels:\n    backstage.io/kubernetes-id: orders-api\n    idp.example.org/team: \"team-a\"\n";
        let subject = owner_index.labelled(text).unwrap();
        assert_eq!((subject.team.as_str(), subject.app.as_str()), ("team-a", "orders-api"));
        assert_eq!(owner_index.labelled("team: team-a\n"), None);
    }
}
