//! `groma lint`: finds everything that is wrong with a tree that groma did not render.

use std::path::PathBuf;

use clap::Args;

use super::reporting::{Coverage, FORMATS, Reporting};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::check::Options;
use crate::check::levels::{self, Levels};
use crate::diagnostic::{Diagnostic, visible};
use crate::diff::unified;
use crate::lint::Lint as Tree;
use crate::schema::version::Version;
use crate::words::counted;

const AFTER: &str = "\
Examples:
  groma lint .
  groma lint deployments catalog --format human --format json=findings.json
  groma lint . --only duplicate-object --only unknown-project
  groma lint . --fix --diff";

#[derive(Debug, Args)]
#[command(after_help = format!("{AFTER}\n\n{FORMATS}"))]
pub(crate) struct Lint {
    /// Folders and files to check: manifests, Argo CD, catalogs, charts, kustomizations; other files are skipped
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    reporting: Reporting,

    /// The Kubernetes version that the manifests are for, such as `1.34` [default: the newest known]
    #[arg(long, value_name = "VERSION", value_parser = version)]
    kubernetes: Option<Version>,

    /// A folder with CustomResourceDefinitions, Crossplane definitions or JSON schemas; can be repeated
    #[arg(long, value_name = "DIR")]
    schemas: Vec<PathBuf>,

    /// Check with this rule only; can be repeated
    #[arg(long, value_name = "RULE", value_parser = levels::known)]
    only: Vec<String>,

    /// Fix what can be fixed safely, and report the rest
    #[arg(long)]
    fix: bool,

    /// Show what `--fix` would change, without changing it
    #[arg(long)]
    diff: bool,
}

impl Lint {
    pub(crate) fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        self.reporting.prepare()?;
        let (mut tree, mut found) = self.judge()?;
        if self.diff {
            return preview(&tree, &found, terminal);
        }
        if self.fix {
            let mended = tree.mended(&found);
            Tree::write(&mended).map_err(|error| Box::new(error) as Failure)?;
            let count = mended.iter().map(|(_, mended)| mended.count).sum::<usize>();
            terminal.say(&format!("fixed {} in {}", counted(count, "finding"), counted(mended.len(), "file")));
            (tree, found) = self.judge()?;
        }
        let chosen = self.levels();
        let rules = |name: &str| levels::known(name).is_ok() && chosen.runs(name);
        let extent = Coverage { rules: &rules, files: &|file| tree.covers(file) };
        self.reporting.end(found, &tree.sources, &extent, terminal)
    }

    fn levels(&self) -> Levels {
        Levels { only: self.only.clone(), ..Levels::default() }
    }

    fn judge(&self) -> Result<(Tree, Vec<Diagnostic>), Failure> {
        let mut tree = Tree::open(&self.paths).map_err(|error| Box::new(error) as Failure)?;
        let mut options = Options { levels: self.levels(), ..Options::default() };
        options.kubernetes = self.kubernetes.unwrap_or(Version::NEWEST);
        for folder in &self.schemas {
            tree.add_schemas(folder, &mut options).map_err(|error| Box::new(error) as Failure)?;
        }
        let found = tree.judge(&options);
        Ok((tree, found))
    }
}

/// Prints what `--fix` would change.
fn preview(tree: &Tree, found: &[Diagnostic], terminal: &Terminal) -> Result<Outcome, Failure> {
    let mended = tree.mended(found);
    let shown = mended.iter().map(|(_, mended)| {
        let source = tree.sources.get(mended.file);
        unified::show(&source.name, &source.text, &mended.text)
    });
    let shown = shown.collect::<String>();
    terminal.print(&shown.split('\n').map(visible).collect::<Vec<_>>().join("\n"))?;
    Ok(if mended.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn version(text: &str) -> Result<Version, String> {
    Version::parse(text).ok_or_else(|| "expected a version such as `1.34`".to_owned())
}
