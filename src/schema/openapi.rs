//! JSON Schema, as people write it and as OpenAPI and Kubernetes bend it, to types.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};

use super::kind::{Bound, Builder, Field, Index, Kinds, Object, Rest, Type};
use super::meta;
use crate::cel::Rule;
use crate::values::format::Format;
use crate::values::pattern::Pattern;

/// Which rules a schema follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Structural schemas of CustomResourceDefinitions: what they do not name is dropped by the server.
    Structural,
    /// JSON Schema: what is not named is allowed.
    Json,
}

/// Where a reference points to; absent when it points nowhere.
pub(crate) type Resolve<'s> = &'s dyn Fn(&str) -> Option<&'s Json>;

/// Reads a schema, with all that it refers to.
pub(crate) fn read(schema: &Json, dialect: Dialect, resolve: Resolve<'_>) -> Builder {
    let mut builder = Builder::default();
    let mut reader = Reader { builder: &mut builder, dialect, resolve, done: FxHashMap::default(), open: Vec::new() };
    reader.schema(schema);
    reader.references();
    builder
}

/// Reads schemas into types.
pub(crate) struct Reader<'b, 's> {
    builder: &'b mut Builder,
    dialect: Dialect,
    resolve: Resolve<'s>,
    /// References by where they lead.
    done: FxHashMap<String, Index>,
    /// References that are still to be compiled: one after the other, however many lead to the next.
    open: Vec<(String, Index)>,
}

impl<'b> Reader<'b, '_> {
    /// A reader of structural schemas, which refer to nothing.
    pub(crate) fn new(builder: &'b mut Builder) -> Self {
        Self { builder, dialect: Dialect::Structural, resolve: &|_| None, done: FxHashMap::default(), open: Vec::new() }
    }

    fn schema(&mut self, schema: &Json) -> Index {
        if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
            return self.reference(reference);
        }
        let index = self.builder.reserve();
        let of = self.of(schema);
        self.builder.put(index, of);
        index
    }

    fn reference(&mut self, reference: &str) -> Index {
        if let Some(index) = self.done.get(reference) {
            return *index;
        }
        let index = self.builder.reserve();
        self.done.insert(reference.to_owned(), index);
        self.open.push((reference.to_owned(), index));
        index
    }

    fn references(&mut self) {
        while let Some((reference, index)) = self.open.pop() {
            let of = (self.resolve)(&reference).map(|target| self.of(target));
            self.builder.put(index, of.unwrap_or(Type::of(Kinds::ANY)));
        }
    }

    fn of(&mut self, schema: &Json) -> Type {
        let said = match schema {
            Json::Object(said) => said,
            Json::Bool(false) => return Type::of(Kinds::NONE),
            _ => return Type::of(Kinds::ANY),
        };
        if let Some(reference) = said.get("$ref").and_then(Json::as_str) {
            let index = self.reference(reference);
            let mut of = Type::of(Kinds::ANY);
            of.limits().all_of.push(index);
            return of;
        }
        let mut of = Type::of(kinds(said));
        let items = said.get("items").filter(|items| items.is_object() || items.is_boolean());
        of.items = items.map(|items| self.schema(items));
        let open =
            kinds(said).has(Kinds::MAPPING) && (said.contains_key("properties") || said.contains_key("required"));
        if open || said.contains_key("additionalProperties") || is(said, "x-kubernetes-embedded-resource") {
            let mut object = self.object(said);
            self.embed(said, &mut object);
            of.object = Some(Box::new(object));
        }
        self.keywords(&mut of, said);
        of
    }

    fn object(&mut self, said: &Map<String, Json>) -> Object {
        let required: Vec<&str> = strings(said.get("required")).collect();
        let mut object = Object { rest: self.rest(said), ..Object::default() };
        for (name, schema) in said.get("properties").and_then(Json::as_object).into_iter().flatten() {
            let default = schema.get("default");
            // The server fills in the default of a custom resource before it validates.
            let filled = self.dialect == Dialect::Structural && default.is_some_and(|default| !default.is_null());
            let required = required.contains(&name.as_str()) && !filled;
            let field = Field { index: self.schema(schema), required, default: default.cloned().map(Box::new) };
            object.fields.insert(name.as_str().into(), field);
        }
        for name in required {
            if !object.fields.contains_key(name) {
                let index = match object.rest {
                    Rest::Of(index) => index,
                    Rest::Open | Rest::Closed => self.builder.add(Type::of(Kinds::ANY)),
                };
                object.fields.insert(name.into(), Field { index, required: true, default: None });
            }
        }
        object.required = object.fields.values().filter(|field| field.required).count();
        object
    }

    fn rest(&mut self, said: &Map<String, Json>) -> Rest {
        let closed = self.dialect == Dialect::Structural && said.contains_key("properties");
        match said.get("additionalProperties") {
            _ if is(said, "x-kubernetes-preserve-unknown-fields") => Rest::Open,
            Some(Json::Bool(false)) => Rest::Closed,
            Some(schema @ Json::Object(_)) => Rest::Of(self.schema(schema)),
            Some(Json::Bool(true)) => Rest::Open,
            _ if closed => Rest::Closed,
            _ => Rest::Open,
        }
    }

    /// Adds what every object of Kubernetes has, where a schema says that a whole object stands here.
    pub(crate) fn embed(&mut self, said: &Map<String, Json>, object: &mut Object) {
        if !is(said, "x-kubernetes-embedded-resource") {
            return;
        }
        for name in ["apiVersion", "kind"] {
            let index = self.builder.add(Type::of(Kinds::STRING));
            let field = Field { index, required: true, default: None };
            object.fields.entry(name.into()).or_insert(field);
        }
        let given = object.fields.get("metadata").map(|field| field.index);
        let index = meta::beside(self.builder, given);
        object.fields.insert("metadata".into(), Field { index, required: false, default: None });
        object.required = object.fields.values().filter(|field| field.required).count();
    }

    /// Adds what is said besides fields and items.
    pub(crate) fn keywords(&mut self, of: &mut Type, said: &Map<String, Json>) {
        if let Some(format) = said.get("format").and_then(Json::as_str) {
            of.format = Format::named(format);
        }
        for (name, value) in said {
            match (name.as_str(), value) {
                ("enum", Json::Array(options)) => of.limits().options = options.clone(),
                ("const", option) => of.limits().options = vec![option.clone()],
                ("pattern", Json::String(pattern)) => of.limits().pattern = Some(Pattern::new(pattern)),
                ("minLength", _) => of.limits().length.least = value.as_u64(),
                ("maxLength", _) => of.limits().length.most = value.as_u64(),
                ("minItems", _) => of.limits().items.least = value.as_u64(),
                ("maxItems", _) => of.limits().items.most = value.as_u64(),
                ("minProperties", _) => of.limits().properties.least = value.as_u64(),
                ("maxProperties", _) => of.limits().properties.most = value.as_u64(),
                ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", _) => bound(of, name, said),
                ("multipleOf", _) => of.limits().multiple_of = value.as_f64(),
                ("uniqueItems", Json::Bool(true)) => of.limits().unique = true,
                ("x-kubernetes-list-type", Json::String(kind)) if kind == "set" => of.limits().unique = true,
                ("x-kubernetes-list-map-keys", _) => {
                    of.limits().keys = strings(Some(value)).map(Into::into).collect();
                }
                ("allOf", Json::Array(parts)) => of.limits().all_of = self.parts(parts),
                // Both say again what `x-kubernetes-int-or-string` says.
                ("anyOf" | "oneOf", Json::Array(parts)) if is_either(said, parts) => {}
                ("anyOf", Json::Array(parts)) => of.limits().any_of = self.parts(parts),
                ("oneOf", Json::Array(parts)) => of.limits().one_of = self.parts(parts),
                ("not", part) => of.limits().not = self.parts(std::slice::from_ref(part)).pop(),
                ("x-kubernetes-validations", Json::Array(rules)) => {
                    of.limits().rules = rules.iter().filter_map(Rule::read).collect();
                }
                _ => {}
            }
        }
    }

    /// Parts only narrow the schema around them, so that they close nothing.
    fn parts(&mut self, parts: &[Json]) -> Vec<Index> {
        let outer = std::mem::replace(&mut self.dialect, Dialect::Json);
        let indexes = parts.iter().map(|part| self.schema(part)).collect();
        self.dialect = outer;
        indexes
    }
}

/// Reads a limit; its exclusive form is a flag in OpenAPI 3.0, and a number of its own in JSON Schema.
fn bound(of: &mut Type, name: &str, said: &Map<String, Json>) {
    let Some(value) = said.get(name).and_then(Json::as_f64) else { return };
    let exclusive = match name {
        "minimum" => is(said, "exclusiveMinimum"),
        "maximum" => is(said, "exclusiveMaximum"),
        _ => true,
    };
    let bound = Some(Bound { value, exclusive });
    match name {
        "minimum" | "exclusiveMinimum" => of.limits().minimum = bound,
        _ => of.limits().maximum = bound,
    }
}

fn kinds(said: &Map<String, Json>) -> Kinds {
    if is(said, "x-kubernetes-int-or-string") || said.get("format").and_then(Json::as_str) == Some("int-or-string") {
        let null = if is(said, "nullable") { Kinds::NULL } else { Kinds::NONE };
        return Kinds::INTEGER.or(Kinds::STRING).or(null);
    }
    let given = match said.get("type") {
        Some(Json::String(name)) => kind(name),
        Some(Json::Array(names)) => {
            names.iter().filter_map(Json::as_str).fold(Kinds::NONE, |all, name| all.or(kind(name)))
        }
        _ => Kinds::ANY,
    };
    if is(said, "nullable") { given.or(Kinds::NULL) } else { given }
}

fn kind(name: &str) -> Kinds {
    match name {
        "null" => Kinds::NULL,
        "boolean" => Kinds::BOOLEAN,
        "integer" => Kinds::INTEGER,
        "number" => Kinds::NUMBER,
        "string" => Kinds::STRING,
        "array" => Kinds::LIST,
        "object" => Kinds::MAPPING,
        _ => Kinds::ANY,
    }
}

fn is_either(said: &Map<String, Json>, parts: &[Json]) -> bool {
    let only_types = parts.iter().all(|part| part.as_object().is_some_and(|part| part.keys().all(|key| key == "type")));
    only_types && is(said, "x-kubernetes-int-or-string")
}

fn is(said: &Map<String, Json>, name: &str) -> bool {
    said.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn strings(list: Option<&Json>) -> impl Iterator<Item = &str> {
    list.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}
