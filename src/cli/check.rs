//! `groma check`: everything that is wrong, and nothing written.

use clap::Args;

use super::terminal::{Destination, Terminal, distinct, has_errors};
use super::{Failure, Outcome, inventory};

const AFTER: &str = "\
Examples:
  groma check
  groma check --inventory platforms/acme/platform.yaml
  groma check --format human --format json=findings.json";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Check {
    #[command(flatten)]
    inventory: inventory::Source,

    /// How to report, and where to: `human` or `json`, with `=FILE` into a file; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Destination::parse)]
    format: Vec<Destination>,
}

impl Check {
    pub fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        distinct(&self.format)?;
        let workspace = self.inventory.open()?;
        let found = workspace.resolve().check();
        terminal.report(&found, &workspace.sources, &self.format)?;
        Ok(if has_errors(&found) { Outcome::Findings } else { Outcome::Clean })
    }
}
