//! Which teams the files of the inventory belong to: those whose teams, domains, systems and apps they hold.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};

use super::{App, Domain, System, Team};
use crate::inventory::included::{Included, Thing};

/// Included files as `path` and `owners`, sorted by path; what holds for the whole platform belongs to `platform`.
pub(crate) fn files(
    included: &[Included],
    platform: &str,
    teams: &[Arc<Team>],
    domains: &[Arc<Domain>],
    systems: &[Arc<System>],
    apps: &[Arc<App>],
) -> Json {
    let teams: BTreeSet<&str> = teams.iter().map(|team| team.name.as_str()).collect();
    let domains: FxHashMap<&str, &str> = domains.iter().map(|domain| (&*domain.name, &*domain.owner.name)).collect();
    let systems: FxHashMap<&str, &str> = systems.iter().map(|system| (&*system.name, &*system.owner.name)).collect();
    let apps: FxHashMap<(&str, &str), &str> =
        apps.iter().map(|app| ((&*app.system.name, &*app.name), &*app.owner.name)).collect();
    let owner = |thing: &Thing| match thing {
        Thing::Team(name) => teams.get(name.as_str()).copied(),
        Thing::Domain(name) => domains.get(name.as_str()).copied(),
        Thing::System(name) => systems.get(name.as_str()).copied(),
        Thing::App(system, name) => apps.get(&(system.as_str(), name.as_str())).copied(),
    };
    let mut sorted: Vec<&Included> = included.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let entry = |file: &Included| {
        let general = file.general.then_some(platform);
        let owners: BTreeSet<&str> = file.things.iter().filter_map(owner).chain(general).collect();
        json!({ "path": file.path, "owners": owners })
    };
    sorted.into_iter().map(entry).collect()
}
