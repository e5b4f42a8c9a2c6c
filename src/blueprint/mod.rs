//! Blueprints: `blueprint.yaml`, its templates, and where they come from.
//!
//! A blueprint is data. Templates run on an engine that can neither read files nor run code
//! ([`engine`]); what they may see is decided by [`crate::render`].

mod delimiters;
pub(crate) mod diagnose;
pub(crate) mod engine;
pub(crate) mod fast_path;
pub mod load;
mod manifest;
mod templates;

use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::rules::invalid_name;
use crate::interpolate::{Dialect, Plans};
use crate::json_schema::JsonSchema;
use crate::schema::version::Version;
use crate::source::{FileId, Span, Spanned};
use crate::tree::{Ownership, Shared};
use crate::values::glob::Glob;

/// All blueprints of a run, sorted by name, and the engine that holds their templates.
#[derive(Debug)]
pub(crate) struct Blueprints {
    pub(crate) list: Vec<Blueprint>,
    /// Names of those that are too faulty to be used, which was reported.
    broken: Vec<String>,
    pub(crate) engine: engine::Engine,
}

impl Blueprints {
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.list.binary_search_by(|blueprint| blueprint.name.as_str().cmp(name)).ok()
    }

    /// Whether a blueprint is there and was reported as unusable, so that nobody calls it unknown.
    pub(crate) fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| broken == name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.list.iter().map(|blueprint| blueprint.name.as_str())
    }
}

#[derive(Debug)]
pub(crate) struct Blueprint {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Whether its apps answer requests, so that each must say whether it has a host name.
    pub(crate) serves: bool,
    /// The oldest minor version of Kubernetes 1 that its output runs on.
    pub(crate) kubernetes: Option<Version>,
    pub(crate) parameters: JsonSchema,
    /// What an app's variables must be.
    pub(crate) env: Option<JsonSchema>,
    /// T-shirt sizes; the first is the default.
    pub(crate) sizes: serde_json::Map<String, Json>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) outputs: Vec<Output>,
    /// What its outputs are for, also of those that are too faulty to be used.
    pub(crate) makes: Vec<Entity>,
    pub(crate) templates: Vec<Template>,
    pub(crate) file: FileId,
    /// Files by the names of the engine's templates: `<blueprint>/<path>`.
    files: Vec<(String, FileId)>,
}

/// What an output or claim is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Entity {
    Platform,
    Domain,
    Team,
    System,
    App,
    Api,
    Resource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) entity: Entity,
    pub(crate) in_environment: bool,
}

/// A name that must be legal, and unique in its space over the whole platform.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) scope: Scope,
    pub(crate) space: String,
    pub(crate) name: Text,
    pub(crate) pattern: Option<Spanned<Pattern>>,
    pub(crate) max_length: Option<usize>,
}

/// A regular expression of JSON Schema.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    schema: JsonSchema,
}

impl Pattern {
    /// Compiles the expression; the error says what is wrong with it.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        let schema = JsonSchema::compile(serde_json::json!({ "type": "string", "pattern": text }))?;
        Ok(Self { text: text.to_owned(), schema })
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        use crate::yaml::node::{Node, Value};
        let node = Node::new(Span::top(FileId::FIRST), Value::String(name.into()));
        self.schema.check(&invalid_name::RULE, &node).is_empty()
    }
}

/// A text of `blueprint.yaml` that may hold values.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) span: Span,
    pub(crate) kind: TextKind,
}

#[derive(Debug)]
pub(crate) enum TextKind {
    Fixed(String),
    /// Name of a template of the engine.
    Template(String),
}

/// Files rendered for every entity of a kind into a repository.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) scope: Scope,
    pub(crate) when: Option<Text>,
    pub(crate) repository: Text,
    pub(crate) branches: Option<Text>,
    pub(crate) visibility: Option<Text>,
    pub(crate) ownership: Ownership,
    /// Range of [`Blueprint::templates`].
    pub(crate) templates: std::ops::Range<usize>,
}

/// One file of an output.
#[derive(Debug)]
pub(crate) struct Template {
    /// Path below the output's folder, by component.
    pub(crate) path: Vec<Text>,
    pub(crate) file: FileId,
    pub(crate) executable: bool,
    pub(crate) keep: Arc<[String]>,
    pub(crate) dialect: Dialect,
    /// Whether the result is parsed as YAML or JSON; chart templates are not.
    pub(crate) parsed: bool,
    /// Delimiter of the language that reads the file later; no value may hold it.
    pub(crate) foreign: Option<&'static str>,
    pub(crate) body: Body,
}

#[derive(Debug)]
pub(crate) enum Body {
    /// No value goes into it: every entity gets the same bytes.
    Fixed(Arc<Shared>),
    /// Name of a template of the engine, and what is known of its skeletons.
    Template { name: String, plans: Plans },
}

/// The globs of an output while its files are read.
#[derive(Debug)]
pub(crate) struct Globs {
    verbatim: Vec<Glob>,
    keep: Vec<(Glob, Arc<[String]>)>,
}

impl Blueprint {
    /// Every file that it is made of, by name.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, FileId)> {
        self.files.iter().map(|(name, file)| (name.as_str(), *file))
    }

    /// The path of a file, from the blueprint's folder.
    pub(crate) fn name_of(&self, file: FileId) -> Option<&str> {
        let (name, _) = self.files.iter().find(|(_, known)| *known == file)?;
        name.split_once('/').map(|(_, path)| path)
    }

    /// The file of one of the engine's templates, by the name under which it was added.
    pub(crate) fn file_of(&self, name: &str) -> Option<FileId> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, file)| *file)
    }
}
