//! `groma explain`: what a rule finds and why it matters; or all rules in a line each.

use clap::Args;

use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::diagnostic::{suggest, visible};
use crate::report::facts::{RuleFacts, all};

const AFTER: &str = "\
Examples:
  groma explain                     list every rule
  groma explain duplicate-object    show one of them";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Explain {
    /// The rule to explain, as findings name it
    rule: Option<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is no rule `{rule}`")]
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
            Some(name) => match rules.iter().find(|rule| rule.name == *name) {
                Some(rule) => format!("{} ({})\n\n{}\n", rule.name, rule.level.name(), rule.help.trim_end()),
                None => {
                    let help = suggest(name, rules.iter().map(|rule| rule.name.as_str()));
                    return Err(Box::new(Unknown { rule: visible(name), help }));
                }
            },
        };
        terminal.print(&text)?;
        Ok(Outcome::Clean)
    }
}

fn list(rules: &[RuleFacts]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let line = |rule: &RuleFacts| format!("{:width$}  {:7}  {}\n", rule.name, rule.level.name(), rule.summary);
    rules.iter().map(line).collect()
}
