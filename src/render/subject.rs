//! What the templates of a part see, and the entry of the inventory that it is rendered for.

use std::sync::Arc;

use super::context::{Parameters, Subject};
use super::{Part, Rendering};
use crate::blueprint::Entity;
use crate::source::Span;

impl Rendering<'_> {
    /// What the templates of a part see.
    pub(super) fn subject(&self, part: Part) -> Subject {
        let platform = &self.platform;
        let (index, environment) = (part.index as usize, part.environment.map(|at| at as usize));
        let own = |own| match platform.blueprints.iter().find(|(listed, _)| *listed == part.blueprint as usize) {
            Some((_, parameters)) => Parameters::Platform(Arc::clone(parameters)),
            None => own,
        };
        let base = Subject {
            environment: environment.and_then(|at| platform.environments.get(at)).cloned(),
            parameters: own(Parameters::None),
            ..Subject::default()
        };
        match part.entity {
            Entity::Platform => Subject { whole: true, ..base },
            Entity::Domain => {
                let domain = Arc::clone(&platform.domains[index]);
                Subject { team: Some(Arc::clone(&domain.owner)), domain: Some(domain), ..base }
            }
            Entity::Team => {
                let team = Some(Arc::clone(&platform.teams[index]));
                Subject { team, of_team: true, ..base }
            }
            Entity::System => {
                let system = Arc::clone(&platform.systems[index]);
                Subject { team: Some(Arc::clone(&system.owner)), system: Some(system), ..base }
            }
            Entity::Api => {
                let api = Arc::clone(&platform.apis[index]);
                let (team, system) = (Arc::clone(&api.provider.owner), Arc::clone(&api.provider.system));
                Subject { team: Some(team), system: Some(system), api: Some(api), ..base }
            }
            Entity::App => {
                let app = Arc::clone(&platform.apps[index]);
                Subject {
                    environment: environment.map(|at| Arc::clone(&app.environments[at].environment)),
                    team: Some(Arc::clone(&app.owner)),
                    system: Some(Arc::clone(&app.system)),
                    app: Some((app, environment)),
                    parameters: own(Parameters::App),
                    ..Subject::default()
                }
            }
            Entity::Resource => {
                let resource = Arc::clone(&platform.resources[index]);
                let app = resource.app.clone();
                let instance = |app: &crate::platform::App| {
                    let name = environment.map(|at| &resource.environments[at].environment.name)?;
                    app.environments.iter().position(|instance| instance.environment.name == *name)
                };
                Subject {
                    environment: environment.map(|at| Arc::clone(&resource.environments[at].environment)),
                    team: Some(Arc::clone(&resource.owner)),
                    system: app.as_ref().map(|app| Arc::clone(&app.system)),
                    app: app.map(|app| {
                        let instance = instance(&app);
                        (app, instance)
                    }),
                    resource: Some((Arc::clone(&resource), environment)),
                    parameters: own(Parameters::Resource),
                    ..Subject::default()
                }
            }
        }
    }

    /// The inventory key that a part is rendered for.
    pub(super) fn entity_span(&self, part: Part) -> Option<Span> {
        let (platform, index) = (&self.platform, part.index as usize);
        match part.entity {
            Entity::Platform => platform.facts.span,
            Entity::Domain => Some(platform.domains[index].span),
            Entity::Team => Some(platform.teams[index].span),
            Entity::System => Some(platform.systems[index].span),
            Entity::App => Some(platform.apps[index].span),
            Entity::Api => Some(platform.apis[index].span),
            Entity::Resource => Some(platform.resources[index].span),
        }
    }
}
