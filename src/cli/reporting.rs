//! How a command reports what it found, and what it ends with: the same options for all that judge.

use clap::Args;

use super::terminal::{Destination, FailOn, Terminal, distinct};
use super::{Failure, Outcome};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Every format in a line, for the help of the commands.
pub const FORMATS: &str = "\
Formats:
  human      for people, with the lines at fault; what is printed when no format is named
  json       for scripts; schemas/report.schema.json is its contract
  sarif      SARIF 2.1.0, for code scanning on GitHub
  gitlab     Code Quality report of GitLab
  github     annotations in a workflow of GitHub
  junit      JUnit XML, for test reports of GitLab and others
  markdown   a page for a job summary or a merge request";

#[derive(Debug, Args)]
pub struct Reporting {
    /// How to report, and where to: one of the formats below, with `=FILE` into a file; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Destination::parse)]
    format: Vec<Destination>,

    /// The level from which on findings end the command with 1
    #[arg(long, value_name = "LEVEL", default_value = "error", value_enum)]
    fail_on: FailOn,
}

impl Reporting {
    /// Refuses two reports for one place, before anything is read.
    pub fn prepare(&self) -> Result<(), Failure> {
        distinct(&self.format)
    }

    /// Reports everything, and says what the command ends with.
    pub fn end(&self, found: &[Diagnostic], sources: &Sources, terminal: &Terminal) -> Result<Outcome, Failure> {
        terminal.report(found, sources, &self.format)?;
        Ok(self.fail_on.outcome(found))
    }
}
