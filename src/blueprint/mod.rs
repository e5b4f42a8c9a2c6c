//! Blueprints: `blueprint.yaml`, its templates, and where they come from.
//!
//! A blueprint is data. Templates run on an engine that can neither read files nor run code
//! ([`engine`]); what they may see is decided by [`crate::render`].

pub mod diagnose;
pub mod engine;
mod load;
mod manifest;
mod straight;

use std::sync::Arc;

use globset::GlobSet;
use serde_json::Value as Json;

use crate::shape::Shape;
use crate::source::{FileId, Span, Spanned};
use crate::tree::{Ownership, Shared};
use crate::weave::{Dialect, Plans};

pub use load::{SCHEMA, Shelf, load};

/// All blueprints of a run, sorted by name, and the engine that holds their templates.
#[derive(Debug)]
pub struct Blueprints {
    pub list: Vec<Blueprint>,
    /// Names of those that are too faulty to be used, which was reported.
    broken: Vec<String>,
    pub engine: engine::Engine,
}

impl Blueprints {
    pub fn find(&self, name: &str) -> Option<usize> {
        self.list.binary_search_by(|blueprint| blueprint.name.as_str().cmp(name)).ok()
    }

    /// Whether a blueprint is there and was reported as unusable, so that nobody calls it unknown.
    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| broken == name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.list.iter().map(|blueprint| blueprint.name.as_str())
    }
}

#[derive(Debug)]
pub struct Blueprint {
    pub name: String,
    pub version: String,
    pub summary: String,
    /// Whether its apps answer requests, so that each must say whether it has a host name.
    pub serves: bool,
    /// The oldest minor version of Kubernetes 1 that its output runs on.
    pub kubernetes: Option<u32>,
    pub parameters: Shape,
    /// What an app's variables must be.
    pub env: Option<Shape>,
    /// T-shirt sizes; the first is the default.
    pub sizes: serde_json::Map<String, Json>,
    pub claims: Vec<Claim>,
    pub outputs: Vec<Output>,
    /// What its outputs are for, also of those that are too faulty to be used.
    pub makes: Vec<Entity>,
    pub templates: Vec<Template>,
    pub file: FileId,
    /// Files by the names of the engine's templates: `<blueprint>/<path>`.
    files: Vec<(String, FileId)>,
}

/// What an output or claim is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entity {
    Platform,
    Domain,
    Team,
    System,
    App,
    Api,
    Resource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub entity: Entity,
    pub in_environment: bool,
}

/// A name that must be legal, and unique in its space over the whole platform.
#[derive(Debug)]
pub struct Claim {
    pub scope: Scope,
    pub space: String,
    pub name: Text,
    pub pattern: Option<Spanned<Pattern>>,
    pub max_length: Option<usize>,
}

/// A regular expression of JSON Schema.
#[derive(Debug)]
pub struct Pattern {
    pub text: String,
    shape: Shape,
}

impl Pattern {
    /// Compiles the expression; the error says what is wrong with it.
    pub fn compile(text: &str) -> Result<Self, String> {
        let shape = Shape::compile(serde_json::json!({ "type": "string", "pattern": text }))?;
        Ok(Self { text: text.to_owned(), shape })
    }

    pub fn matches(&self, name: &str) -> bool {
        use crate::yaml::node::{Node, Value};
        let node = Node::new(Span::top(FileId::FIRST), Value::String(name.into()));
        self.shape.check("invalid-name", &node).is_empty()
    }
}

/// A text of `blueprint.yaml` that may hold values.
#[derive(Debug)]
pub struct Text {
    pub span: Span,
    pub kind: TextKind,
}

#[derive(Debug)]
pub enum TextKind {
    Fixed(String),
    /// Name of a template of the engine.
    Template(String),
}

/// Files rendered for every entity of a kind into a repository.
#[derive(Debug)]
pub struct Output {
    pub scope: Scope,
    pub when: Option<Text>,
    pub repository: Text,
    pub branches: Option<Text>,
    pub visibility: Option<Text>,
    pub ownership: Ownership,
    /// Range of [`Blueprint::templates`].
    pub templates: std::ops::Range<usize>,
}

/// One file of an output.
#[derive(Debug)]
pub struct Template {
    /// Path below the output's folder, by component.
    pub path: Vec<Text>,
    pub file: FileId,
    pub executable: bool,
    pub keep: Arc<[String]>,
    pub dialect: Dialect,
    /// Whether the result is parsed as YAML or JSON; chart templates are not.
    pub parsed: bool,
    /// Delimiter of the language that reads the file later; no value may hold it.
    pub foreign: Option<&'static str>,
    pub body: Body,
}

#[derive(Debug)]
pub enum Body {
    /// No value goes into it: every entity gets the same bytes.
    Fixed(Arc<Shared>),
    /// Name of a template of the engine, and what is known of its skeletons.
    Template { name: String, plans: Plans },
}

/// The globs of an output while its files are read.
#[derive(Debug)]
struct Globs {
    verbatim: GlobSet,
    keep: Vec<(globset::GlobMatcher, Arc<[String]>)>,
}

/// The minor version of `1.34`.
pub fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.parse().ok()
}

impl Blueprint {
    /// Every file that it is made of, by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, FileId)> {
        self.files.iter().map(|(name, file)| (name.as_str(), *file))
    }

    /// The path of a file, from the blueprint's folder.
    pub fn name_of(&self, file: FileId) -> Option<&str> {
        let (name, _) = self.files.iter().find(|(_, known)| *known == file)?;
        name.split_once('/').map(|(_, path)| path)
    }

    /// The file of one of the engine's templates, by the name under which it was added.
    pub fn file_of(&self, name: &str) -> Option<FileId> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, file)| *file)
    }
}
