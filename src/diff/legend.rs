//! Whose a file is: what the inventory of one side knows of what was rendered from it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::platform::{self, Platform};
use crate::source::Span;
use crate::tree::File;

/// Whose a file or an object is, as far as it is known; empty where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub team: String,
    /// Component of the app.
    pub app: String,
    /// The environment in whose folder or file it stands.
    pub environment: String,
    pub production: bool,
}

/// An environment, as far as a comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    pub name: String,
    pub production: bool,
}

/// The entries of one inventory by their place, and its environments.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    entries: FxHashMap<Span, Subject>,
    pub environments: Vec<Environment>,
}

impl Legend {
    pub fn new(platform: &Platform) -> Self {
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
        let of = |it: &Arc<platform::Environment>| Environment { name: it.name.clone(), production: it.production };
        Self { entries, environments: environments.map(of).collect() }
    }

    /// Whose a file of this side is.
    pub fn subject(&self, file: &File) -> Option<Subject> {
        self.entries.get(&file.origin?.entity).cloned()
    }

    /// The environment in whose folder or file something stands.
    pub fn environment(&self, path: &str) -> Option<&Environment> {
        let stem = |part: &str| part.split_once('.').map_or(part.len(), |(stem, _)| stem.len());
        let is = |environment: &&Environment| path.split('/').any(|part| part[..stem(part)] == environment.name);
        self.environments.iter().find(is)
    }
}
