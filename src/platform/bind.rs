//! What all parts of binding share: access to the inventory's values, lookups by name, and the small parts.

use std::sync::Arc;

use serde_json::Value as Json;

use super::missing_sizes::MissingSizes;
use super::naming::Naming;
use super::{Domain, Environment, Facts, Git, Team, cycles};
use crate::blueprint::{Blueprint, Blueprints, Entity};
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{
    invalid_parameter, unfit_blueprint, unknown_blueprint, unknown_environment, unknown_team,
};
use crate::diagnostic::{Sink, is_slip, nearest, suggest, visible};
use crate::inventory::Inventory;
use crate::source::Span;
use crate::yaml::node::{Entry, Node};

pub(crate) struct Binder<'i> {
    pub(crate) root: &'i Node<'static>,
    pub(crate) blueprints: &'i Blueprints,
    pub(crate) sink: &'i mut Sink,
    pub(crate) missing_sizes: MissingSizes,
    /// Blueprints that the platform lists and something is made from.
    misplaced: Vec<usize>,
}

/// What binding an app needs of the rest of the platform.
pub(crate) struct Context<'c> {
    pub(crate) naming: &'c Naming,
    pub(crate) facts: &'c Facts,
    pub(crate) environments: &'c [Arc<Environment>],
    pub(crate) teams: &'c [Arc<Team>],
}

/// The text under `key`.
pub(crate) fn text(node: &Node<'_>, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_str).map(str::to_owned)
}

/// The texts listed under `key`, each with its node.
pub(crate) fn texts<'n>(node: &'n Node<'static>, key: &str) -> impl Iterator<Item = (&'n str, &'n Node<'static>)> {
    node.get(key).map(Node::items).unwrap_or_default().iter().filter_map(|item| Some((item.as_str()?, item)))
}

pub(crate) fn strings(node: &Node<'static>, key: &str) -> Vec<String> {
    texts(node, key).map(|(text, _)| text.to_owned()).collect()
}

pub(crate) fn json(node: &Node<'_>, key: &str, absent: Json) -> Json {
    node.get(key).map_or(absent, Node::to_json)
}

/// The links under `links`, each with all its fields.
pub(crate) fn links(node: &Node<'_>) -> Json {
    let field = |link: &Node<'_>, key: &str| (key.to_owned(), json(link, key, Json::Null));
    let link = |link: &Node<'_>| Json::Object(["url", "title", "icon"].iter().map(|key| field(link, key)).collect());
    node.get("links").map(Node::items).unwrap_or_default().iter().map(link).collect()
}

/// The entries of the mapping under `key`, sorted by name.
pub(crate) fn sorted<'n>(node: &'n Node<'static>, key: &str) -> Vec<&'n Entry<'static>> {
    let mut entries: Vec<_> = node.get(key).map(Node::entries).unwrap_or_default().iter().collect();
    entries.sort_by(|a, b| a.key.text.cmp(&b.key.text));
    entries
}

/// The help for an unknown app: one of the same name in another system, or the nearest.
pub(crate) fn suggest_app<'k>(wrong: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    let name = crate::path::file_name(wrong);
    let mut elsewhere = known.clone().filter(|key| crate::path::file_name(key) == name);
    match (elsewhere.next(), elsewhere.next()) {
        (Some(one), None) => format!("did you mean `{one}`?"),
        _ => suggest(wrong, known),
    }
}

/// `order-service` as `Order Service`.
pub(crate) fn title_of(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}

impl<'i> Binder<'i> {
    pub(crate) fn new(inventory: &'i Inventory, blueprints: &'i Blueprints, sink: &'i mut Sink) -> Self {
        Self { root: &inventory.root, blueprints, sink, missing_sizes: MissingSizes::default(), misplaced: Vec::new() }
    }

    pub(crate) fn error(&mut self, rule: &'static Rule, span: Span, message: String, help: String) {
        self.sink.push(rule.at(span, message).help(help));
    }

    /// Reports a name that nothing in the inventory has.
    pub(crate) fn unknown<'k>(
        &mut self,
        rule: &'static Rule,
        what: &str,
        name: &str,
        span: Span,
        known: impl IntoIterator<Item = &'k str> + Clone,
    ) {
        self.error(rule, span, format!("unknown {what} `{}`", visible(name)), suggest(name, known));
    }

    /// The team named under `key` of `node`. Where there is none of that name the nearest stands in, so that what depends
    /// on it is checked all the same.
    pub(crate) fn team(&mut self, node: &Node<'static>, key: &str, teams: &[Arc<Team>]) -> Option<Arc<Team>> {
        let Some((name, node)) = node.get(key).and_then(|node| Some((node.as_str()?, node))) else {
            return teams.first().cloned();
        };
        if let Ok(at) = teams.binary_search_by(|team| team.name.as_str().cmp(name)) {
            return Some(Arc::clone(&teams[at]));
        }
        // Where there are no teams at all, the platform's own owner says so.
        let owner = self.root.get("platform").and_then(|platform| platform.get("owner"));
        if teams.is_empty() && owner.is_some_and(|owner| owner.span != node.span) {
            return None;
        }
        let known = teams.iter().map(|team| team.name.as_str());
        let meant = nearest(name, known.clone()).and_then(|near| teams.iter().find(|team| team.name == near));
        self.unknown(&unknown_team::RULE, "team", name, node.span, known);
        meant.or(teams.first()).cloned()
    }

    /// Whether the inventory has an app, bound or not: one that is not bound was reported and is not unknown.
    pub(crate) fn has_app(&self, system: &str, app: &str) -> bool {
        let apps = self.root.get("systems").and_then(|systems| systems.get(system)?.get("apps"));
        apps.is_some_and(|apps| apps.get(app).is_some())
    }

    /// Whether any app of the inventory, bound or not, provides an API.
    pub(crate) fn has_api(&self, name: &str) -> bool {
        let systems = self.root.get("systems").map(Node::entries).unwrap_or_default().iter();
        let mut apps = systems.flat_map(|system| system.value.get("apps").map(Node::entries).unwrap_or_default());
        apps.any(|app| app.value.get("provides").is_some_and(|apis| apis.get(name).is_some()))
    }

    /// The index of the blueprint named by `node`.
    pub(crate) fn blueprint(&mut self, node: &Node<'static>) -> Option<usize> {
        let name = node.as_str()?;
        let found = self.blueprints.find(name);
        if found.is_none() && !self.blueprints.is_broken(name) {
            self.unknown(&unknown_blueprint::RULE, "blueprint", name, node.span, self.blueprints.names());
        }
        found
    }

    /// The index of the blueprint that an app or resource is made from: one that makes such a thing, and that is not
    /// rendered for everything.
    pub(crate) fn maker(&mut self, node: &Node<'static>, entity: Entity) -> Option<usize> {
        let found = self.blueprint(node)?;
        let listed: Vec<_> =
            self.root.get("platform").map(|platform| texts(platform, "blueprints").collect()).unwrap_or_default();
        let makes = |blueprint: &Blueprint| {
            let for_all =
                |made: &Entity| matches!(made, Entity::Platform | Entity::Domain | Entity::Team | Entity::System);
            let outputs = &blueprint.makes;
            outputs.contains(&entity) && !outputs.iter().any(for_all)
        };
        let entry = |blueprint: &Blueprint| listed.iter().find(|(name, _)| *name == blueprint.name);
        let blueprint = &self.blueprints.list[found];
        match entry(blueprint) {
            _ if !makes(blueprint) => {}
            None => return Some(found),
            Some((name, entry)) => {
                let message = format!("blueprint `{name}` is listed here, but an app or resource uses it");
                self.error(
                    &unfit_blueprint::RULE,
                    entry.span,
                    message,
                    "remove it from `platform.blueprints`".to_owned(),
                );
                self.misplaced.push(found);
                return None;
            }
        }
        let fit: Vec<&str> = self
            .blueprints
            .list
            .iter()
            .filter(|one| makes(one) && entry(one).is_none())
            .map(|one| &*one.name)
            .collect();
        let what = if entity == Entity::App { "an app" } else { "a resource" };
        let message = format!("blueprint `{}` has no output for {what}", blueprint.name);
        self.error(&unfit_blueprint::RULE, node.span, message, suggest(&blueprint.name, fit));
        None
    }

    /// Environments in order of promotion.
    pub(crate) fn environments(&mut self) -> Vec<Arc<Environment>> {
        let platform_sizes = self.root.get("platform").and_then(|platform| platform.get("sizes")).cloned();
        let default_branch = self.root.get("platform").and_then(|p| p.get("git")).and_then(|git| text(git, "branch"));
        let entries = self.root.get("environments").map(Node::entries).unwrap_or_default();
        let names: Vec<&str> = entries.iter().map(|entry| &*entry.key.text).collect();
        let mut after = vec![None; entries.len()];
        for (at, entry) in entries.iter().enumerate() {
            let Some((name, node)) = entry.value.get("after").and_then(|node| Some((node.as_str()?, node))) else {
                continue;
            };
            after[at] = names.iter().position(|known| *known == name);
            if after[at].is_none() {
                self.unknown(&unknown_environment::RULE, "environment", name, node.span, names.iter().copied());
            }
        }
        let spans = |at: usize| entries[at].value.get("after").map_or(entries[at].key.span, |node| node.span);
        let cycles = cycles::chain_cycles(&after);
        for cycle in &cycles {
            let path = cycles::shown(cycle, |at| names[at]);
            self.sink.push(cycles::diagnostic("environments follow one another in a cycle", &path, cycle, spans));
        }
        let mut order: Vec<usize> = (0..entries.len()).collect();
        if cycles.is_empty() {
            order.sort_by_key(|at| cycles::depth(&after, *at));
        }
        let environment = |at: usize| environment(&entries[at], default_branch.as_deref(), platform_sizes.as_ref());
        order.into_iter().map(|at| Arc::new(environment(at))).collect()
    }

    pub(crate) fn facts(&mut self) -> (Facts, Naming) {
        let empty = Node::new(Span::top(crate::source::FileId::FIRST), crate::yaml::node::Value::Null);
        let node = self.root.get("platform").unwrap_or(&empty);
        let git_node = node.get("git").unwrap_or(&empty);
        let git = Git {
            provider: text(git_node, "provider").unwrap_or_default(),
            host: text(git_node, "host").unwrap_or_default(),
            group: text(git_node, "group").unwrap_or_default(),
            branch: text(git_node, "branch").unwrap_or_else(|| "main".into()),
        };
        let naming = Naming::new(node.get("naming"), &git.provider, self.sink);
        let name = text(node, "name").unwrap_or_default();
        let repository = |name: &str| naming.platform_repository.fill(&[("group", &git.group), ("name", name)]);
        let facts = Facts {
            span: node.get("owner").map(|node| node.span),
            title: text(node, "title").unwrap_or_else(|| title_of(&name)),
            owner_group: String::new(),
            registry: text(node, "registry").unwrap_or_default(),
            labels: text(node, "labels").unwrap_or_default(),
            blueprints: strings(node, "blueprints"),
            argocd: repository("argocd"),
            guardrails: repository("guardrails"),
            catalog: repository("catalog"),
            inventory: naming.inventory_repository.fill(&[("group", &git.group)]),
            files: Json::Array(Vec::new()),
            values: Arc::new(json(node, "values", Json::Object(Default::default()))),
            owner: String::new(),
            name,
            git,
        };
        (facts, naming)
    }

    /// Notes the team that owns what belongs to no other.
    pub(crate) fn bind_owner(&mut self, facts: &mut Facts, teams: &[Arc<Team>]) {
        let Some(team) = self.root.get("platform").and_then(|platform| self.team(platform, "owner", teams)) else {
            return;
        };
        facts.owner.clone_from(&team.name);
        facts.owner_group.clone_from(&team.identity);
    }

    pub(crate) fn domains(&mut self, teams: &[Arc<Team>]) -> Vec<Arc<Domain>> {
        let mut domains = Vec::new();
        for entry in sorted(self.root, "domains") {
            let Some(owner) = self.team(&entry.value, "owner", teams) else { continue };
            let name = entry.key.text.to_string();
            domains.push(Arc::new(Domain {
                span: entry.key.span,
                title: text(&entry.value, "title").unwrap_or_else(|| title_of(&name)),
                description: text(&entry.value, "description"),
                owner,
                name,
            }));
        }
        domains
    }

    /// The platform's blueprints with their parameters.
    pub(crate) fn platform_blueprints(&mut self) -> Vec<(usize, Arc<Json>)> {
        let Some(platform) = self.root.get("platform") else { return Vec::new() };
        let given = platform.get("parameters");
        let mut list = Vec::new();
        for (name, node) in texts(platform, "blueprints") {
            let Some(index) = self.blueprint(node).filter(|index| !self.misplaced.contains(index)) else { continue };
            let schema = &self.blueprints.list[index].parameters;
            let empty = Node::new(node.span, crate::yaml::node::Value::Mapping(Vec::new()));
            let parameters = given.and_then(|given| given.get(name)).unwrap_or(&empty);
            let (found, fixed) = schema.check_and_fix(&invalid_parameter::RULE, parameters);
            self.sink.extend(found);
            list.push((index, Arc::new(schema.filled(Some(fixed.as_ref().unwrap_or(parameters))))));
        }
        self.check_parameters(platform);
        list
    }

    /// Parameters are those of a blueprint that the platform lists.
    fn check_parameters(&mut self, platform: &Node<'static>) {
        let listed = strings(platform, "blueprints");
        for Entry { key, .. } in platform.get("parameters").map(Node::entries).unwrap_or_default() {
            let known = self.blueprints.find(&key.text).is_some();
            // One that is listed under a misspelt name was reported there.
            let meant = |name: &String| self.blueprints.find(name).is_none() && is_slip(name, &key.text);
            if known && !listed.iter().any(|name| *name == key.text || meant(name)) {
                let message = format!("`platform.blueprints` does not list `{}`, which has parameters here", key.text);
                let help = "list it, or remove its parameters; parameters for one app belong to that app".to_owned();
                self.error(&unknown_blueprint::RULE, key.span, message, help);
            }
            if !known && !self.blueprints.is_broken(&key.text) {
                self.unknown(&unknown_blueprint::RULE, "blueprint", &key.text, key.span, self.blueprints.names());
            }
        }
    }
}

fn environment(
    entry: &Entry<'static>,
    default_branch: Option<&str>,
    platform_sizes: Option<&Node<'static>>,
) -> Environment {
    let node = &entry.value;
    let cluster = |key: &str| node.get("cluster").and_then(|cluster| text(cluster, key));
    let name = entry.key.text.to_string();
    Environment {
        span: entry.key.span,
        title: text(node, "title").unwrap_or_else(|| title_of(&name)),
        branch: text(node, "branch").or(default_branch.map(str::to_owned)).unwrap_or_else(|| "main".into()),
        domain: text(node, "domain").unwrap_or_default(),
        cluster_name: cluster("name").unwrap_or_else(|| "in-cluster".into()),
        cluster_server: cluster("server").unwrap_or_else(|| "https://kubernetes.default.svc".into()),
        kubernetes: text(node, "kubernetes").unwrap_or_default(),
        production: node.get("production").and_then(Node::as_bool),
        after: text(node, "after"),
        values: Arc::new(json(node, "values", Json::Object(Default::default()))),
        sizes: node.get("sizes").into_iter().chain(platform_sizes).cloned().collect(),
        name,
    }
}
