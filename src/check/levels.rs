//! How much each rule weighs in a run, and which rules run at all.

use std::collections::BTreeMap;

use super::rules;
use crate::diagnostic::{Diagnostic, Level, Sink, suggest, visible};
use crate::yaml::node::Node;

/// The page of the rules whose findings stand for output that would be wrong.
const PAGE: &str = include_str!("../../docs/rules.md");

/// What the user wants of the rules.
#[derive(Debug, Default, Clone)]
pub struct Levels {
    /// Rules with a level of their own; `None` turns one off.
    pub(crate) overridden: BTreeMap<String, Option<Level>>,
    /// The only rules to run; all of them when empty.
    pub only: Vec<String>,
}

impl Levels {
    /// The levels of an inventory: a mapping of rules to `off`, `info`, `warning` or `error`.
    pub(crate) fn of(rules: Option<&Node<'_>>, sink: &mut Sink) -> Self {
        let mut levels = Self::default();
        for entry in rules.map(Node::entries).unwrap_or_default() {
            let name = &*entry.key.text;
            if rules::find(name).is_none() {
                let own = PAGE.contains(&format!("\n### {name}\n"));
                let message = match own {
                    true => format!("the findings of `{name}` cannot be silenced, or be given another level"),
                    false => format!("there is no rule `{}` about what is rendered", visible(name)),
                };
                let help = match own {
                    true => "remove this line; only rules about what is rendered are named here".to_owned(),
                    false => suggest(name, rules::RULES.iter().map(|rule| rule.name)),
                };
                sink.push(Diagnostic::error("unknown-rule", entry.key.span, message).help(help));
            } else if let Some(level) = entry.value.as_str().and_then(parse) {
                levels.overridden.insert(name.to_owned(), level);
            }
        }
        levels
    }

    /// Whether a rule runs.
    pub(crate) fn runs(&self, rule: &str) -> bool {
        let wanted = self.only.is_empty() || self.only.iter().any(|only| only == rule);
        wanted && self.overridden.get(rule) != Some(&None)
    }

    /// Gives findings their level, and drops those of rules that do not run.
    pub(crate) fn settle(&self, found: &mut Vec<Diagnostic>) {
        found.retain_mut(|finding| {
            if let Some(Some(level)) = self.overridden.get(finding.rule) {
                finding.level = *level;
            }
            self.runs(finding.rule)
        });
    }
}

/// Reads `off`, `info`, `warning` or `error`.
fn parse(text: &str) -> Option<Option<Level>> {
    match text {
        "off" => Some(None),
        "info" => Some(Some(Level::Info)),
        "warning" => Some(Some(Level::Warning)),
        "error" => Some(Some(Level::Error)),
        _ => None,
    }
}

/// What is said of the schemas that a user gives, by their reader.
const OF_SCHEMAS: [&str; 2] = ["invalid-schema", "unjudged-rule"];

/// The name of a rule that exists; the error says which one may be meant.
pub(crate) fn known(name: &str) -> Result<String, String> {
    let names = rules::RULES.iter().map(|rule| rule.name).chain(OF_SCHEMAS);
    match names.clone().any(|known| known == name) {
        true => Ok(name.to_owned()),
        false => Err(format!("there is no rule `{name}`; {}", suggest(name, names))),
    }
}
