//! Schemas of Kubernetes objects: (apiVersion, kind, version of Kubernetes) to a compiled schema, and an object to its
//! faults.
//!
//! The binary knows every built-in kind and those of common operators; a user adds folders of
//! CustomResourceDefinitions, CompositeResourceDefinitions and JSON schemas. A schema is compiled when the first object
//! of its kind is met. What the API server would refuse is a fault, and so is what it would drop: an unknown field.
//! This module reads the disk through [`crate::store`] alone, and never decides how much a fault weighs.

mod bundle;
mod check;
mod compile;
mod crd;
mod definitions;
mod folder;
mod kind;
pub(crate) mod kind_index;
mod known;
mod message;
mod meta;
mod openapi;
mod rule_value;
pub mod version;
mod xrd;

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::diagnostic::{Fix, Sink, nearest};
use crate::source::{Sources, Span};
use crate::store::ReadError;
use crate::store::files::Store;
use crate::yaml::node::Node;
use crate::yaml::read;
use folder::Folders;
use kind::Types;
use kind_index::{KindEntry, KindIndex};
use version::{Version, group_and_version};

/// Everything that is known of kinds; made once, then read by all threads.
#[derive(Debug)]
pub struct Schemas {
    index: KindIndex,
    /// Schemas of the binary that were asked for, by definition and version.
    compiled: RwLock<FxHashMap<(kind_index::Kind, Version), Arc<Schema>>>,
    /// What users define, by kind and apiVersion.
    own: FxHashMap<String, FxHashMap<String, Lookup>>,
    folders: Folders,
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
    /// The user's schema of the kind cannot be read, and why.
    Broken(String),
    /// Nothing is known; `nearest` is the known `(apiVersion, kind)` that may have been meant.
    Unknown {
        nearest: Option<(String, String)>,
    },
}

/// When an API version goes, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The first version of Kubernetes without it, where that is known.
    pub(crate) since: Option<Version>,
    /// The `apiVersion` to write instead, with the kind when that changes too.
    pub(crate) instead: Option<String>,
}

/// Where objects of a kind live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
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
    pub sort: Category,
    pub(crate) span: Span,
    /// Where the fault lies in the object: `spec.containers[0].image`; empty for the object itself.
    pub path: String,
    pub message: String,
    pub help: String,
    /// Another place that takes part, and a word on it.
    pub(crate) related: Option<(Span, String)>,
    /// A change that mends it, where there is no doubt of what was meant.
    pub(crate) fix: Option<Fix>,
}

/// The sort of statement that a fault violates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Names, types and limits.
    Structure,
    /// What the server says of the metadata of a kind whose own schema leaves them open.
    Metadata,
    /// An expression of `x-kubernetes-validations`.
    Rule,
    /// None: such an expression costs too much to be run.
    Unjudged,
}

impl Schemas {
    /// The kinds that the binary knows.
    pub fn builtin() -> Self {
        Self {
            index: kind_index::read(),
            compiled: RwLock::default(),
            own: FxHashMap::default(),
            folders: Folders::default(),
        }
    }

    /// Adds the kinds of every CRD, XRD and JSON schema of a folder.
    ///
    /// What a user adds goes before what is known already. A file that defines nothing is passed over.
    pub fn add_folder(&mut self, store: Store, sources: &mut Sources, sink: &mut Sink) -> Result<(), ReadError> {
        let store = Arc::new(store);
        for path in store.list("", |_| true).whole()? {
            let named = [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end));
            if !named || self.folders.add(&store, &path) {
                continue;
            }
            let file = store.read_source(&path, store.path(&path).to_string_lossy().into_owned(), sources, sink)?;
            let text = &sources.get(file).text;
            if text.contains("ResourceDefinition") {
                read::read(file, text, sink).iter().for_each(|document| _ = self.add_definition(document, sink));
            }
        }
        Ok(())
    }

    /// Adds the kinds that a document defines; whether it is a CRD or an XRD.
    pub(crate) fn add_definition(&mut self, document: &Node<'_>, sink: &mut Sink) -> bool {
        let Some(found) = crd::read(document, sink) else { return false };
        for defined in found {
            let lookup = match defined.schema {
                Ok(schema) => Lookup::Known(Arc::new(schema)),
                Err(removal) => Lookup::Removed(removal),
            };
            self.own.entry(defined.kind).or_default().insert(defined.api_version, lookup);
        }
        true
    }

    /// Finds a schema; versions of Kubernetes beyond the known ones count as the nearest that is known.
    pub fn find(&self, api_version: &str, kind: &str, kubernetes: Version) -> Lookup {
        if let Some(lookup) = self.own.get(kind).and_then(|versions| versions.get(api_version)) {
            return lookup.clone();
        }
        match self.folders.find(api_version, kind, kubernetes) {
            Some(Ok(schema)) => return Lookup::Known(schema),
            Some(Err(reason)) => return Lookup::Broken(reason),
            None => {}
        }
        let version = kubernetes.known();
        let Some(entry) = self.index.kinds.get(&(api_version, kind)) else {
            return match self.index.removed.get(&(api_version, kind)) {
                Some(removal) => Lookup::Removed(removal.clone()),
                None => Lookup::Unknown { nearest: self.nearest(api_version, kind) },
            };
        };
        if version < entry.versions.first {
            return Lookup::Future { since: entry.versions.first };
        }
        if version > entry.versions.last {
            return Lookup::Removed(self.removal(api_version, kind, entry, version));
        }
        let version = if entry.bundle == 0 { version } else { Version::NEWEST };
        let known = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(&(entry.kind, version)).cloned();
        Lookup::Known(known.unwrap_or_else(|| {
            let schema = Arc::new(Schema::of(entry, version));
            let mut compiled = self.compiled.write().unwrap_or_else(PoisonError::into_inner);
            compiled.entry((entry.kind, version)).or_insert(schema).clone()
        }))
    }

    /// When a kind went, and the version of its group that remains.
    fn removal(&self, api_version: &str, kind: &str, entry: &KindEntry, version: Version) -> Removal {
        let group = group_and_version(api_version).0;
        let told = entry.deprecated.as_ref().and_then(|(_, removal)| removal.instead.clone());
        let served = self.index.kinds.iter().filter(|((other, name), entry)| {
            *name == kind && group_and_version(other).0 == group && entry.versions.has(version)
        });
        let instead =
            told.or_else(|| served.map(|((other, _), _)| (*other).to_owned()).min_by_key(|other| other.len()));
        Removal { since: Some(Version(entry.versions.last.0 + 1)), instead }
    }

    /// The kind that was meant: another of the same version, or the same one of another version.
    fn nearest(&self, api_version: &str, kind: &str) -> Option<(String, String)> {
        let own = self.own.iter().flat_map(|(kind, versions)| versions.keys().map(|version| (&**version, &**kind)));
        let all: Vec<(&str, &str)> = self.index.kinds.keys().copied().chain(own).collect();
        let here: Vec<&str> = all.iter().filter(|(known, _)| *known == api_version).map(|(_, kind)| *kind).collect();
        if let Some(kind) = nearest(kind, here.iter().copied()) {
            return Some((api_version.to_owned(), kind.to_owned()));
        }
        let others = all.iter().filter(|(_, known)| *known == kind).map(|(api_version, _)| *api_version);
        let (group, _) = group_and_version(api_version);
        let of_group = others.clone().filter(|known| group_and_version(known).0 == group).max();
        // Of a group of the cluster itself it can be said which one has the kind; others may have one of the same name.
        let of_core = || others.clone().filter(|_| !api_version.contains('.')).min();
        of_group
            .or_else(of_core)
            .or_else(|| nearest(api_version, others.clone()))
            .map(|api_version| (api_version.to_owned(), kind.to_owned()))
    }
}

impl Schema {
    fn of(entry: &KindEntry, version: Version) -> Self {
        let deprecated =
            entry.deprecated.as_ref().filter(|(since, _)| *since <= version).map(|(_, removal)| removal.clone());
        Self { types: compile::bundled(entry, version), scope: entry.scope, deprecated }
    }

    /// Appends every fault of an object, in the order of the text.
    pub fn check(&self, object: &Node<'_>, faults: &mut Vec<Fault>) {
        let before = faults.len();
        check::check(&self.types, object, faults);
        if faults.len() > before && meta::are_beside(&self.types) {
            let below = faults[before..].iter_mut().filter(|fault| fault.path.starts_with("metadata."));
            below.for_each(|fault| fault.sort = Category::Metadata);
        }
    }

    /// Where objects of this kind live, where that is known.
    pub(crate) fn scope(&self) -> Option<Scope> {
        self.scope
    }

    /// Whether this API version still works, but should be left.
    pub(crate) fn deprecated(&self) -> Option<&Removal> {
        self.deprecated.as_ref()
    }
}

#[cfg(test)]
mod tests;
