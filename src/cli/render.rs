//! `groma render`: writes every repository to a folder, or prints one digest of them all.

use std::path::PathBuf;
use std::sync::Mutex;

use clap::Args;

use super::plan::deletions;
use super::terminal::{Terminal, has_errors};
use super::{Failure, Outcome, failure, inventory};
use crate::compile;
use crate::diagnostic::{Diagnostic, visible};
use crate::diff::Secrets;
use crate::plan::budget::{self, OverBudget};
use crate::publish::directory::Directory;
use crate::publish::prune::Pruned;
use crate::publish::staged::Staged;
use crate::publish::{Counts, Summary};
use crate::words::counted;
use crate::workspace::Workspace;

const AFTER: &str = "\
Examples:
  groma render --out ../rendered
  groma render --inventory platforms/acme/platform.yaml --out /tmp/acme
  groma render --digest
  groma render --out ../rendered --prune --allow-deletions 37

Unchanged files are not touched, and team-owned files are written only once.
Nothing is deleted without `--prune`; files that groma did not write, or that were
edited since, are never deleted. If the inventory or a blueprint has errors,
nothing is written.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Render {
    #[command(flatten)]
    inventory: inventory::Source,

    /// The folder to write to, each repository at its path
    #[arg(long, value_name = "DIR", default_value = "rendered")]
    out: PathBuf,

    /// Print one digest of the whole tree, without writing it
    #[arg(long, conflicts_with_all = ["out", "prune"])]
    digest: bool,

    /// Delete files that groma wrote and no longer renders; large deletions need confirmation
    #[arg(long)]
    prune: bool,

    /// Confirm a large deletion by its exact number
    #[arg(long, value_name = "N", requires = "prune", value_parser = deletions)]
    allow_deletions: Option<usize>,
}

/// What became of a run.
enum Written {
    Faulty(Vec<Diagnostic>),
    Refused(OverBudget),
    Done(Vec<Diagnostic>, Summary, Pruned),
}

impl Render {
    pub(crate) fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        let workspace = self.inventory.open()?;
        if self.digest {
            let (digest, found) = workspace.resolve().digest();
            return end(&workspace, &found, terminal, || format!("{}\n", blake3::Hash::from_bytes(digest).to_hex()));
        }
        match self.write(&workspace, terminal)? {
            Written::Faulty(found) => end(&workspace, &found, terminal, String::new),
            Written::Refused(over) => {
                terminal.fail(&over);
                terminal.say("nothing was written");
                Ok(Outcome::Findings)
            }
            Written::Done(found, summary, pruned) => {
                report_kept(&pruned, terminal);
                end(&workspace, &found, terminal, || sentence(&summary, &pruned, &self.out.to_string_lossy()))
            }
        }
    }

    /// Stages every repository while the next ones are rendered; moves all of them to their place when no fault was
    /// found and not too much would go, and none otherwise.
    fn write(&self, workspace: &Workspace, terminal: &Terminal) -> Result<Written, Failure> {
        let build = workspace.resolve();
        if build.has_errors() {
            return Ok(Written::Faulty(build.faults()));
        }
        let bar = terminal.progress(build.repositories() as u64, "rendering");
        let owner_index = build.owner_index();
        let directory = Directory::open(&self.out).map_err(failure)?;
        let mut directory = if self.prune { directory.pruning().map_err(failure)? } else { directory };
        let staged: Mutex<Vec<Staged>> = Mutex::default();
        let found = build.render(&|_, portion| {
            bar.inc(u64::from(portion.record.is_some()));
            let done = directory.stage(&portion).map_err(failure)?;
            staged.lock().expect("no holder panics").push(done);
            Ok::<_, Failure>(())
        });
        bar.finish_and_clear();
        let found = found?;
        if has_errors(&found) {
            return Ok(Written::Faulty(found));
        }
        let staged = staged.into_inner().expect("no holder panics");
        if !self.prune {
            let summary = directory.commit(staged).map_err(failure)?;
            return Ok(Written::Done(found, summary, Pruned::default()));
        }
        let mut comparison = directory.comparison().map_err(failure)?;
        let pairs = std::mem::take(&mut comparison.pairs);
        let plan = compile::plan_pairs(pairs, owner_index.as_ref(), Secrets::Masked);
        if let Err(over) = budget::check(&plan.changes, self.allow_deletions) {
            return Ok(Written::Refused(over));
        }
        let (summary, pruned) = directory.commit_and_prune(staged, &comparison).map_err(failure)?;
        Ok(Written::Done(found, summary, pruned))
    }
}

/// Names the files that should have gone.
fn report_kept(pruned: &Pruned, terminal: &Terminal) {
    for path in &pruned.left {
        terminal.say(&format!("kept `{}`: it is no longer rendered, but was edited by hand", visible(path)));
    }
}

/// Reports what was found; the result follows when nothing is wrong.
fn end(
    workspace: &Workspace,
    found: &[Diagnostic],
    terminal: &Terminal,
    result: impl Fn() -> String,
) -> Result<Outcome, Failure> {
    terminal.report(found, &workspace.sources, &[], &|_| true)?;
    if has_errors(found) {
        terminal.say("nothing was written");
        return Ok(Outcome::Findings);
    }
    terminal.print(&result())?;
    Ok(Outcome::Clean)
}

/// `26 repositories in rendered: 4 created, 22 unchanged (12 files written, 980 unchanged)`.
fn sentence(summary: &Summary, pruned: &Pruned, out: &str) -> String {
    let total = |counts: &Counts| counts.created + counts.changed + counts.unchanged;
    let part = |counts: &Counts| {
        let named = [(counts.created, "created"), (counts.changed, "changed"), (counts.unchanged, "unchanged")];
        let parts: Vec<_> =
            named.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
        if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
    };
    let (repositories, files) = (&summary.repositories, &summary.files);
    let kept = if summary.kept > 0 { format!(", {} team-owned (not touched)", summary.kept) } else { String::new() };
    let deleted = if pruned.files > 0 { format!(", {} deleted", pruned.files) } else { String::new() };
    format!(
        "{} in `{out}`{}\n{}{}{kept}{deleted}\n",
        counted(total(repositories), "repository"),
        part(repositories),
        counted(total(files) + summary.kept, "file"),
        part(files)
    )
}
