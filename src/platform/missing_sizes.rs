//! Sizes that apps and resources ask for and no environment, platform or blueprint defines; each is reported once.

use std::collections::BTreeMap;

use super::Environment;
use crate::blueprint::Blueprints;
use crate::diagnostic::rules::unknown_size;
use crate::diagnostic::{Diagnostic, visible};
use crate::source::Span;
use crate::words::{plural, quoted_list};

#[derive(Default)]
pub(crate) struct MissingSizes(BTreeMap<Wanted, Lacking>);

/// A size that someone asks for at a place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wanted {
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) blueprint: usize,
}

/// The environments without it.
struct Lacking {
    help: String,
    environments: Vec<(String, Span)>,
}

impl MissingSizes {
    pub(crate) fn add(&mut self, wanted: Wanted, help: String, environment: &Environment) {
        let lacking = self.0.entry(wanted).or_insert_with(|| Lacking { help, environments: Vec::new() });
        lacking.environments.push((environment.name.clone(), environment.span));
    }

    /// One diagnostic for every size, with the environments that lack it.
    pub(crate) fn diagnostics(self, blueprints: &Blueprints) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(|(Wanted { span, name, blueprint }, Lacking { help, mut environments })| {
            environments.sort_unstable();
            environments.dedup();
            let names: Vec<&str> = environments.iter().map(|(name, _)| name.as_str()).collect();
            let of = &blueprints.list[blueprint].name;
            let environment = plural(names.len(), "environment");
            let (size, places) = (visible(&name), quoted_list(&names));
            let message = format!("size `{size}` of `{of}` is not defined for {environment} {places}");
            let diagnostic = unknown_size::RULE.at(span, message).help(help);
            let lacks = |diagnostic: Diagnostic, (_, span): &(String, Span)| diagnostic.related(*span, "missing here");
            environments.iter().fold(diagnostic, lacks)
        })
    }
}
