//! `groma check`: finds everything that is wrong, and writes nothing.

use std::path::PathBuf;

use clap::Args;

use super::reporting::{Coverage, FORMATS, Reporting};
use super::terminal::Terminal;
use super::{Failure, Outcome, inventory};
use crate::check::{levels, rules};
use crate::schema::Schemas;

const AFTER: &str = "\
Examples:
  groma check
  groma check --inventory platforms/acme/platform.yaml --fail-on warning
  groma check --only missing-path --only unknown-project
  groma check --format human --format json=findings.json
  groma check --format human --format gitlab=codequality.json --format junit=junit.xml
  groma check --format github --format sarif=groma.sarif --format markdown=summary.md";

#[derive(Debug, Args)]
#[command(after_help = format!("{AFTER}\n\n{FORMATS}"))]
pub(crate) struct Check {
    #[command(flatten)]
    inventory: inventory::Source,

    #[command(flatten)]
    reporting: Reporting,

    /// A folder with CustomResourceDefinitions, Crossplane definitions or JSON schemas; can be repeated
    #[arg(long, value_name = "DIR")]
    schemas: Vec<PathBuf>,

    /// Check rendered files with this rule only; can be repeated
    #[arg(long, value_name = "RULE", value_parser = levels::known)]
    only: Vec<String>,
}

impl Check {
    pub(crate) fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        self.reporting.prepare()?;
        let (mut workspace, mut schemas) = (self.inventory.open()?, Schemas::builtin());
        for folder in &self.schemas {
            workspace.add_schemas(folder, &mut schemas).map_err(|error| Box::new(error) as Failure)?;
        }
        let mut build = workspace.resolve();
        build.levels.only = self.only;
        let levels = build.levels.clone();
        let found = build.check_by(schemas);
        // Rules about the inventory always run.
        let rules = |name: &str| rules::find(name).is_none() || levels.runs(name);
        self.reporting.end(found, &workspace.sources, &Coverage { rules: &rules, files: &|_| true }, terminal)
    }
}
