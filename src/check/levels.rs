//! How much each rule weighs in a run, and which rules run at all.

use std::collections::BTreeMap;

use super::rules;
use crate::diagnostic::{Diagnostic, Level, suggest};

/// What the user wants of the rules.
#[derive(Debug, Default, Clone)]
pub struct Levels {
    /// Rules with a level of their own; `None` turns one off.
    pub overridden: BTreeMap<String, Option<Level>>,
    /// The only rules to run; all of them when empty.
    pub only: Vec<String>,
}

impl Levels {
    /// Whether a rule runs.
    pub fn runs(&self, rule: &str) -> bool {
        let wanted = self.only.is_empty() || self.only.iter().any(|only| only == rule);
        wanted && self.overridden.get(rule) != Some(&None)
    }

    /// Gives findings their level, and drops those of rules that do not run.
    pub fn settle(&self, found: &mut Vec<Diagnostic>) {
        found.retain_mut(|finding| {
            if let Some(Some(level)) = self.overridden.get(finding.rule) {
                finding.level = *level;
            }
            self.runs(finding.rule)
        });
    }
}

/// Reads `off`, `info`, `warning` or `error`.
pub fn parse(text: &str) -> Option<Option<Level>> {
    match text {
        "off" => Some(None),
        "info" => Some(Some(Level::Info)),
        "warning" => Some(Some(Level::Warning)),
        "error" => Some(Some(Level::Error)),
        _ => None,
    }
}

/// The name of a rule that exists; the error says which one may be meant.
pub fn known(name: &str) -> Result<String, String> {
    let names = rules::RULES.iter().map(|rule| rule.name);
    match names.clone().any(|known| known == name) {
        true => Ok(name.to_owned()),
        false => Err(format!("there is no rule `{name}`; {}", suggest(name, names))),
    }
}
