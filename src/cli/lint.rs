//! `groma lint`: everything that is wrong with a tree that groma did not make.

use std::path::PathBuf;

use clap::Args;

use super::reporting::{FORMATS, Reporting};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::check::{Options, levels};
use crate::lint::Lint as Tree;
use crate::schema::version::Version;

const AFTER: &str = "\
Examples:
  groma lint .
  groma lint deployments catalog --format human --format json=findings.json
  groma lint . --only duplicate-object --only unknown-project";

#[derive(Debug, Args)]
#[command(after_help = format!("{AFTER}\n\n{FORMATS}"))]
pub struct Lint {
    /// Folders and files: manifests, Argo CD, catalogs, charts, kustomizations; anything else is left alone
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    reporting: Reporting,

    /// The version of Kubernetes that the manifests are for, such as `1.34`; the newest known when absent
    #[arg(long, value_name = "VERSION", value_parser = version)]
    kubernetes: Option<Version>,

    /// A folder with CustomResourceDefinitions, Crossplane's definitions or JSON schemas; may be given several times
    #[arg(long, value_name = "DIR")]
    schemas: Vec<PathBuf>,

    /// Judge by this rule only; may be given several times
    #[arg(long, value_name = "RULE", value_parser = levels::known)]
    only: Vec<String>,
}

impl Lint {
    pub fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        self.reporting.prepare()?;
        let mut tree = Tree::open(&self.paths).map_err(|error| Box::new(error) as Failure)?;
        let mut options = Options::default();
        options.levels.only = self.only;
        options.kubernetes = self.kubernetes.unwrap_or(Version::NEWEST);
        for folder in &self.schemas {
            tree.add_schemas(folder, &mut options).map_err(|error| Box::new(error) as Failure)?;
        }
        let found = tree.judge(&options);
        self.reporting.end(found, &tree.sources, terminal)
    }
}

fn version(text: &str) -> Result<Version, String> {
    Version::parse(text).ok_or_else(|| "write a version such as `1.34`".to_owned())
}
