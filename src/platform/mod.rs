//! The platform: names bound, defaults filled, derived names made once and checked.
//!
//! Everything that others depend on (repository, namespace, Application, image, host, secret path) is made here and
//! nowhere else. What could not be bound was reported and is left out, so that later stages meet only whole things.
//!
//! Everything that templates can see is serialized, for the digests of [`crate::render`] and nothing else. What is
//! skipped renders nothing: places in files, and indexes of blueprints beside their names.

mod apis;
pub(crate) mod app_in_environment;
mod apps;
mod bind;
mod clusters;
mod cycles;
mod graph;
mod missing_sizes;
mod name_provenance;
mod names;
mod naming;
mod owners;
pub(crate) mod prune_invalid;
mod references;
mod resources;
mod sizes;
mod teams;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use crate::blueprint::Blueprints;
use crate::diagnostic::Sink;
use crate::inventory::Inventory;
use crate::source::Span;
use crate::yaml::node::Node;

/// A platform, ready to be rendered. Lists are sorted by name, environments by order of promotion.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) facts: Arc<Facts>,
    pub(crate) environments: Vec<Arc<Environment>>,
    pub(crate) teams: Vec<Arc<Team>>,
    pub(crate) domains: Vec<Arc<Domain>>,
    pub(crate) systems: Vec<Arc<System>>,
    pub(crate) apps: Vec<Arc<App>>,
    pub(crate) apis: Vec<Arc<Api>>,
    pub(crate) resources: Vec<Arc<Resource>>,
    /// Indexes of [`Platform::apps`] by owning team.
    pub(crate) apps_of_team: FxHashMap<String, Vec<usize>>,
    /// Blueprints rendered for every entity, as indexes of the blueprints, with their parameters.
    pub(crate) blueprints: Vec<(usize, Arc<Json>)>,
}

/// What holds for every repository.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Facts {
    #[serde(skip)]
    pub(crate) span: Option<Span>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) owner: String,
    pub(crate) owner_group: String,
    pub(crate) git: Git,
    pub(crate) registry: String,
    pub(crate) labels: String,
    pub(crate) blueprints: Vec<String>,
    pub(crate) argocd: String,
    pub(crate) guardrails: String,
    pub(crate) catalog: String,
    pub(crate) inventory: String,
    /// Included files of the inventory and the teams they belong to.
    pub(crate) files: Json,
    pub(crate) values: Arc<Json>,
}

#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Git {
    pub(crate) provider: String,
    pub(crate) host: String,
    pub(crate) group: String,
    pub(crate) branch: String,
}

impl Git {
    /// Web address of the host.
    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.host)
    }

    /// Web address of a repository.
    pub(crate) fn web(&self, repository: &str) -> String {
        format!("https://{}/{repository}", self.host)
    }

    /// Address to clone from; GitLab redirects what does not end in `.git`, and Argo CD does not follow.
    pub(crate) fn clone_url(&self, repository: &str) -> String {
        format!("https://{}/{repository}.git", self.host)
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Environment {
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) branch: String,
    pub(crate) domain: String,
    pub(crate) cluster_name: String,
    pub(crate) cluster_server: String,
    pub(crate) kubernetes: String,
    /// As written; templates take nothing for `false`, and [`crate::object::production`] asks the name.
    pub(crate) production: Option<bool>,
    pub(crate) after: Option<String>,
    pub(crate) values: Arc<Json>,
    /// T-shirt sizes by blueprint, of this environment and the platform.
    #[serde(serialize_with = "without_places")]
    pub(crate) sizes: Vec<Node<'static>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Team {
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) kind: String,
    pub(crate) parent: Option<String>,
    pub(crate) parent_ref: Option<String>,
    pub(crate) children: Vec<String>,
    pub(crate) children_refs: Vec<String>,
    pub(crate) members: Vec<String>,
    pub(crate) external: bool,
    pub(crate) gitlab: String,
    pub(crate) github: String,
    pub(crate) identity: String,
    pub(crate) backstage: String,
    pub(crate) project: String,
    pub(crate) links: Json,
    pub(crate) tags: Vec<String>,
    pub(crate) infrastructure: Option<Infrastructure>,
}

/// What a team's apps share.
#[derive(Debug, Serialize)]
pub(crate) struct Infrastructure {
    pub(crate) repository: String,
    pub(crate) namespace: String,
    pub(crate) environments: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Domain {
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) owner: Arc<Team>,
}

#[derive(Debug, Serialize)]
pub(crate) struct System {
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) owner: Arc<Team>,
    pub(crate) domain: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) links: Json,
    pub(crate) tags: Vec<String>,
    /// Components of its apps.
    pub(crate) apps: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct App {
    /// The app's key in the inventory.
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) component: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// Absent where the inventory names none that is there, which was reported.
    #[serde(skip)]
    pub(crate) blueprint: Option<usize>,
    pub(crate) blueprint_name: String,
    pub(crate) serves: bool,
    pub(crate) kind: String,
    pub(crate) lifecycle: String,
    pub(crate) visibility: String,
    pub(crate) internal: bool,
    pub(crate) owner: Arc<Team>,
    pub(crate) system: Arc<System>,
    pub(crate) repository: String,
    pub(crate) deployment: String,
    pub(crate) branches: Vec<String>,
    pub(crate) image: String,
    pub(crate) parameters: Arc<Json>,
    pub(crate) links: Json,
    pub(crate) tags: Vec<String>,
    pub(crate) provides: Vec<String>,
    pub(crate) consumes: Vec<String>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) resources: Vec<String>,
    /// One for each environment it runs in, in order of promotion.
    pub(crate) environments: Vec<AppInEnvironment>,
}

/// An app in one environment.
#[derive(Debug, Serialize)]
pub(crate) struct AppInEnvironment {
    #[serde(serialize_with = "name")]
    pub(crate) environment: Arc<Environment>,
    pub(crate) namespace: String,
    pub(crate) namespace_owner: bool,
    pub(crate) application: String,
    pub(crate) repository_secret: String,
    /// Where the host name was given; the app's key when it has none.
    #[serde(skip)]
    pub(crate) address: Span,
    pub(crate) hostname: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) path: String,
    pub(crate) size_name: Option<String>,
    pub(crate) size: Arc<Json>,
    pub(crate) min: i64,
    pub(crate) max: Option<i64>,
    pub(crate) cpu: i64,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) secrets: Vec<Secret>,
    pub(crate) secret_path: String,
    pub(crate) parameters: Arc<Json>,
    pub(crate) dependencies: Vec<Peer>,
    pub(crate) dependents: Vec<Peer>,
}

impl AppInEnvironment {
    pub(crate) fn port(&self) -> Option<i64> {
        self.parameters.get("port").and_then(Json::as_i64)
    }

    pub(crate) fn url(&self) -> Option<String> {
        self.host.as_ref().map(|host| format!("https://{host}{}", self.path))
    }
}

/// A reference to a secret; its value is never here.
#[derive(Debug, Serialize)]
pub(crate) struct Secret {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) key: String,
}

/// The other end of a call between two apps in one environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Peer {
    pub(crate) component: String,
    pub(crate) namespace: String,
    pub(crate) team: String,
    pub(crate) port: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Api {
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: String,
    pub(crate) definition: Option<String>,
    pub(crate) provider: Arc<App>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Resource {
    #[serde(skip)]
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) component: String,
    #[serde(skip)]
    pub(crate) blueprint: usize,
    pub(crate) blueprint_name: String,
    pub(crate) kind: String,
    pub(crate) description: Option<String>,
    pub(crate) parameters: Arc<Json>,
    pub(crate) owner: Arc<Team>,
    /// The app it belongs to; a team's shared infrastructure when absent.
    pub(crate) app: Option<Arc<App>>,
    pub(crate) environments: Vec<ResourceInEnvironment>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ResourceInEnvironment {
    #[serde(serialize_with = "name")]
    pub(crate) environment: Arc<Environment>,
    pub(crate) namespace: String,
    pub(crate) size_name: Option<String>,
    pub(crate) size: Arc<Json>,
}

/// An environment by its name: all of it is said once for the whole platform.
fn name<S: Serializer>(environment: &Environment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&environment.name)
}

fn without_places<S: Serializer>(nodes: &[Node<'static>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(nodes.iter().map(Node::to_json))
}

/// Binds an inventory to its blueprints.
pub(crate) fn platform(inventory: &Inventory, blueprints: &Blueprints, sink: &mut Sink) -> Platform {
    let mut binder = bind::Binder::new(inventory, blueprints, sink);
    let environments = binder.environments();
    let (mut facts, naming) = binder.facts();
    let teams = teams::teams(&mut binder, &naming, &environments);
    binder.bind_owner(&mut facts, &teams);
    let domains = binder.domains(&teams);
    let (systems, mut apps) = apps::systems(&mut binder, &naming, &facts, &environments, &teams);
    let apis = apis::bind(&mut binder, &mut apps);
    graph::bind(&mut binder, &mut apps, &apis);
    let drafts = resources::drafts(&mut binder, &mut apps, &environments, &teams);
    sizes::check(&mut binder);
    binder.sink.extend(std::mem::take(&mut binder.missing_sizes).diagnostics(blueprints));
    let apps: Vec<Arc<App>> = apps.into_iter().map(|draft| Arc::new(draft.app)).collect();
    facts.files = owners::files(&inventory.included, &facts.owner, &teams, &domains, &systems, &apps);
    let mut apps_of_team: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, app) in apps.iter().enumerate() {
        apps_of_team.entry(app.owner.name.clone()).or_default().push(at);
    }
    let mut platform = Platform {
        apps_of_team,
        blueprints: binder.platform_blueprints(),
        apis: apis::finish(apis, &apps),
        resources: resources::finish(drafts, &apps),
        facts: Arc::new(facts),
        environments,
        teams,
        domains,
        systems,
        apps,
    };
    references::check(&platform, binder.root, blueprints, binder.sink);
    if prune_invalid::leave_out(&mut platform, binder.root, blueprints, binder.sink.list(), &prune_invalid::FOR_NAMES) {
        names::check(&platform, &naming, binder.root, binder.sink);
    }
    prune_invalid::leave_out(&mut platform, binder.root, blueprints, binder.sink.list(), &prune_invalid::FOR_FILES);
    platform
}
