//! What a rule about manifests or catalogs looks at, and the function that checks it.

use crate::diagnostic::Sink;
use crate::diagnostic::rule::Rule;
use crate::object::Object;
use crate::object::index::Index;

/// A rule with its function; a row of [`super::rules::CHECKS`].
pub(crate) struct Check {
    pub(crate) rule: &'static Rule,
    pub(crate) run: Run,
}

/// What a rule looks at.
pub(crate) enum Run {
    /// Each Kubernetes object, chart, values file and kustomization by itself, as soon as it is read.
    Object(fn(&Object<'_>, &mut Sink)),
    /// Each entity of a Backstage catalog by itself.
    Entity(fn(&Object<'_>, &mut Sink)),
    /// Everything together, by the facts that were kept of it.
    Index(fn(&Index, &mut Sink)),
    /// The reader, the schemas and the allows find these.
    Elsewhere,
}
