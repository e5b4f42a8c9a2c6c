//! Names that blueprints claim: valid, and unique in their space.

use rustc_hash::FxHashMap;

use super::{Part, Rendering, context, plain};
use crate::blueprint::{Claim, Entity};
use crate::diagnostic::rules::{invalid_name, name_collision, name_too_long};
use crate::diagnostic::{Diagnostic, visible};
use crate::source::Span;

/// Evaluates every claim for every entity that it is made for.
pub(crate) fn check(rendering: &Rendering<'_>) -> Vec<Diagnostic> {
    let mut claims = Claims { rendering, held: FxHashMap::default(), found: Vec::new(), endless: false };
    for (index, resource) in rendering.platform.resources.iter().enumerate() {
        claims.all(Some(resource.blueprint), Entity::Resource, index, resource.environments.len());
    }
    for (index, app) in rendering.platform.apps.iter().enumerate() {
        claims.all(app.blueprint, Entity::App, index, app.environments.len());
    }
    claims.found
}

struct Claims<'r, 'a> {
    rendering: &'r Rendering<'a>,
    /// Who holds a name in a space, in an environment or in all.
    held: FxHashMap<(String, String, Option<String>), Span>,
    found: Vec<Diagnostic>,
    /// Whether a claim took all the work that a template may do, so that no further one is looked at.
    endless: bool,
}

impl Claims<'_, '_> {
    fn all(&mut self, blueprint: Option<usize>, entity: Entity, index: usize, environments: usize) {
        let Some(blueprint) = blueprint else { return };
        for claim in &self.rendering.blueprints.list[blueprint].claims {
            if claim.scope.entity != entity || self.endless {
                continue;
            }
            let part = Part { blueprint: blueprint as u32, output: 0, entity, index: index as u32, environment: None };
            if !claim.scope.in_environment {
                self.one(claim, part);
                continue;
            }
            (0..environments as u32).for_each(|at| self.one(claim, Part { environment: Some(at), ..part }));
        }
    }

    fn one(&mut self, claim: &Claim, part: Part) {
        let subject = self.rendering.subject(part);
        let environment = subject.environment.as_ref().map(|environment| environment.name.clone());
        let context = context::root(&self.rendering.platform, subject);
        let name = match self.rendering.evaluate(part, &claim.name, &context) {
            Ok(marked) => plain(&marked),
            Err(found) => {
                self.endless |= found.endless;
                return self.found.extend(found.faults);
            }
        };
        let Some(span) = self.rendering.entity_span(part) else { return };
        let shown = format!("{} `{}`", claim.space, visible(&name));
        let length = name.chars().count();
        if let Some(limit) = claim.max_length.filter(|limit| length > *limit) {
            let message = format!("{shown} is {length} characters long, over the limit of {limit}");
            self.found.push(name_too_long::RULE.at(span, message).help("shorten the names it is derived from"));
        }
        if let Some(pattern) = claim.pattern.as_ref().filter(|pattern| !pattern.value.matches(&name)) {
            let diagnostic = invalid_name::RULE
                .at(span, format!("{shown} has an invalid format"))
                .related(pattern.span, "required by this")
                .help(format!("must match `{}`; set it in `parameters`, or rename the resource", pattern.value.text));
            self.found.push(diagnostic);
        }
        if let Some(first) =
            self.held.insert((claim.space.clone(), name, environment), span).filter(|first| *first != span)
        {
            let diagnostic = name_collision::RULE
                .at(span, format!("{shown} is used twice"))
                .label("here")
                .related(first, "and here")
                .help("rename one of the two");
            self.found.push(diagnostic);
        }
    }
}
