//! `groma check`: everything that is wrong, and nothing written.

use clap::Args;

use super::terminal::{Destination, FailOn, Terminal, distinct};
use super::{Failure, Outcome, inventory};

const AFTER: &str = "\
Examples:
  groma check
  groma check --inventory platforms/acme/platform.yaml --fail-on warning
  groma check --format human --format json=findings.json
  groma check --format human --format gitlab=codequality.json --format junit=junit.xml
  groma check --format github --format sarif=groma.sarif --format markdown=summary.md

Formats:
  human      for people, with the lines at fault; what is printed when no format is named
  json       for scripts; schemas/report.schema.json is its contract
  sarif      SARIF 2.1.0, for code scanning on GitHub
  gitlab     Code Quality report of GitLab
  github     annotations in a workflow of GitHub
  junit      JUnit XML, for test reports of GitLab and others
  markdown   a page for a job summary or a merge request";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Check {
    #[command(flatten)]
    inventory: inventory::Source,

    /// How to report, and where to: one of the formats below, with `=FILE` into a file; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Destination::parse)]
    format: Vec<Destination>,

    /// The level from which on findings end the command with 1
    #[arg(long, value_name = "LEVEL", default_value = "error", value_enum)]
    fail_on: FailOn,
}

impl Check {
    pub fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        distinct(&self.format)?;
        let workspace = self.inventory.open()?;
        let found = workspace.resolve().check();
        terminal.report(&found, &workspace.sources, &self.format)?;
        Ok(self.fail_on.outcome(&found))
    }
}
