//! `groma render`: every repository below a folder, or one digest of them all.

use std::path::PathBuf;
use std::sync::Mutex;

use clap::Args;

use super::terminal::{Terminal, has_errors};
use super::{Failure, Outcome, inventory};
use crate::apply::directory::Directory;
use crate::apply::{Counts, Summary, WriteError};
use crate::compile::Workspace;
use crate::diagnostic::Diagnostic;
use crate::render::MANIFEST;

const AFTER: &str = "\
Examples:
  groma render --out ../rendered
  groma render --inventory platforms/acme/platform.yaml --out /tmp/acme
  groma render --digest

Unchanged files are not touched, files that belong to a team are written once, and nothing is deleted.
When the inventory or a blueprint is faulty, nothing is written.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Render {
    #[command(flatten)]
    inventory: inventory::Source,

    /// The folder for the repositories, each at its path below it
    #[arg(long, value_name = "DIR", default_value = "rendered")]
    out: PathBuf,

    /// Print one digest of the whole tree and write nothing
    #[arg(long, conflicts_with = "out")]
    digest: bool,
}

impl Render {
    pub fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        let workspace = self.inventory.open()?;
        if self.digest {
            let (digest, found) = workspace.resolve().digest();
            return end(&workspace, &found, terminal, || format!("{}\n", blake3::Hash::from_bytes(digest).to_hex()));
        }
        let (found, summary) = self.write(&workspace, terminal).map_err(|error| Box::new(error) as Failure)?;
        end(&workspace, &found, terminal, || sentence(&summary.unwrap_or_default(), &self.out.to_string_lossy()))
    }

    /// Stages every repository while the next ones are rendered; moves all of them to their place when no fault was
    /// found, and none otherwise.
    fn write(
        &self,
        workspace: &Workspace,
        terminal: &Terminal,
    ) -> Result<(Vec<Diagnostic>, Option<Summary>), WriteError> {
        let build = workspace.resolve();
        if build.has_errors() {
            return Ok((build.check(), None));
        }
        let bar = terminal.progress(build.repositories() as u64, "rendering");
        let directory = Directory::open(&self.out)?;
        let staged = Mutex::new(Vec::new());
        let found = build.render(&|_, repository| {
            let done = directory.stage(&repository)?;
            staged.lock().expect("no holder panics").push(done);
            if repository.files.iter().any(|file| file.path == MANIFEST) {
                bar.inc(1);
            }
            Ok(())
        });
        bar.finish_and_clear();
        let found = found?;
        if has_errors(&found) {
            return Ok((found, None));
        }
        let summary = directory.commit(staged.into_inner().expect("no holder panics"))?;
        Ok((found, Some(summary)))
    }
}

/// Reports what was found; the result follows when nothing is wrong.
fn end(
    workspace: &Workspace,
    found: &[Diagnostic],
    terminal: &Terminal,
    result: impl Fn() -> String,
) -> Result<Outcome, Failure> {
    terminal.report(found, &workspace.sources, &[])?;
    if has_errors(found) {
        terminal.say("nothing was written");
        return Ok(Outcome::Findings);
    }
    terminal.print(&result())?;
    Ok(Outcome::Clean)
}

/// `26 repositories in rendered: 4 created, 22 unchanged (12 files written, 980 unchanged)`.
fn sentence(summary: &Summary, out: &str) -> String {
    let total = |counts: &Counts| counts.created + counts.changed + counts.unchanged;
    let part = |counts: &Counts| {
        let named = [(counts.created, "created"), (counts.changed, "changed"), (counts.unchanged, "unchanged")];
        let parts: Vec<_> =
            named.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
        parts.join(", ")
    };
    let (repositories, files) = (&summary.repositories, &summary.files);
    let kept = if summary.kept > 0 { format!(", {} left to their teams", summary.kept) } else { String::new() };
    format!(
        "{} in `{out}`: {}\n{} files: {}{kept}\n",
        if total(repositories) == 1 {
            "1 repository".to_owned()
        } else {
            format!("{} repositories", total(repositories))
        },
        part(repositories),
        total(files) + summary.kept,
        part(files)
    )
}
