//! Suppressions of findings in rendered files: in the templates, which render them too, and next to the values in the
//! inventory.

use rustc_hash::FxHashSet;

use super::provenance::{Provenance, SourceLine};
use crate::check::suppression::{self, Suppression};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::workspace::Workspace;

/// The allows in the inventory and in each `blueprint.yaml`.
pub(crate) fn written(workspace: &Workspace) -> Vec<Suppression> {
    let inventory = std::iter::once(&workspace.files.first).chain(&workspace.files.included);
    let files = inventory.chain(workspace.blueprints.list.iter().map(|blueprint| &blueprint.file));
    files.flat_map(|file| suppression::find(*file, &workspace.sources.get(*file).text)).collect()
}

/// The rendered allows whose makers must be known: those of which something is to be said where they stand, and the
/// others of their rules, which may be copies of one.
pub(crate) fn wanted(rendered: &[Suppression]) -> impl Iterator<Item = Span> {
    let told: FxHashSet<&str> = rendered.iter().filter(|allow| !allow.is_fine()).map(|allow| &*allow.rule).collect();
    rendered.iter().filter(move |allow| told.contains(&*allow.rule)).map(|allow| allow.span)
}

/// Takes out the findings that are allowed at the line that made them, or at what made them beside that line. An allow
/// of a template is used where any of its copies is.
pub(crate) fn accept(
    found: &mut Vec<Diagnostic>,
    rendered: &mut [Suppression],
    written: &mut [Suppression],
    makers: &Provenance,
) {
    suppression::accept(found, written, &|finding| {
        let maker = makers.get(&finding.primary.span);
        maker
            .into_iter()
            .flat_map(|maker| std::iter::once(maker.span).chain(maker.beside.map(|(span, _)| span)))
            .collect()
    });
    let template = |allow: &Suppression| makers.get(&allow.span).map(|SourceLine { span, .. }| *span);
    let used: FxHashSet<Span> = rendered.iter().filter(|allow| allow.used).filter_map(template).collect();
    for allow in rendered {
        allow.used |= template(allow).is_some_and(|span| used.contains(&span));
    }
}
