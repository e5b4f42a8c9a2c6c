//! The compiler: source files in, repositories and findings out.
//!
//! A [`Workspace`] holds everything that was read; nothing here touches the disk, the clock or the environment, so that
//! the same workspace gives the same bytes on any machine and any number of threads.

mod files;
mod judge;
pub(crate) mod provenance;
pub(crate) mod suppress;
mod values;

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use crate::check::levels::Levels;
use crate::diagnostic::rule::Level;
use crate::diagnostic::{Diagnostic, Sink};
use crate::diff::{self, Options, RepositoryChange, Secrets};
use crate::inventory;
use crate::plan::Plan;
use crate::plan::impact::{self, Impact};
use crate::plan::owner_index::{OwnerIndex, Subject};
use crate::plan::owners::{Owners, Subjects};
use crate::platform;
use crate::record::{Portion, Record};
use crate::render::Rendering;
use crate::render::compare::{self, Found, Pair};
use crate::schema::Schemas;
use crate::tree::{Digest, Repository, Tree};
use crate::workspace::Workspace;
use judge::{Coverage, Judging};
use values::Values;

impl Workspace {
    /// Binds the inventory and finds out what there is to render.
    pub fn resolve(&self) -> Build<'_> {
        let mut sink = Sink::default();
        sink.extend(self.faults.iter().cloned());
        let inventory = inventory::parse(&self.files, &self.sources, &mut sink);
        let mut levels = Levels::default();
        let rendering = inventory.map(|inventory| {
            levels = Levels::of(inventory.root.get("rules"), &mut sink);
            let platform = platform::platform(&inventory, &self.blueprints, &mut sink);
            // The tree of values has served; the platform holds what is needed of it.
            drop(inventory);
            Rendering::new(Arc::new(platform), &self.blueprints, &self.sources, &mut sink)
        });
        Build { workspace: self, rendering, found: sink.into_list(), levels }
    }

    /// The values of the inventory, by which they are found again in what was rendered.
    fn values(&self) -> Values {
        let inventory = inventory::parse(&self.files, &self.sources, &mut Sink::default());
        Values::new(inventory.as_ref().map(|inventory| &inventory.root))
    }
}

/// A platform that is bound, and the findings so far.
pub struct Build<'w> {
    workspace: &'w Workspace,
    rendering: Option<Rendering<'w>>,
    found: Vec<Diagnostic>,
    /// What the inventory wants of the rules about what is rendered.
    pub(crate) levels: Levels,
}

impl Build<'_> {
    pub(crate) fn repositories(&self) -> usize {
        self.rendering.as_ref().map_or(0, Rendering::repositories)
    }

    /// Whose everything is.
    pub(crate) fn owner_index(&self) -> Option<OwnerIndex> {
        self.rendering.as_ref().map(|rendering| OwnerIndex::new(rendering.platform()))
    }

    /// What a plan by which a blueprint is tried does to those who use it.
    pub fn impact(&self, plan: &Plan, blueprint: &str) -> Impact {
        let platform = self.rendering.as_ref().map(Rendering::platform);
        impact::impact(plan, platform, &self.workspace.blueprints, blueprint)
    }

    /// The findings so far, sorted.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        let mut sink = Sink::default();
        sink.extend(self.found.iter().cloned());
        sink.finish(&self.workspace.sources)
    }

    /// Whether the findings so far let the tree be written.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(|finding| finding.level == Level::Error)
    }

    /// Renders every repository and hands its portions to `consume`, from many threads. Returns all findings, sorted.
    pub fn render<E: Send>(
        self,
        consume: &(dyn Fn(usize, Portion) -> Result<(), E> + Sync),
    ) -> Result<Vec<Diagnostic>, E> {
        let mut sink = Sink::default();
        sink.extend(self.found);
        if let Some(rendering) = self.rendering {
            sink.extend(rendering.render(consume)?);
        }
        Ok(sink.finish(&self.workspace.sources))
    }

    /// What keeps the tree from being written.
    pub(crate) fn faults(self) -> Vec<Diagnostic> {
        self.render(&|_, _| Ok::<(), Infallible>(())).unwrap_or_else(|never| match never {})
    }

    /// All findings, also those about what is rendered; the files are made, judged and forgotten.
    pub fn check(self) -> Vec<Diagnostic> {
        self.check_by(Schemas::builtin())
    }

    /// The same by schemas to which the user has added some.
    pub(crate) fn check_by(self, schemas: Schemas) -> Vec<Diagnostic> {
        let (mut sink, workspace) = (Sink::default(), self.workspace);
        let sound = !self.has_errors();
        sink.extend(self.found);
        if let Some(rendering) = &self.rendering {
            let options = judge::options(rendering, self.levels, schemas);
            let judging = Judging::new(rendering, &workspace.sources, options);
            let found = rendering.render_faultless(&|at, portion| judging.take(at, portion));
            let is_whole = sound && found.faults.is_empty();
            sink.extend(found.faults);
            let judged = if is_whole {
                judging.conclude(workspace, Coverage::Whole)
            } else if found.endless {
                Vec::new()
            } else {
                judging.conclude(workspace, Coverage::Part(sink.list()))
            };
            sink.extend(judged);
        }
        sink.finish(&workspace.sources)
    }

    /// The whole tree in memory.
    pub fn tree(self) -> (Tree, Vec<Diagnostic>) {
        let repositories: Mutex<Vec<Repository>> = Mutex::default();
        let found = self.render(&|_, Portion { mut repository, record }| {
            repository.files.extend(record.as_ref().map(Record::file));
            repositories.lock().expect("no holder panics").push(repository);
            Ok::<(), Infallible>(())
        });
        let mut portions = repositories.into_inner().expect("no holder panics");
        portions.sort_by(|a, b| a.path.cmp(&b.path));
        let mut tree = Tree::default();
        for portion in portions {
            match tree.repositories.last_mut().filter(|last| last.path == portion.path) {
                Some(last) => last.files.extend(portion.files),
                None => tree.repositories.push(portion),
            }
        }
        for repository in &mut tree.repositories {
            repository.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        (tree, found.unwrap_or_else(|never| match never {}))
    }

    /// One digest of the whole tree: every repository's record, which names every file.
    pub fn digest(self) -> (Digest, Vec<Diagnostic>) {
        let digests: Mutex<Vec<(usize, Digest)>> = Mutex::default();
        let found = self.render(&|at, portion| {
            if let Some(record) = &portion.record {
                digests.lock().expect("no holder panics").push((at, record.file().content.digest()));
            }
            Ok::<(), Infallible>(())
        });
        let mut digests = digests.into_inner().expect("no holder panics");
        digests.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        digests.iter().for_each(|(_, digest)| {
            hasher.update(digest);
        });
        (*hasher.finalize().as_bytes(), found.unwrap_or_else(|never| match never {}))
    }
}

/// What a change of the inventory does, and what was found while both were rendered. Without an old one all is new.
pub fn plan(old: Option<&Build<'_>>, new: &Build<'_>, secrets: Secrets) -> (Plan, Found) {
    let (before, after) = (old.and_then(Build::owner_index), new.owner_index());
    let owners = Owners { before: before.as_ref(), after: after.as_ref() };
    let options = Options { environments: &owners.environments(), secrets };
    let changes: Mutex<Vec<Owned>> = Mutex::default();
    let found = pairs(old, new, &|pair| {
        let change = change(pair, owners, options);
        changes.lock().expect("no holder panics").extend(change);
    });
    (together(changes.into_inner().expect("no holder panics"), owners, options), found)
}

/// The same for repositories of which the old side was not rendered.
pub(crate) fn plan_pairs(pairs: Vec<Pair>, after: Option<&OwnerIndex>, secrets: Secrets) -> Plan {
    let owners = Owners { before: None, after };
    let options = Options { environments: &owners.environments(), secrets };
    let changes = pairs.into_par_iter().filter_map(|pair| change(pair, owners, options));
    together(changes.collect(), owners, options)
}

/// Hands on every repository in which two platforms may differ, from many threads, in no order.
pub fn pairs(old: Option<&Build<'_>>, new: &Build<'_>, consume: &(dyn Fn(Pair) + Sync)) -> Found {
    let Some(rendering) = &new.rendering else { return Found::default() };
    compare::compare(old.and_then(|old| old.rendering.as_ref()), rendering, consume)
}

/// What differs in a repository, and whose its files are.
type Owned = (RepositoryChange, Vec<Subject>);

fn change(pair: Pair, owners: Owners<'_>, options: Options<'_>) -> Option<Owned> {
    let same = pair.same;
    let mut change = diff::repository(pair.old, pair.new, options)?;
    for outline in [&mut change.before, &mut change.after].into_iter().flatten() {
        outline.files += same;
    }
    let subjects = owners.of(&change, options);
    Some((change, subjects))
}

fn together(changes: Vec<Owned>, owners: Owners<'_>, options: Options<'_>) -> Plan {
    let mut known = Subjects::default();
    let note = |(change, subjects): Owned| {
        known.add(&change, subjects);
        change
    };
    let changes = changes.into_iter().map(note).collect();
    Plan::new(diff::together(changes, options), known, owners)
}
