//! A line of CODEOWNERS has no effect, because a later line of its section matches everything it does.
//!
//! ## Why
//! The last line that matches counts: the team that should approve changes to a folder is not asked.
//!
//! ## Bad
//! ```yaml
//! # file: CODEOWNERS
//! /production/ @acme/operations
//! * @acme/team-a
//! ```
//!
//! ## Good
//! ```yaml
//! # file: CODEOWNERS
//! * @acme/team-a
//! /production/ @acme/operations
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule =
    Rule::warning("shadowed-owners", Verdict::Groma, "0.1.0", include_str!("shadowed_owners.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for file in &index.facts.owners {
        // Read from the end: what a line hides comes before it.
        let (mut last, mut patterns) = (FxHashMap::default(), FxHashMap::default());
        for line in file.lines.iter().rev() {
            let later = last.get(&line.section).or_else(|| patterns.get(&(line.section, &*line.pattern)));
            if let Some(later) = later.filter(|_| !line.pattern.starts_with('!')) {
                let finding =
                    RULE.at(line.span, format!("this line has no effect, because of `{}`", visible(&line.pattern)));
                let finding = finding.related(*later, "this later line wins");
                sink.push(finding.help("put the more general line before the more specific one"));
            }
            if line.is_catch_all() {
                last.insert(line.section, line.span);
            }
            patterns.insert((line.section, &*line.pattern), line.span);
        }
    }
}
