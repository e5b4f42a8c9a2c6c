//! Schemas of Kubernetes objects: (apiVersion, kind, version of Kubernetes) to a compiled schema, and an object to its
//! faults.
//!
//! The binary knows every built-in kind and those of common operators; a user adds folders of
//! CustomResourceDefinitions, CompositeResourceDefinitions and JSON schemas. A schema is compiled when the first object
//! of its kind is met. What the API server would refuse is a fault, and so is what it would drop: an unknown field.
//! This module reads the disk through [`crate::files`] alone, and never decides how much a fault weighs.

mod judge;
mod kind;
pub mod version;

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Sink;
use crate::files::ReadError;
use crate::source::{Sources, Span};
use crate::yaml::node::Node;
use kind::{Field, Kinds, Object, Rest, Type, Types};
use version::Version;

/// Everything that is known of kinds; made once, then read by all threads.
#[derive(Debug)]
pub struct Schemas {
    known: FxHashMap<(&'static str, &'static str), Arc<Schema>>,
}

/// What is known of one kind in one version of Kubernetes.
#[derive(Clone, Debug)]
pub enum Lookup {
    Known(Arc<Schema>),
    /// The kind is no longer served by this version of Kubernetes.
    Removed(Removal),
    /// The kind is not yet served by this version of Kubernetes.
    Future {
        since: Version,
    },
    /// Nothing is known; `nearest` is the known `(apiVersion, kind)` that may have been meant.
    Unknown {
        nearest: Option<(String, String)>,
    },
}

/// When an API version goes, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The first version of Kubernetes without it, where that is known.
    pub since: Option<Version>,
    /// The `apiVersion` to write instead, with the kind when that changes too.
    pub instead: Option<String>,
}

/// Where objects of a kind live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Namespaced,
    Cluster,
}

/// The compiled schema of one kind.
#[derive(Debug)]
pub struct Schema {
    types: Types,
    scope: Option<Scope>,
    deprecated: Option<Removal>,
}

/// One violation of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which sort of statement is violated.
    pub sort: Sort,
    pub span: Span,
    /// Where the fault lies in the object: `spec.containers[0].image`; empty for the object itself.
    pub path: String,
    pub message: String,
    pub help: String,
    /// Another place that takes part, and a word on it.
    pub related: Option<(Span, String)>,
}

/// The sort of statement that a fault violates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Names, types and limits.
    Structure,
    /// An expression of `x-kubernetes-validations`.
    Rule,
}

impl Schemas {
    /// The kinds that the binary knows.
    pub fn builtin() -> Self {
        Self { known: FxHashMap::from_iter([(("v1", "ConfigMap"), Arc::new(config_map()))]) }
    }

    /// Adds the kinds of every CRD, XRD and JSON schema below a folder, shown to the user as `base`.
    ///
    /// What a user adds goes before what is known already.
    pub fn add_folder(
        &mut self,
        _folder: &Path,
        _base: &str,
        _sources: &mut Sources,
        _sink: &mut Sink,
    ) -> Result<(), ReadError> {
        Ok(())
    }

    /// Adds the kinds that a document defines; whether it is a CRD or an XRD.
    pub fn add_definition(&mut self, _document: &Node<'_>, _sink: &mut Sink) -> bool {
        false
    }

    /// Finds a schema; versions of Kubernetes beyond the known ones count as the nearest that is known.
    pub fn find(&self, api_version: &str, kind: &str, kubernetes: Version) -> Lookup {
        let _ = kubernetes.known();
        match self.known.iter().find(|((version, name), _)| *version == api_version && *name == kind) {
            Some((_, schema)) => Lookup::Known(schema.clone()),
            None => Lookup::Unknown { nearest: None },
        }
    }
}

impl Schema {
    /// Appends every fault of an object, in the order of the text.
    pub fn judge(&self, object: &Node<'_>, faults: &mut Vec<Fault>) {
        judge::judge(&self.types, object, faults);
    }

    /// Where objects of this kind live, where that is known.
    pub fn scope(&self) -> Option<Scope> {
        self.scope
    }

    /// Whether this API version still works, but should be left.
    pub fn deprecated(&self) -> Option<&Removal> {
        self.deprecated.as_ref()
    }
}

/// Stands for all built-in kinds until they are read from data.
fn config_map() -> Schema {
    let string = Type::of(Kinds::STRING);
    let texts = Object { rest: Rest::Of(1), ..Object::default() };
    let texts = Type { kinds: Kinds::MAPPING, object: Some(Box::new(texts)), items: None };
    let field = |index| Field { index, required: false };
    let names = [("apiVersion", 1), ("kind", 1), ("metadata", 3), ("data", 2), ("binaryData", 2)];
    let fields = names.into_iter().map(|(name, index)| (name.into(), field(index))).collect();
    let object = Object { fields, required: 0, rest: Rest::Closed };
    let root = Type { kinds: Kinds::MAPPING, object: Some(Box::new(object)), items: None };
    let types = vec![root, string, texts, Type::of(Kinds::MAPPING)];
    Schema { types, scope: Some(Scope::Namespaced), deprecated: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::read;

    #[test]
    fn an_object_is_judged_by_the_schema_of_its_kind() {
        let mut sources = Sources::default();
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nddata: {a: b}\ndata: {a: 1}\n";
        let file = sources.add("a.yaml", text);
        let node = read::read_one(file, text, &mut Sink::default()).unwrap();
        let Lookup::Known(schema) = Schemas::builtin().find("v1", "ConfigMap", Version(34)) else { panic!() };
        let mut faults = Vec::new();
        schema.judge(&node, &mut faults);
        let told: Vec<_> = faults.iter().map(|fault| (sources.text(fault.span), fault.message.as_str())).collect();
        assert_eq!(told, [("ddata", "unknown field `ddata`"), ("1", "`data.a` must be a string, but is an integer")]);
        assert!(matches!(schema.scope(), Some(Scope::Namespaced)));
    }
}
