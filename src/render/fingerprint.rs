//! What the templates of a part can see, as one digest: two parts with the same one render the same files.
//!
//! Digests are made of everything that hangs on what a part is rendered for, whether its templates ask for it or not.
//! Places in files are left out, so that a line added above changes nothing. Every structure is taken apart whole: a
//! new field does not compile until it is told here.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use serde_json::Value as Json;

use super::{Part, Rendering};
use crate::blueprint::{Blueprint, Entity};
use crate::platform::{
    Api, App, AppInEnvironment, Domain, Environment, Facts, Git, Infrastructure, Peer, Platform, Resource,
    ResourceInEnvironment, Secret, System, Team,
};
use crate::source::Sources;
use crate::tree::Digest;
use crate::yaml::node::Node;

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

/// Bytes on their way into a digest.
#[derive(Default)]
struct HashInput(Vec<u8>);

impl Hasher for HashInput {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        unreachable!("only the digest is asked for")
    }
}

fn digest(write: impl FnOnce(&mut HashInput)) -> Digest {
    let mut ink = HashInput::default();
    write(&mut ink);
    *blake3::hash(&ink.0).as_bytes()
}

fn each<T: Sync>(list: &[T], write: impl Fn(&mut HashInput, &T) + Sync) -> Vec<Digest> {
    list.par_iter().map(|item| digest(|ink| write(ink, item))).collect()
}

impl Fingerprints {
    pub(crate) fn new(rendering: &Rendering<'_>) -> Self {
        let platform = &*rendering.platform;
        let alone = each(&platform.resources, |ink, resource| write_resource(ink, resource));
        // What an app sees of its resources, it looks up by their names.
        let own = |app: &App| -> Vec<Digest> {
            let find = |name: &String| platform.resources.binary_search_by(|known| known.component.cmp(name)).ok();
            app.resources.iter().filter_map(find).map(|at| alone[at]).collect()
        };
        let resources = each(&platform.resources, |ink, resource| {
            write_resource(ink, resource);
            resource.app.as_deref().map(own).hash(ink);
        });
        let write_app = |ink: &mut HashInput, app: &App| {
            write_app(ink, app);
            own(app).hash(ink);
        };
        let apps = each(&platform.apps, |ink, app| write_app(ink, app));
        let systems = each(&platform.systems, |ink, system| write_system(ink, system));
        let of_team = |team: &Team| -> (Vec<Digest>, Vec<&String>, Vec<Digest>) {
            let own = platform.apps_of_team.get(&team.name).map(Vec::as_slice).unwrap_or_default();
            let systems = platform.systems.iter().filter(|system| system.owner.name == team.name);
            let shared = platform.resources.iter().zip(&resources).filter(|(one, _)| one.owner.name == team.name);
            let apps = own.iter().map(|at| apps[*at]).collect();
            (apps, systems.map(|system| &system.name).collect(), shared.map(|(_, digest)| *digest).collect())
        };
        let teams = each(&platform.teams, |ink, team| {
            write_team(ink, team);
            of_team(team).hash(ink);
        });
        let domains = each(&platform.domains, |ink, domain| write_domain(ink, domain));
        let apis = each(&platform.apis, |ink, api| {
            write_api(ink, api);
            write_app(ink, &api.provider);
        });
        Self {
            blueprints: blueprints(rendering),
            whole: digest(|ink| (&teams, &domains, &systems, &apps, &apis, &resources).hash(ink)),
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
        digest(|ink| {
            (self.blueprints[part.blueprint as usize], part.output, part.entity as u8, entity, environment).hash(ink);
        })
    }

    fn environment(&self, part: Part) -> Option<&String> {
        part.environment.and_then(|at| self.environments.get(at as usize))
    }
}

fn blueprints(rendering: &Rendering<'_>) -> Vec<Digest> {
    let Platform { facts, environments, blueprints, .. } = &*rendering.platform;
    let everywhere = digest(|ink| {
        write_facts(ink, facts);
        environments.iter().for_each(|environment| write_environment(ink, environment));
    });
    let one = |(at, blueprint): (usize, &Blueprint)| {
        digest(|ink| {
            (everywhere, files(blueprint, rendering.sources)).hash(ink);
            if let Some((_, parameters)) = blueprints.iter().find(|(listed, _)| *listed == at) {
                write_json(ink, parameters);
            }
        })
    };
    rendering.blueprints.list.iter().enumerate().map(one).collect()
}

fn files(blueprint: &Blueprint, sources: &Sources) -> Digest {
    digest(|ink| blueprint.files().for_each(|(name, file)| (name, &sources.get(file).text).hash(ink)))
}

fn write_facts(ink: &mut HashInput, facts: &Facts) {
    let Facts {
        span: _,
        name,
        title,
        owner,
        owner_group,
        git,
        registry,
        labels,
        blueprints,
        argocd,
        guardrails,
        catalog,
        inventory,
        files,
        values,
    } = facts;
    let Git { provider, host, group, branch } = git;
    (name, title, owner, owner_group, provider, host, group, branch).hash(ink);
    (registry, labels, blueprints, argocd, guardrails, catalog, inventory).hash(ink);
    write_json(ink, files);
    write_json(ink, values);
}

fn write_environment(ink: &mut HashInput, environment: &Environment) {
    let Environment {
        span: _,
        name,
        title,
        branch,
        domain,
        cluster_name,
        cluster_server,
        kubernetes,
        production,
        after,
        values,
        sizes,
    } = environment;
    (name, title, branch, domain, cluster_name, cluster_server, kubernetes, production, after).hash(ink);
    write_json(ink, values);
    sizes.iter().map(Node::to_json).for_each(|sizes| write_json(ink, &sizes));
}

fn write_team(ink: &mut HashInput, team: &Team) {
    let Team {
        span: _,
        name,
        title,
        description,
        email,
        kind,
        parent,
        parent_ref,
        children,
        children_refs,
        members,
        external,
        gitlab,
        github,
        identity,
        backstage,
        project,
        links,
        tags,
        infrastructure,
    } = team;
    (name, title, description, email, kind, parent, parent_ref, children, children_refs, members).hash(ink);
    (external, gitlab, github, identity, backstage, project, tags).hash(ink);
    write_json(ink, links);
    let shared = infrastructure.as_ref().map(|shared| {
        let Infrastructure { repository, namespace, environments } = shared;
        (repository, namespace, environments)
    });
    shared.hash(ink);
}

fn write_domain(ink: &mut HashInput, domain: &Domain) {
    let Domain { span: _, name, title, description, owner } = domain;
    (name, title, description).hash(ink);
    write_team(ink, owner);
}

fn write_system(ink: &mut HashInput, system: &System) {
    let System { span: _, name, title, description, owner, domain, kind, links, tags, apps } = system;
    (name, title, description, domain, kind, tags, apps).hash(ink);
    write_json(ink, links);
    write_team(ink, owner);
}

fn write_app(ink: &mut HashInput, app: &App) {
    let App {
        span: _,
        name,
        component,
        title,
        description,
        // An index; the name says the same on both sides.
        blueprint: _,
        blueprint_name,
        serves,
        kind,
        lifecycle,
        visibility,
        internal,
        owner,
        system,
        repository,
        deployment,
        branches,
        image,
        parameters,
        links,
        tags,
        provides,
        consumes,
        depends_on,
        resources,
        environments,
    } = app;
    (name, component, title, description, blueprint_name, serves, kind, lifecycle, visibility, internal).hash(ink);
    (repository, deployment, branches, image, tags, provides, consumes, depends_on, resources).hash(ink);
    write_json(ink, parameters);
    write_json(ink, links);
    write_team(ink, owner);
    write_system(ink, system);
    environments.len().hash(ink);
    environments.iter().for_each(|instance| write_instance(ink, instance));
}

fn write_instance(ink: &mut HashInput, instance: &AppInEnvironment) {
    let AppInEnvironment {
        environment,
        namespace,
        namespace_owner,
        application,
        repository_secret,
        address: _,
        hostname,
        host,
        path,
        size_name,
        size,
        min,
        max,
        cpu,
        env,
        secrets,
        secret_path,
        parameters,
        dependencies,
        dependents,
    } = instance;
    (&environment.name, namespace, namespace_owner, application, repository_secret, hostname, host, path).hash(ink);
    (size_name, min, max, cpu, env, secret_path).hash(ink);
    write_json(ink, size);
    write_json(ink, parameters);
    secrets.len().hash(ink);
    for Secret { name, path, key } in secrets {
        (name, path, key).hash(ink);
    }
    for peers in [dependencies, dependents] {
        peers.len().hash(ink);
        for Peer { component, namespace, team, port } in peers {
            (component, namespace, team, port).hash(ink);
        }
    }
}

/// Without its provider, which is an app.
fn write_api(ink: &mut HashInput, api: &Api) {
    let Api { span: _, name, title, description, kind, definition, provider: _ } = api;
    (name, title, description, kind, definition).hash(ink);
}

fn write_resource(ink: &mut HashInput, resource: &Resource) {
    let Resource {
        span: _,
        name,
        component,
        blueprint: _,
        blueprint_name,
        kind,
        description,
        parameters,
        owner,
        app,
        environments,
    } = resource;
    (name, component, blueprint_name, kind, description, app.is_some(), environments.len()).hash(ink);
    write_json(ink, parameters);
    write_team(ink, owner);
    app.iter().for_each(|app| write_app(ink, app));
    for ResourceInEnvironment { environment, namespace, size_name, size } in environments {
        (&environment.name, namespace, size_name).hash(ink);
        write_json(ink, size);
    }
}

/// The order of keys counts: templates see it.
fn write_json(ink: &mut HashInput, json: &Json) {
    std::mem::discriminant(json).hash(ink);
    match json {
        Json::Null => {}
        Json::Bool(value) => value.hash(ink),
        // As it is written: -0.0 is equal to 0.0, and its text is another.
        Json::Number(value) => value.to_string().hash(ink),
        Json::String(value) => value.hash(ink),
        Json::Array(items) => {
            items.len().hash(ink);
            items.iter().for_each(|item| write_json(ink, item));
        }
        Json::Object(fields) => {
            fields.len().hash(ink);
            for (key, value) in fields {
                key.hash(ink);
                write_json(ink, value);
            }
        }
    }
}
