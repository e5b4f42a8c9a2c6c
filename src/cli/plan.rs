//! `groma plan`: what a change to the inventory would change in every repository, and whether too much would be
//! deleted.

use std::path::{Path, PathBuf};

use clap::Args;

use super::base::{self, Base};
use super::terminal::{Destination, Terminal, distinct, has_errors};
use super::{Failure, Outcome, blueprint, failure, inventory};
use crate::compile;
use crate::diagnostic::{Diagnostic, visible};
use crate::diff::Secrets;
use crate::plan::impact::Impact;
use crate::plan::{self, budget};
use crate::publish::actual_tree::ActualTree;
use crate::reconcile::comparison::Orphan;
use crate::report::plan::{self as page, Format, Look, MARKDOWN_BYTES};
use crate::store;
use crate::workspace::Workspace;

const AFTER: &str = "\
Examples:
  groma plan                                  compare with where this branch left the default branch
  groma plan --base v1.4.0                    compare with a tag, a branch or a commit
  groma plan --against ../rendered            compare with a rendered tree, or with clones of the repositories
  groma plan --blueprint argocd=../argocd     see what a new blueprint version changes
  groma plan --exit-code                      exit with 1 if anything would change
  groma plan --format human --format markdown=plan.md --format html=plan.html

Formats:
  human      for people; the default
  markdown   a comment on a merge request, in GitLab or GitHub
  json       for scripts; its contract is schemas/plan.schema.json
  html       one searchable page for a browser

The plan uses the inventory as it is in the work tree, staged or not.
Nothing is checked out, fetched or written.

When more than 10 files, 5 % of a repository, a whole repository or an object
that keeps data would be deleted, the command shows the plan and exits with 1,
unless `--allow-deletions` gives the exact number of deletions.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Plan {
    #[command(flatten)]
    inventory: inventory::Source,

    /// The commit to compare with [default: where HEAD left the default branch of `origin`]
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Compare with a folder of rendered repositories, each at its path
    #[arg(long, value_name = "DIR", conflicts_with = "base")]
    against: Option<PathBuf>,

    /// Try out the blueprint in a folder: compare with the same platform using the current one
    #[arg(long, value_name = "NAME=PATH", value_parser = replacement, conflicts_with_all = ["base", "against"])]
    blueprint: Option<(String, PathBuf)>,

    /// Output format, one of those below; `=FILE` writes to a file; can be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = destination)]
    format: Vec<Destination<Format>>,

    /// The maximum size of the markdown in bytes; it says what it left out
    #[arg(long, value_name = "N", default_value_t = MARKDOWN_BYTES, value_parser = bytes)]
    max_bytes: usize,

    /// Exit with 1 if anything would change
    #[arg(long)]
    exit_code: bool,

    /// Confirm a large deletion by its exact number
    #[arg(long, value_name = "N", value_parser = deletions)]
    allow_deletions: Option<usize>,
}

/// Bytes in which a comment can say how much changes, and that the rest is left out.
const LEAST_BYTES: usize = 4_000;
/// How many kept files are named one by one.
const LEFT: usize = 8;

/// Why there is no plan.
enum Stop {
    Failure(Failure),
    /// The inventory is faulty.
    Findings(Vec<Diagnostic>),
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the inventory has errors at the base, {name}")]
#[diagnostic(help("use a base that passes `groma check`, or compare with a rendered tree: `--against DIR`"))]
struct BrokenBase {
    name: String,
}

/// Reads `NAME=PATH`.
fn replacement(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok((name.to_owned(), path.into())),
        _ => Err("expected `NAME=PATH`, a blueprint and a folder".into()),
    }
}

fn destination(text: &str) -> Result<Destination<Format>, String> {
    Destination::parse(text, Format::parse)
}

/// Reads a number of deletions.
pub(crate) fn deletions(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "expected the number of deletions from the plan".into())
}

fn bytes(text: &str) -> Result<usize, String> {
    let number = text.parse().map_err(|_| "expected a number of bytes".to_owned())?;
    if number < LEAST_BYTES { Err(format!("expected at least {LEAST_BYTES} bytes")) } else { Ok(number) }
}

impl Plan {
    pub(crate) fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        distinct(&self.format)?;
        let planned = self.plan(terminal);
        if !matches!(planned, Ok(Some(_))) {
            self.format
                .iter()
                .filter_map(|one| one.file.as_ref())
                .for_each(|file| store::report::remove(Path::new(file)));
        }
        Ok(planned?.unwrap_or(Outcome::Findings))
    }

    /// Makes the plan; nothing when the inventory is faulty, which was told.
    fn plan(&self, terminal: &Terminal) -> Result<Option<Outcome>, Failure> {
        self.inventory.start_threads()?;
        let path = self.inventory.path()?;
        let (new, old) = rayon::join(|| self.changed(&path), || self.old(&path));
        let (new, mut old) = (new?, old?);
        let changes = match &self.against {
            Some(dir) => against(dir, &new, &mut old).map(|plan| (plan, None)),
            None => self.between(&old, &new, terminal),
        };
        match changes {
            Ok((plan, impact)) => self.show(&plan, impact.as_ref(), &new, old, terminal).map(Some),
            Err(Stop::Failure(failure)) => Err(failure),
            Err(Stop::Findings(found)) => {
                // What a script reads from stdout is a plan or nothing.
                match self.format.iter().any(|one| one.file.is_none() && one.format != Format::Human) {
                    true => terminal.explain(&found, &new.sources),
                    false => terminal.report(&found, &new.sources, &[], &|_| true)?,
                }
                terminal.say("no plan: the inventory has errors");
                Ok(None)
            }
        }
    }

    /// The inventory as it is now, with the blueprint that is to be tried.
    fn changed(&self, path: &Path) -> Result<Workspace, Failure> {
        match &self.blueprint {
            Some((name, folder)) => blueprint::read(path, name, folder),
            None => inventory::read(path).map_err(failure),
        }
    }

    fn old(&self, path: &Path) -> Result<Base, Failure> {
        match (&self.against, &self.blueprint) {
            (Some(dir), _) => Ok(Base { workspace: None, name: format!("`{}`", store::shown(dir)), notes: Vec::new() }),
            (None, Some((name, _))) => blueprint::base(path, name),
            (None, None) => base::open(path, self.base.as_deref()),
        }
    }

    /// Compares two inventories; with what a blueprint that is tried does to its users.
    fn between(&self, old: &Base, new: &Workspace, terminal: &Terminal) -> Result<(plan::Plan, Option<Impact>), Stop> {
        let old_workspace = old.workspace.as_ref();
        let (before, after) = rayon::join(|| old_workspace.map(Workspace::resolve), || new.resolve());
        if after.has_errors() {
            return Err(Stop::Findings(after.faults()));
        }
        let broken = |found: &[Diagnostic], workspace: &Workspace| {
            terminal.explain(found, &workspace.sources);
            Stop::Failure(failure(BrokenBase { name: old.name.clone() }))
        };
        if let Some((before, workspace)) = before.as_ref().zip(old_workspace).filter(|(before, _)| before.has_errors())
        {
            return Err(broken(&before.findings(), workspace));
        }
        let (plan, found) = compile::plan(before.as_ref(), &after, Secrets::Masked);
        if has_errors(&found.new) {
            return Err(Stop::Findings(after.faults()));
        }
        if let Some(workspace) = old_workspace.filter(|_| has_errors(&found.old)) {
            return Err(broken(&found.old, workspace));
        }
        let impact = self.blueprint.as_ref().map(|(name, _)| after.impact(&plan, name));
        Ok((plan, impact))
    }

    /// Writes the plan, and says whether it may be carried out.
    fn show(
        &self,
        plan: &plan::Plan,
        impact: Option<&Impact>,
        new: &Workspace,
        mut old: Base,
        terminal: &Terminal,
    ) -> Result<Outcome, Failure> {
        let over = budget::check(&plan.changes, self.allow_deletions).err();
        old.notes.extend(over.as_ref().map(budget::OverBudget::note));
        let reasons = over.as_ref().map(budget::OverBudget::reasons).unwrap_or_default();
        let refused = over.as_ref().map(|over| page::Refused {
            deletions: over.deletions,
            allowed: over.allowed,
            reasons: &reasons,
        });
        let impact = impact.zip(self.blueprint.as_ref());
        let impact = impact.map(|(impact, (name, _))| blueprint::shown(name, new, impact));
        let report = page::Report { plan, base: &old.name, notes: &old.notes, refused, impact };
        terminal.deliver(&self.format, Format::Human, |format, style| {
            page::report(format, &report, &Look { style: *style, markdown_bytes: self.max_bytes })
        })?;
        if let Some(over) = over {
            terminal.fail(&over);
            return Ok(Outcome::Findings);
        }
        match self.exit_code && !plan.changes.repositories.is_empty() {
            true => Ok(Outcome::Findings),
            false => Ok(Outcome::Clean),
        }
    }
}

/// Compares an inventory with what stands in a folder.
fn against(dir: &Path, new: &Workspace, old: &mut Base) -> Result<plan::Plan, Stop> {
    let failed = |error| Stop::Failure(failure(error));
    let build = new.resolve();
    if build.has_errors() {
        return Err(Stop::Findings(build.faults()));
    }
    let standing = ActualTree::open(dir).map_err(failed)?;
    let owner_index = build.owner_index();
    let found = build.render(&|_, portion| standing.compare(&portion)).map_err(failed)?;
    if has_errors(&found) {
        return Err(Stop::Findings(found));
    }
    let comparison = standing.finish().map_err(failed)?;
    if comparison.found == 0 {
        let name = &old.name;
        old.notes.push(format!("{name} contains no repositories rendered by groma, so everything is new"));
    }
    old.notes.extend(left(&comparison.orphans));
    Ok(compile::plan_pairs(comparison.pairs, owner_index.as_ref(), Secrets::Masked))
}

/// Names the files that stay although they are no longer rendered.
fn left(lost: &[Orphan]) -> Vec<String> {
    let why = "it is no longer rendered, but was edited by hand";
    let edited: Vec<_> = lost.iter().filter(|file| file.edited).collect();
    let named = |file: &&Orphan| format!("kept `{}/{}`: {why}", visible(&file.repository), visible(&file.path));
    let mut notes: Vec<String> = edited.iter().take(LEFT).map(named).collect();
    if edited.len() > LEFT {
        notes.push(format!("and {} more like these are kept", edited.len() - LEFT));
    }
    notes
}
