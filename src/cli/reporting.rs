//! How a command reports findings and which exit code it returns: the options shared by all commands that check.

use std::path::{Path, PathBuf};

use clap::Args;
use rustc_hash::FxHashMap;

use super::terminal::{Destination, FailOn, Terminal, distinct};
use super::{Failure, Outcome};
use crate::diagnostic::Diagnostic;
use crate::report::Format;
use crate::report::baseline::{self, Baseline};
use crate::source::{FileId, Sources};
use crate::store;
use crate::words::counted;

/// Every format in a line, for the help of the commands.
pub(crate) const FORMATS: &str = "\
Formats:
  human      for people, with source excerpts; the default
  json       for scripts; its contract is schemas/report.schema.json
  sarif      SARIF 2.1.0, for code scanning on GitHub
  gitlab     GitLab Code Quality report
  github     annotations in a GitHub workflow
  junit      JUnit XML, for test reports in GitLab and others
  markdown   a page for a job summary or a merge request";

#[derive(Debug, Args)]
pub(crate) struct Reporting {
    /// Report format, one of those below; `=FILE` writes to a file; can be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = destination)]
    format: Vec<Destination<Format>>,

    /// Exit with 1 on findings of this level or higher
    #[arg(long, value_name = "LEVEL", default_value = "error", value_enum)]
    fail_on: FailOn,

    /// Hide the findings listed in this file, which `--write-baseline` wrote
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write all findings to this file, for `--baseline`, and exit with 0
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
}

/// What a run has checked, and with which rules.
pub(crate) struct Coverage<'e> {
    pub(crate) rules: &'e dyn Fn(&str) -> bool,
    /// By the names that findings give files, also of those that are gone.
    pub(crate) files: &'e dyn Fn(&str) -> bool,
}

fn destination(text: &str) -> Result<Destination<Format>, String> {
    Destination::parse(text, Format::parse)
}

impl Reporting {
    /// Refuses two reports for one place, before anything is read.
    pub(crate) fn prepare(&self) -> Result<(), Failure> {
        distinct(&self.format)
    }

    /// Reports everything, and says what the command ends with.
    pub(crate) fn end(
        &self,
        found: Vec<Diagnostic>,
        sources: &Sources,
        extent: &Coverage<'_>,
        terminal: &Terminal,
    ) -> Result<Outcome, Failure> {
        if let Some(file) = &self.write_baseline {
            let text = baseline::write(&found, sources);
            store::report::write(file, text.as_bytes()).map_err(|error| Box::new(error) as Failure)?;
            let shown = store::shown(file);
            terminal.say(&format!(
                "{} written to `{shown}`; use it with `--baseline {shown}`",
                counted(found.len(), "finding")
            ));
            return Ok(Outcome::Clean);
        }
        let found = match &self.baseline {
            None => found,
            Some(file) => self.left(file, found, sources, extent, terminal)?,
        };
        let outcome = self.fail_on.outcome(&found);
        terminal.report(&shortened(found), sources, &self.format, extent.rules)?;
        Ok(outcome)
    }

    /// What the baseline does not hold.
    fn left(
        &self,
        file: &Path,
        found: Vec<Diagnostic>,
        sources: &Sources,
        extent: &Coverage<'_>,
        terminal: &Terminal,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let text = store::read_text(file).map_err(|error| Box::new(error) as Failure)?;
        let baseline = Baseline::read(&file.to_string_lossy(), &text).map_err(|error| Box::new(error) as Failure)?;
        let judged = |rule: &str, file: &str| (extent.rules)(rule) && (extent.files)(file);
        let left = baseline.apply(found, sources, &judged);
        let gone = match left.gone {
            0 => String::new(),
            1 => "; 1 baseline entry is fixed; rerun `--write-baseline`".to_owned(),
            gone => format!("; {gone} baseline entries are fixed; rerun `--write-baseline`"),
        };
        terminal.say(&format!("{} of the baseline hidden{gone}", counted(left.known, "finding")));
        Ok(left.found)
    }
}

/// Findings of one rule in one file that are listed one by one; nobody reads more, and each costs time.
const TOLD: usize = 1_000;

/// The findings, with those beyond [`TOLD`] counted at the last one listed.
fn shortened(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: FxHashMap<(FileId, &str), (usize, usize)> = FxHashMap::default();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for finding in found {
        let (count, last) = told.entry((finding.primary.span.file, finding.rule.name)).or_default();
        *count += 1;
        if *count <= TOLD {
            *last = kept.len();
            kept.push(finding);
        }
    }
    for (count, last) in told.into_values().filter(|(count, _)| *count > TOLD) {
        kept[last].message += &format!(" (and {} more of this rule in this file)", count - TOLD);
    }
    kept
}
