//! What reports say of the rules themselves, whether or not they found something.
//!
//! A format takes them as a plain slice, so that whoever knows the rules can hand them in. [`documented`] reads them
//! from the page that users read.

use crate::check::rule::Rule;
use crate::check::rules::{RULES, find};
use crate::diagnostic::Level;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFacts {
    /// Kebab-case name, as findings carry it.
    pub name: String,
    /// The level of its findings unless they say otherwise.
    pub level: Level,
    /// What it finds, in a sentence.
    pub summary: String,
    /// All of its documentation, in Markdown.
    pub help: String,
}

const PAGE: &str = include_str!("../../docs/rules.md");

/// Rules whose findings are no errors; the page says so in its first lines.
const MILDER: [(&str, Level); 3] =
    [("absent-dependency", Level::Warning), ("ambiguous-scalar", Level::Warning), ("unjudged-rule", Level::Info)];

/// Every rule, by name: those that know their own documentation, and those of the page.
pub fn all() -> Vec<RuleFacts> {
    let own = |rule: &Rule| RuleFacts {
        name: rule.name.to_owned(),
        level: rule.level,
        summary: rule.summary(),
        help: rule.page(),
    };
    let mut all: Vec<RuleFacts> = RULES.iter().map(own).collect();
    all.extend(documented().into_iter().filter(|rule| find(&rule.name).is_none()));
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// The rules of the page, in its order.
pub(crate) fn documented() -> Vec<RuleFacts> {
    let sections = PAGE.split("\n### ").skip(1);
    sections
        .map(|section| {
            let (name, text) = section.split_once('\n').unwrap_or((section, ""));
            // The last rule of a part is followed by the heading of the next.
            let text = text.split("\n## ").next().unwrap_or(text);
            let help = text.trim().replace('\n', " ");
            let summary = help.split(" Example: ").next().unwrap_or(&help).to_owned();
            let level = MILDER.iter().find(|(milder, _)| *milder == name).map_or(Level::Error, |(_, level)| *level);
            RuleFacts { name: name.to_owned(), level, summary, help }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_page_has_a_summary_and_help() {
        let rules = documented();
        assert_eq!(rules.len(), PAGE.matches("\n### ").count());
        for RuleFacts { name, summary, help, .. } in &rules {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
            assert!(!summary.is_empty() && summary.ends_with('.') && summary.len() < 1024, "{name}: {summary}");
            assert!(help.starts_with(summary.as_str()) && !help.contains("\n") && !help.contains("## "), "{help}");
        }
    }

    #[test]
    fn levels_are_those_of_the_page() {
        let milder = documented().iter().filter(|rule| rule.level != Level::Error).count();
        assert_eq!(milder, MILDER.len(), "each is a rule of the page");
        let normalize = PAGE.split_once("\n\n## ").map_or(PAGE, |(head, _)| head).split_whitespace();
        assert!(normalize.collect::<Vec<_>>().join(" ").contains(
            "All are errors except `ambiguous-scalar` and `absent-dependency`, which are warnings, and `unjudged-rule`, an information."
        ));
    }
}
