//! `groma check`: everything that is wrong, and nothing written.

use clap::Args;

use super::reporting::{FORMATS, Reporting};
use super::terminal::Terminal;
use super::{Failure, Outcome, inventory};

const AFTER: &str = "\
Examples:
  groma check
  groma check --inventory platforms/acme/platform.yaml --fail-on warning
  groma check --format human --format json=findings.json
  groma check --format human --format gitlab=codequality.json --format junit=junit.xml
  groma check --format github --format sarif=groma.sarif --format markdown=summary.md";

#[derive(Debug, Args)]
#[command(after_help = format!("{AFTER}\n\n{FORMATS}"))]
pub struct Check {
    #[command(flatten)]
    inventory: inventory::Source,

    #[command(flatten)]
    reporting: Reporting,
}

impl Check {
    pub fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        self.reporting.prepare()?;
        let workspace = self.inventory.open()?;
        let found = workspace.resolve().check();
        self.reporting.end(found, &workspace.sources, terminal)
    }
}
