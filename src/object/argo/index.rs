//! The projects and repositories that rules about Argo CD look up.

use rustc_hash::{FxHashMap, FxHashSet};

use super::repository::Repositories;
use crate::object::facts::Facts;
use crate::object::listing::Tree;

#[derive(Debug)]
pub(crate) struct ArgoIndex {
    /// Positions of projects by name.
    pub(crate) projects: FxHashMap<Box<str>, Vec<u32>>,
    /// Every Argo CD of which the trees hold projects.
    pub(crate) with_projects: FxHashSet<Box<str>>,
    pub(crate) repositories: Repositories,
}

impl ArgoIndex {
    pub(crate) fn new(facts: &Facts, trees: &[Tree]) -> Self {
        let mut projects: FxHashMap<Box<str>, Vec<u32>> = FxHashMap::default();
        for (at, project) in facts.projects.iter().enumerate() {
            projects.entry(project.of.name.clone()).or_default().push(at as u32);
        }
        let with_projects = facts.projects.iter().map(|project| project.of.place.argocd().into()).collect();
        Self { projects, with_projects, repositories: Repositories::new(facts, trees) }
    }
}
