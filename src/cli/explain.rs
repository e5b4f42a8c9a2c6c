//! `groma explain`: what a rule finds and why it matters, or one line for each rule.

use clap::Args;

use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::check::rules::all;
use crate::diagnostic::rule::{Rule, Status};
use crate::diagnostic::{suggest, visible};

const AFTER: &str = "\
Examples:
  groma explain                     list every rule
  groma explain duplicate-object    explain one rule";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Explain {
    /// The rule to explain, as shown in findings
    rule: Option<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("unknown rule `{rule}`")]
#[diagnostic(help("{help}"))]
struct Unknown {
    rule: String,
    help: String,
}

impl Explain {
    pub(crate) fn run(self, terminal: &Terminal) -> Result<Outcome, Failure> {
        let rules = all();
        let text = match &self.rule {
            None => list(&rules),
            Some(name) => match rules.iter().find(|rule| rule.is_called(name)) {
                Some(rule) => page(rule),
                None => {
                    let help = suggest(name, rules.iter().map(|rule| rule.name));
                    return Err(Box::new(Unknown { rule: visible(name), help }));
                }
            },
        };
        terminal.print(&text)?;
        Ok(Outcome::Clean)
    }
}

fn page(rule: &Rule) -> String {
    let Rule { name, level, status, verdict, since, .. } = rule;
    let aliases: String = rule.aliases.iter().map(|alias| format!("; formerly {alias}")).collect();
    let (level, status, verdict) = (level.name(), status.name(), verdict.name());
    format!("{name} ({level}; verdict of {verdict}; {status}, since {since}{aliases})\n\n{}", rule.page())
}

fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let line = |rule: &&Rule| {
        let status = match rule.status {
            Status::Stable => String::new(),
            Status::Preview | Status::Deprecated => format!(" ({})", rule.status.name()),
        };
        let (level, verdict) = (rule.level.name(), rule.verdict.name());
        format!("{:width$}  {level:7}  {verdict:9}  {}{status}\n", rule.name, rule.summary)
    };
    rules.iter().map(line).collect()
}
