//! Teams: what they are called in every system that knows them.

use std::sync::Arc;

use super::bind::{Binder, links, sorted, strings, text, texts, title_of};
use super::naming::Naming;
use super::{Environment, Infrastructure, Team, cycles};
use crate::diagnostic::rules::{unknown_environment, unknown_team};
use crate::yaml::node::{Entry, Node};

/// All teams, sorted by name.
pub(crate) fn teams(binder: &mut Binder<'_>, naming: &Naming, environments: &[Arc<Environment>]) -> Vec<Arc<Team>> {
    let entries = sorted(binder.root, "teams");
    let names: Vec<&str> = entries.iter().map(|entry| &*entry.key.text).collect();
    let mut parents = vec![None; entries.len()];
    for (at, entry) in entries.iter().enumerate() {
        let Some((name, node)) = entry.value.get("parent").and_then(|node| Some((node.as_str()?, node))) else {
            continue;
        };
        parents[at] = names.binary_search(&name).ok();
        if parents[at].is_none() {
            binder.unknown(&unknown_team::RULE, "team", name, node.span, names.iter().copied());
        }
    }
    for cycle in cycles::chain_cycles(&parents) {
        let path = cycles::shown(&cycle, |at| names[at]);
        let span = |at: usize| entries[at].value.get("parent").map_or(entries[at].key.span, |node| node.span);
        binder.sink.push(cycles::diagnostic("teams are parents of one another in a cycle", &path, &cycle, span));
    }
    let group =
        binder.root.get("platform").and_then(|p| p.get("git")).and_then(|git| text(git, "group")).unwrap_or_default();
    let mut teams: Vec<Team> = entries.iter().map(|entry| team(binder, entry, &group, naming, environments)).collect();
    for (at, parent) in parents.iter().enumerate() {
        let Some(parent) = *parent else { continue };
        teams[at].parent_ref = Some(teams[parent].backstage.clone());
        let (child, reference) = (teams[at].name.clone(), teams[at].backstage.clone());
        teams[parent].children.push(child);
        teams[parent].children_refs.push(reference);
    }
    teams.into_iter().map(Arc::new).collect()
}

fn team(
    binder: &mut Binder<'_>,
    entry: &Entry<'static>,
    group: &str,
    naming: &Naming,
    environments: &[Arc<Environment>],
) -> Team {
    let (name, node) = (entry.key.text.to_string(), &entry.value);
    let called = |key: &str| node.get("groups").and_then(|groups| text(groups, key));
    let values: [(&str, &str); 2] = [("group", group), ("team", &name)];
    let infrastructure = node.get("infrastructure").map(|node| Infrastructure {
        repository: naming.infrastructure_repository.fill(&values),
        namespace: naming.infrastructure_namespace.fill(&values),
        environments: infrastructure_environments(binder, node, environments),
    });
    Team {
        span: entry.key.span,
        title: text(node, "title").unwrap_or_else(|| title_of(&name)),
        description: text(node, "description"),
        email: text(node, "email"),
        kind: text(node, "type").unwrap_or_else(|| "team".into()),
        parent: text(node, "parent"),
        parent_ref: None,
        children: Vec::new(),
        children_refs: Vec::new(),
        members: strings(node, "members"),
        external: node.get("external").and_then(Node::as_bool).unwrap_or(false),
        gitlab: called("gitlab").unwrap_or_else(|| format!("{group}/{name}")),
        github: called("github").unwrap_or_else(|| name.clone()),
        identity: called("identity").unwrap_or_else(|| name.clone()),
        backstage: called("backstage").unwrap_or_else(|| format!("group:default/{name}")),
        project: naming.project.fill(&values),
        links: links(node),
        tags: strings(node, "tags"),
        infrastructure,
        name,
    }
}

fn infrastructure_environments(
    binder: &mut Binder<'_>,
    node: &Node<'static>,
    environments: &[Arc<Environment>],
) -> Vec<String> {
    let known = || environments.iter().map(|environment| environment.name.as_str());
    if node.get("environments").is_none() {
        return known().map(str::to_owned).collect();
    }
    let mut wanted = Vec::new();
    for (name, item) in texts(node, "environments") {
        if known().any(|known| known == name) {
            wanted.push(name);
        } else if !environments.is_empty() {
            binder.unknown(&unknown_environment::RULE, "environment", name, item.span, known().collect::<Vec<_>>());
        }
    }
    known().filter(|name| wanted.contains(name)).map(str::to_owned).collect()
}
