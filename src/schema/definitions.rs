//! The files of `schemas/kinds/`: kinds and definitions as lines of text, compiled when a kind is asked for.
//!
//! ```text
//! kind apps/v1 Deployment namespaced apps.v1.Deployment
//! gone apps/v1beta1 Deployment 1.16 use apps/v1
//! apps.v1.DeploymentSpec?
//!  replicas integer:int32?
//!  template! core.v1.PodTemplateSpec
//!  revisions [string] @34- {"maxItems":3}
//! ```
//!
//! `kind` gives apiVersion, kind, scope and definition; `gone` a version that no known Kubernetes serves. A definition
//! is a mapping with its fields, or `= TYPE` for anything else; a field without a name, `*`, stands for all others. A
//! `!` marks a required field, a `?` what may be null, `[T]` a list, `{T}` a mapping of any keys, `a:b` a format,
//! `@33-35` the minor versions of Kubernetes that have the line, and JSON what else is said, in the words of OpenAPI.
//! No definition is written twice.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::bundle::BUNDLES;
use super::kind::{Builder, Field, Index, Kinds, Object, Rest, Type};
use super::kind_index::{KindEntry, Range};
use super::openapi::Reader;
use super::version::Version;
use crate::values::format::Format;

/// Compiles one definition, with all that it names.
pub(crate) fn compile(entry: &KindEntry, version: Version) -> Builder {
    let mut compiler =
        Compiler { bundle: entry.bundle, version, builder: Builder::default(), done: FxHashMap::default() };
    compiler.definition(entry.definition, entry.definition);
    compiler.builder
}

/// Compiles the metadata of Kubernetes' own objects, as the type that is reserved for them.
pub(crate) fn object_meta(builder: Builder, reserved: Index) -> Builder {
    let mut compiler = Compiler { bundle: 0, version: Version::NEWEST, builder, done: FxHashMap::default() };
    compiler.define(reserved, "meta.v1.ObjectMeta", "meta.v1.ObjectMeta");
    compiler.builder
}

/// The definitions of a file: name to whether it may be null, and its lines.
type Definitions = FxHashMap<&'static str, (bool, &'static str)>;

fn definitions(bundle: usize) -> &'static Definitions {
    static READ: [OnceLock<Definitions>; BUNDLES.len()] = [const { OnceLock::new() }; BUNDLES.len()];
    READ[bundle].get_or_init(|| {
        let mut found = Definitions::default();
        let mut rest = BUNDLES[bundle];
        while let Some((line, below)) = rest.split_once('\n') {
            rest = below;
            // The lines of a definition are indented, its name is not.
            let mut end = 0;
            while below[end..].starts_with(' ') {
                end += below[end..].find('\n').map_or(below.len() - end, |at| at + 1);
            }
            if end > 0 || !line.contains(' ') {
                let name = line.trim_end_matches('?');
                found.insert(name, (name.len() < line.len(), &below[..end]));
                rest = &below[end..];
            }
        }
        found
    })
}

struct Compiler {
    bundle: usize,
    version: Version,
    builder: Builder,
    /// Definitions and expressions that are compiled already.
    done: FxHashMap<&'static str, Index>,
}

impl Compiler {
    /// Compiles a definition, under the expression that names it.
    fn definition(&mut self, name: &'static str, expression: &'static str) -> Index {
        let index = self.builder.reserve();
        self.define(index, name, expression);
        index
    }

    fn define(&mut self, index: Index, name: &'static str, expression: &'static str) {
        self.done.insert(expression, index);
        let (null, body) = definitions(self.bundle).get(name).copied().unwrap_or((true, " = any\n"));
        let mut of = match body.strip_prefix(" = ") {
            Some(line) if !line.starts_with("object {") => self.line(line.trim_end()),
            _ => self.mapping(body),
        };
        if null || name != expression {
            of.kinds = of.kinds.or(Kinds::NULL);
        }
        self.builder.put(index, of);
    }

    fn mapping(&mut self, body: &'static str) -> Type {
        let mut of = Type::of(Kinds::MAPPING);
        let mut object = Object { rest: Rest::Closed, ..Object::default() };
        for line in body.lines().map(str::trim_start) {
            let Some((name, line)) = line.split_once(' ') else { continue };
            let (expression, range, said) = parts(line);
            if !range.has(self.version) {
                continue;
            }
            match name {
                "=" => {
                    let mut reader = Reader::new(&mut self.builder);
                    reader.keywords(&mut of, &said);
                    reader.embed(&said, &mut object);
                }
                "*" => {
                    let index = self.expression(expression);
                    object.rest = if expression == "any" { Rest::Open } else { Rest::Of(index) };
                }
                _ => {
                    let required = name.ends_with('!');
                    let default = said.get("default").cloned().map(Box::new);
                    let index = self.typed(expression, said);
                    let field = Field { index, required, default };
                    object.required += usize::from(field.required);
                    object.fields.insert(name.trim_end_matches('!').into(), field);
                }
            }
        }
        of.object = Some(Box::new(object));
        of
    }

    /// A definition that is no mapping.
    fn line(&mut self, line: &'static str) -> Type {
        let (expression, _, said) = parts(line);
        let mut of = self.inline(expression);
        Reader::new(&mut self.builder).keywords(&mut of, &said);
        of
    }

    /// The type of a field; most say no more than their expression, and share it.
    fn typed(&mut self, expression: &'static str, said: serde_json::Map<String, Json>) -> Index {
        if said.keys().all(|key| key == "default") {
            return self.expression(expression);
        }
        let mut of = self.inline(expression);
        Reader::new(&mut self.builder).keywords(&mut of, &said);
        self.builder.add(of)
    }

    fn expression(&mut self, text: &'static str) -> Index {
        if let Some(index) = self.done.get(text) {
            return *index;
        }
        let bare = text.trim_end_matches('?');
        if is_definition(bare) {
            return self.definition(bare, text);
        }
        let of = self.inline(text);
        let index = self.builder.add(of);
        self.done.insert(text, index);
        index
    }

    fn inline(&mut self, text: &'static str) -> Type {
        let bare = text.strip_suffix('?').unwrap_or(text);
        let mut of = self.bare(bare);
        if bare != text {
            of.kinds = of.kinds.or(Kinds::NULL);
        }
        of
    }

    fn bare(&mut self, text: &'static str) -> Type {
        if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            let items = Some(self.expression(inner));
            return Type { items, ..Type::of(Kinds::LIST) };
        }
        if let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            let rest = Rest::Of(self.expression(inner));
            let object = Some(Box::new(Object { rest, ..Object::default() }));
            return Type { object, ..Type::of(Kinds::MAPPING) };
        }
        let (name, format) = text.split_once(':').unwrap_or((text, ""));
        let kinds = match name {
            "string" => Kinds::STRING,
            "boolean" => Kinds::BOOLEAN,
            "integer" => Kinds::INTEGER,
            "number" => Kinds::NUMBER,
            "object" => Kinds::MAPPING,
            "int-or-string" => Kinds::INTEGER.or(Kinds::STRING),
            "quantity" => Kinds::NUMBER.or(Kinds::STRING),
            _ => Kinds::ANY,
        };
        Type { format: Format::named(format), ..Type::of(kinds) }
    }
}

/// Names of definitions have dots, names of types have none.
fn is_definition(text: &str) -> bool {
    text.contains('.') && !text.starts_with(['[', '{'])
}

/// Expression, versions and JSON of a line.
fn parts(line: &'static str) -> (&'static str, Range, serde_json::Map<String, Json>) {
    let (words, json) = match line.find(" {\"") {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, ""),
    };
    let (expression, range) = words.split_once(' ').unwrap_or((words, ""));
    let range = Range::read(range).unwrap_or(Range::ALL);
    (expression, range, serde_json::from_str(json).unwrap_or_default())
}

/// What the files say in words that nobody understands; for a test, as the files are written by a script.
#[cfg(test)]
pub(crate) fn unknown_words() -> Vec<String> {
    let mut found = Vec::new();
    for (bundle, text) in BUNDLES.iter().enumerate() {
        let known = |name: &str| definitions(bundle).contains_key(name);
        for line in text.lines().filter_map(|line| line.strip_prefix(' ')) {
            let (words, json) = line.split_once(" {\"").unwrap_or((line, ""));
            let mut words = words.split(' ').skip(1);
            let expression = words.next().unwrap_or_default().trim_matches(['[', ']', '{', '}', '?']);
            let fits = if is_definition(expression) { known(expression) } else { TYPES.contains(&bare(expression)) };
            let json = json.is_empty() || serde_json::from_str::<Json>(&format!("{{\"{json}")).is_ok();
            if !fits || !json || words.any(|word| Range::read(word).is_none()) {
                found.push(line.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
const TYPES: [&str; 8] = ["any", "string", "boolean", "integer", "number", "object", "int-or-string", "quantity"];

#[cfg(test)]
fn bare(expression: &str) -> &str {
    expression.split_once(':').map_or(expression, |(name, _)| name)
}
