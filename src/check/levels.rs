//! The level of each rule in a run, and which rules run at all.

use std::collections::BTreeMap;

use super::rules;
use crate::diagnostic::rule::Level;
use crate::diagnostic::rules::{invalid_schema, unjudged_rule, unknown_rule};
use crate::diagnostic::{Diagnostic, Sink, suggest, visible};
use crate::source::Span;
use crate::yaml::node::Node;

/// What the user wants of the rules.
#[derive(Debug, Default, Clone)]
pub(crate) struct Levels {
    /// Rules with a level of their own; `None` turns one off.
    pub(crate) overridden: BTreeMap<&'static str, Option<Level>>,
    /// The only rules to run; all of them when empty.
    pub(crate) only: Vec<String>,
}

impl Levels {
    /// The levels of an inventory: a mapping of rules to `off`, `info`, `warning` or `error`.
    pub(crate) fn of(rules: Option<&Node<'_>>, sink: &mut Sink) -> Self {
        let mut levels = Self::default();
        for entry in rules.map(Node::entries).unwrap_or_default() {
            let name = &*entry.key.text;
            let Some(check) = rules::find(name) else {
                sink.push(unknown(name, entry.key.span));
                continue;
            };
            if let Some(level) = entry.value.as_str().and_then(parse) {
                levels.overridden.insert(check.rule.name, level);
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
            if let Some(Some(level)) = self.overridden.get(finding.rule.name) {
                finding.level = *level;
            }
            self.runs(finding.rule.name)
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

/// What to say of a name that cannot be given a level.
fn unknown(name: &str, span: Span) -> Diagnostic {
    if rules::all().iter().any(|rule| rule.is_called(name)) {
        let message = format!("findings of `{name}` cannot be silenced or given another level");
        let finding = unknown_rule::RULE.at(span, message);
        return finding.help("remove this line; only rules about rendered files can be set here");
    }
    let message = format!("unknown rule `{}` about rendered files", visible(name));
    unknown_rule::RULE.at(span, message).help(suggest(name, names()))
}

/// The names of the rules about what is rendered.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    rules::CHECKS.iter().map(|check| check.rule.name)
}

/// The name today of a rule that a run can be asked for; the error says which one may be meant. Beside those about what
/// is rendered, these are what is said of the schemas that a user gives.
pub(crate) fn known(name: &str) -> Result<String, String> {
    let of_schemas = [&invalid_schema::RULE, &unjudged_rule::RULE];
    let known = rules::CHECKS.iter().map(|check| check.rule).chain(of_schemas);
    match known.clone().find(|rule| rule.is_called(name)) {
        Some(rule) => Ok(rule.name.to_owned()),
        None => Err(format!("unknown rule `{name}`; {}", suggest(name, known.map(|rule| rule.name)))),
    }
}
