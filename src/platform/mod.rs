//! The platform: names bound, defaults filled, derived names made once and checked.
//!
//! Everything that others depend on (repository, namespace, Application, image, host, secret path) is made here and
//! nowhere else. What could not be bound was reported and is left out, so that later stages meet only whole things.

mod apis;
mod apps;
mod bind;
mod blame;
mod clusters;
mod graph;
mod names;
mod naming;
mod owners;
mod references;
mod resources;
mod sizes;
mod teams;
mod views;
mod whole;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::blueprint::Blueprints;
use crate::diagnostic::Sink;
use crate::inventory::Inventory;
use crate::source::Span;
use crate::yaml::node::Node;

/// A platform, ready to be rendered. Lists are sorted by name, environments by order of promotion.
#[derive(Debug)]
pub struct Platform {
    pub facts: Arc<Facts>,
    pub environments: Vec<Arc<Environment>>,
    pub teams: Vec<Arc<Team>>,
    pub domains: Vec<Arc<Domain>>,
    pub systems: Vec<Arc<System>>,
    pub apps: Vec<Arc<App>>,
    pub apis: Vec<Arc<Api>>,
    pub resources: Vec<Arc<Resource>>,
    /// Indexes of [`Platform::apps`] by owning team.
    pub apps_of_team: FxHashMap<String, Vec<usize>>,
    /// Blueprints rendered for every entity, as indexes of the blueprints, with their parameters.
    pub blueprints: Vec<(usize, Arc<Json>)>,
}

/// What holds for every repository.
#[derive(Debug, Default)]
pub struct Facts {
    pub span: Option<Span>,
    pub name: String,
    pub title: String,
    pub owner: String,
    pub owner_group: String,
    pub git: Git,
    pub registry: String,
    pub labels: String,
    pub blueprints: Vec<String>,
    pub argocd: String,
    pub guardrails: String,
    pub catalog: String,
    pub inventory: String,
    /// Included files of the inventory and the teams they belong to.
    pub files: Json,
    pub values: Arc<Json>,
}

#[derive(Debug, Default, Clone)]
pub struct Git {
    pub provider: String,
    pub host: String,
    pub group: String,
    pub branch: String,
}

impl Git {
    /// Web address of the host.
    pub fn url(&self) -> String {
        format!("https://{}", self.host)
    }

    /// Web address of a repository.
    pub fn web(&self, repository: &str) -> String {
        format!("https://{}/{repository}", self.host)
    }

    /// Address to clone from; GitLab redirects what does not end in `.git`, and Argo CD does not follow.
    pub fn clone_url(&self, repository: &str) -> String {
        format!("https://{}/{repository}.git", self.host)
    }
}

#[derive(Debug)]
pub struct Environment {
    pub span: Span,
    pub name: String,
    pub title: String,
    pub branch: String,
    pub domain: String,
    pub cluster_name: String,
    pub cluster_server: String,
    pub kubernetes: String,
    pub production: bool,
    pub after: Option<String>,
    pub values: Arc<Json>,
    /// T-shirt sizes by blueprint, of this environment and the platform.
    pub sizes: Vec<Node<'static>>,
}

#[derive(Debug)]
pub struct Team {
    pub span: Span,
    pub name: String,
    pub title: String,
    pub description: Option<String>,
    pub email: Option<String>,
    pub kind: String,
    pub parent: Option<String>,
    pub parent_ref: Option<String>,
    pub children: Vec<String>,
    pub children_refs: Vec<String>,
    pub members: Vec<String>,
    pub external: bool,
    pub gitlab: String,
    pub github: String,
    pub identity: String,
    pub backstage: String,
    pub project: String,
    pub links: Json,
    pub tags: Vec<String>,
    pub infrastructure: Option<Infrastructure>,
}

/// What a team's apps share.
#[derive(Debug)]
pub struct Infrastructure {
    pub repository: String,
    pub namespace: String,
    pub environments: Vec<String>,
}

#[derive(Debug)]
pub struct Domain {
    pub span: Span,
    pub name: String,
    pub title: String,
    pub description: Option<String>,
    pub owner: Arc<Team>,
}

#[derive(Debug)]
pub struct System {
    pub span: Span,
    pub name: String,
    pub title: String,
    pub description: Option<String>,
    pub owner: Arc<Team>,
    pub domain: Option<String>,
    pub kind: Option<String>,
    pub links: Json,
    pub tags: Vec<String>,
    /// Components of its apps.
    pub apps: Vec<String>,
}

#[derive(Debug)]
pub struct App {
    /// The app's key in the inventory.
    pub span: Span,
    pub name: String,
    pub component: String,
    pub title: String,
    pub description: Option<String>,
    /// Absent where the inventory names none that is there, which was reported.
    pub blueprint: Option<usize>,
    pub blueprint_name: String,
    pub serves: bool,
    pub kind: String,
    pub lifecycle: String,
    pub visibility: String,
    pub internal: bool,
    pub owner: Arc<Team>,
    pub system: Arc<System>,
    pub repository: String,
    pub deployment: String,
    pub branches: Vec<String>,
    pub image: String,
    pub parameters: Arc<Json>,
    pub links: Json,
    pub tags: Vec<String>,
    pub provides: Vec<String>,
    pub consumes: Vec<String>,
    pub depends_on: Vec<String>,
    pub resources: Vec<String>,
    /// One for each environment it runs in, in order of promotion.
    pub views: Vec<View>,
}

/// An app in one environment.
#[derive(Debug)]
pub struct View {
    pub environment: Arc<Environment>,
    pub namespace: String,
    pub namespace_owner: bool,
    pub application: String,
    pub repository_secret: String,
    /// Where the host name was given; the app's key when it has none.
    pub address: Span,
    pub hostname: Option<String>,
    pub host: Option<String>,
    pub path: String,
    pub size_name: Option<String>,
    pub size: Arc<Json>,
    pub min: i64,
    pub max: Option<i64>,
    pub cpu: i64,
    pub env: Vec<(String, String)>,
    pub secrets: Vec<Secret>,
    pub secret_path: String,
    pub parameters: Arc<Json>,
    pub dependencies: Vec<Peer>,
    pub dependents: Vec<Peer>,
}

impl View {
    pub fn port(&self) -> Option<i64> {
        self.parameters.get("port").and_then(Json::as_i64)
    }

    pub fn url(&self) -> Option<String> {
        self.host.as_ref().map(|host| format!("https://{host}{}", self.path))
    }
}

/// A reference to a secret; its value is never here.
#[derive(Debug)]
pub struct Secret {
    pub name: String,
    pub path: String,
    pub key: String,
}

/// The other end of a call between two apps in one environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peer {
    pub component: String,
    pub namespace: String,
    pub team: String,
    pub port: Option<i64>,
}

#[derive(Debug)]
pub struct Api {
    pub span: Span,
    pub name: String,
    pub title: String,
    pub description: Option<String>,
    pub kind: String,
    pub definition: Option<String>,
    pub provider: Arc<App>,
}

#[derive(Debug)]
pub struct Resource {
    pub span: Span,
    pub name: String,
    pub component: String,
    pub blueprint: usize,
    pub blueprint_name: String,
    pub kind: String,
    pub description: Option<String>,
    pub parameters: Arc<Json>,
    pub owner: Arc<Team>,
    /// The app it belongs to; a team's shared infrastructure when absent.
    pub app: Option<Arc<App>>,
    pub views: Vec<ResourceView>,
}

#[derive(Debug)]
pub struct ResourceView {
    pub environment: Arc<Environment>,
    pub namespace: String,
    pub size_name: Option<String>,
    pub size: Arc<Json>,
}

/// Binds an inventory to its blueprints.
pub fn platform(inventory: &Inventory, blueprints: &Blueprints, sink: &mut Sink) -> Platform {
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
    sizes::tell(&mut binder);
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
    if whole::leave_out(&mut platform, binder.root, blueprints, binder.sink.list(), &whole::FOR_NAMES) {
        names::check(&platform, &naming, binder.root, binder.sink);
    }
    whole::leave_out(&mut platform, binder.root, blueprints, binder.sink.list(), &whole::FOR_FILES);
    platform
}
