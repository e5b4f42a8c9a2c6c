//! What a value may be: a compiled schema, made for judging many objects.
//!
//! A type is a set of checks that do not depend on each other, as in JSON Schema. Types name each other by index, so
//! that a schema may contain itself.

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::format::Format;
use super::pattern::Pattern;
use super::rule::Rule;
use super::rule::known::Known;

/// Place of a type in its [`Types`].
pub type Index = u32;

/// All types of one schema; the first is that of the whole object.
pub type Types = Vec<Type>;

/// The kinds of value that a type accepts, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    pub const NONE: Self = Self(0);
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(2);
    pub const INTEGER: Self = Self(4);
    /// Includes integers.
    pub const NUMBER: Self = Self(4 | 8);
    pub const STRING: Self = Self(16);
    pub const LIST: Self = Self(32);
    pub const MAPPING: Self = Self(64);
    pub const ANY: Self = Self(127);

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One schema.
#[derive(Debug)]
pub struct Type {
    pub kinds: Kinds,
    pub format: Format,
    pub object: Option<Box<Object>>,
    pub items: Option<Index>,
    pub limits: Option<Box<Limits>>,
}

impl Type {
    pub const fn of(kinds: Kinds) -> Self {
        Self { kinds, format: Format::Free, object: None, items: None, limits: None }
    }

    pub fn limits(&mut self) -> &mut Limits {
        self.limits.get_or_insert_default()
    }
}

/// What a mapping may hold.
#[derive(Debug, Default)]
pub struct Object {
    pub fields: FxHashMap<Box<str>, Field>,
    /// How many fields are required.
    pub required: usize,
    pub rest: Rest,
}

/// One named field.
#[derive(Debug)]
pub struct Field {
    pub index: Index,
    /// Whether it must be given, also where a server would fill in a default.
    pub required: bool,
    pub default: Option<Box<Json>>,
}

/// What becomes of fields without a name in the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// They are kept, whatever they hold.
    #[default]
    Open,
    /// They are faults.
    Closed,
    /// They hold values of this type.
    Of(Index),
}

/// What few types say.
#[derive(Debug, Default)]
pub struct Limits {
    /// The values that are allowed; empty when all are.
    pub options: Vec<Json>,
    pub pattern: Option<Pattern>,
    /// Of a string, in characters.
    pub length: Count,
    /// Of a list.
    pub items: Count,
    /// Of a mapping.
    pub properties: Count,
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<f64>,
    /// No two equal items.
    pub unique: bool,
    /// The fields that tell items of a list apart.
    pub keys: Vec<Box<str>>,
    pub all_of: Vec<Index>,
    pub any_of: Vec<Index>,
    pub one_of: Vec<Index>,
    pub not: Option<Index>,
    pub rules: Vec<Rule>,
    /// Values that keep the rules.
    pub known: Known,
}

/// How many there may be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub least: Option<u64>,
    pub most: Option<u64>,
}

/// A limit of a number.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub value: f64,
    /// Whether the limit itself is outside.
    pub exclusive: bool,
}

/// Types under construction; an index is given before its type is known, so that a type may contain itself.
#[derive(Debug, Default)]
pub struct Builder {
    types: Vec<Option<Type>>,
}

impl Builder {
    pub fn reserve(&mut self) -> Index {
        self.types.push(None);
        Index::try_from(self.types.len() - 1)
            .expect("a schema has fewer types than bytes, which are counted in 32 bits")
    }

    pub fn put(&mut self, index: Index, of: Type) {
        self.types[index as usize] = Some(of);
    }

    pub fn add(&mut self, of: Type) -> Index {
        let index = self.reserve();
        self.put(index, of);
        index
    }

    pub fn get(&self, index: Index) -> Option<&Type> {
        self.types.get(index as usize)?.as_ref()
    }

    pub fn get_mut(&mut self, index: Index) -> Option<&mut Type> {
        self.types.get_mut(index as usize)?.as_mut()
    }

    /// The finished types; one that was promised and never given accepts everything.
    pub fn finish(self) -> Types {
        self.types.into_iter().map(|of| of.unwrap_or(Type::of(Kinds::ANY))).collect()
    }
}
