//! What the templates of a part can see, as one digest: two parts with the same one render the same files.
//!
//! Digests are made of everything that hangs on what a part is rendered for, whether its templates ask for it or not.
//! Values are digested as the JSON that serde makes of them, so that a new field of the platform counts by itself, and
//! in its order, for templates see the order of keys. Digests are compared within one run and never stored.

use rayon::prelude::*;
use serde::Serialize;

use super::{Part, Rendering};
use crate::blueprint::{Blueprint, Entity};
use crate::platform::{App, Team};
use crate::tree::Digest;

/// Digests of everything in one rendering that parts are made of.
pub(crate) struct Fingerprints {
    /// By blueprint: its files, what every template sees, and its parameters for the whole platform.
    blueprints: Vec<Digest>,
    whole: Digest,
    environments: Vec<String>,
    teams: Vec<Digest>,
    domains: Vec<Digest>,
    systems: Vec<Digest>,
    apps: Vec<Digest>,
    apis: Vec<Digest>,
    resources: Vec<Digest>,
}

fn digest(value: &impl Serialize) -> Digest {
    let json = serde_json::to_vec(value).expect("the platform has no keys but strings");
    *blake3::hash(&json).as_bytes()
}

/// The digest of each item, with what it looks up by name.
fn each<'t, T: Serialize + Sync, L: Serialize>(list: &'t [T], look_up: impl Fn(&'t T) -> L + Sync) -> Vec<Digest> {
    list.par_iter().map(|item| digest(&(item, look_up(item)))).collect()
}

impl Fingerprints {
    pub(crate) fn new(rendering: &Rendering<'_>) -> Self {
        let platform = &*rendering.platform;
        let alone = each(&platform.resources, |_| ());
        let own = |app: &App| -> Vec<Digest> {
            let find = |name: &String| platform.resources.binary_search_by(|known| known.component.cmp(name)).ok();
            app.resources.iter().filter_map(find).map(|at| alone[at]).collect()
        };
        let resources = each(&platform.resources, |resource| resource.app.as_deref().map(own));
        let apps = each(&platform.apps, |app| own(app));
        let systems = each(&platform.systems, |_| ());
        let of_team = |team: &Team| -> (Vec<Digest>, Vec<&String>, Vec<Digest>) {
            let own = platform.apps_of_team.get(&team.name).map(Vec::as_slice).unwrap_or_default();
            let systems = platform.systems.iter().filter(|system| system.owner.name == team.name);
            let shared = platform.resources.iter().zip(&resources).filter(|(one, _)| one.owner.name == team.name);
            let apps = own.iter().map(|at| apps[*at]).collect();
            (apps, systems.map(|system| &system.name).collect(), shared.map(|(_, digest)| *digest).collect())
        };
        let teams = each(&platform.teams, |team| of_team(team));
        let domains = each(&platform.domains, |_| ());
        let apis = each(&platform.apis, |api| own(&api.provider));
        Self {
            blueprints: blueprints(rendering),
            whole: digest(&(&teams, &domains, &systems, &apps, &apis, &resources)),
            environments: platform.environments.iter().map(|environment| environment.name.clone()).collect(),
            teams,
            domains,
            systems,
            apps,
            apis,
            resources,
        }
    }

    /// What a part renders depends on nothing but this.
    pub(crate) fn of(&self, part: Part, rendering: &Rendering<'_>) -> Digest {
        let index = part.index as usize;
        let (entity, environment) = match part.entity {
            Entity::Platform => (&self.whole, self.environment(part)),
            Entity::Domain => (&self.domains[index], self.environment(part)),
            Entity::Team => (&self.teams[index], self.environment(part)),
            Entity::System => (&self.systems[index], self.environment(part)),
            Entity::Api => (&self.apis[index], self.environment(part)),
            Entity::App => {
                let instance = part.environment.map(|at| &rendering.platform.apps[index].environments[at as usize]);
                (&self.apps[index], instance.map(|instance| &instance.environment.name))
            }
            Entity::Resource => {
                let instance =
                    part.environment.map(|at| &rendering.platform.resources[index].environments[at as usize]);
                (&self.resources[index], instance.map(|instance| &instance.environment.name))
            }
        };
        digest(&(self.blueprints[part.blueprint as usize], part.output, part.entity as u8, entity, environment))
    }

    fn environment(&self, part: Part) -> Option<&String> {
        part.environment.and_then(|at| self.environments.get(at as usize))
    }
}

fn blueprints(rendering: &Rendering<'_>) -> Vec<Digest> {
    let platform = &*rendering.platform;
    let everywhere = digest(&(&platform.facts, &platform.environments));
    let one = |(at, blueprint): (usize, &Blueprint)| {
        let files: Vec<_> = blueprint.files().map(|(name, file)| (name, &rendering.sources.get(file).text)).collect();
        let parameters = platform.blueprints.iter().find(|(listed, _)| *listed == at).map(|(_, json)| json);
        digest(&(everywhere, files, parameters))
    };
    rendering.blueprints.list.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::digest;
    use crate::platform::Facts;
    use crate::source::{FileId, Span};

    #[test]
    fn what_templates_see_counts_and_places_do_not() {
        let facts = |values| Facts { values: std::sync::Arc::new(values), ..Facts::default() };
        let one = digest(&facts(json!({ "a": 0.0, "b": 1 })));
        let below = Facts { span: Some(Span::new(FileId::FIRST, 7..8)), ..facts(json!({ "a": 0.0, "b": 1 })) };
        assert_eq!(digest(&below), one);
        for other in [json!({ "b": 1, "a": 0.0 }), json!({ "a": -0.0, "b": 1 }), json!({ "a": 0, "b": 1 })] {
            assert_ne!(digest(&facts(other)), one);
        }
    }
}
