//! What a value may be: a compiled schema, optimized for checking many objects.
//!
//! A type is a set of checks that do not depend on each other, as in JSON Schema. Types name each other by index, so
//! that a schema may contain itself.

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::known::Known;
use crate::cel::Rule;
use crate::values::format::Format;
use crate::values::pattern::Pattern;

/// Place of a type in its [`Types`].
pub(crate) type Index = u32;

/// All types of one schema; the first is that of the whole object.
pub(crate) type Types = Vec<Type>;

/// The kinds of value that a type accepts, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const INTEGER: Self = Self(4);
    /// Includes integers.
    pub(crate) const NUMBER: Self = Self(4 | 8);
    pub(crate) const STRING: Self = Self(16);
    pub(crate) const LIST: Self = Self(32);
    pub(crate) const MAPPING: Self = Self(64);
    pub(crate) const ANY: Self = Self(127);

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One schema.
#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) kinds: Kinds,
    pub(crate) format: Format,
    pub(crate) object: Option<Box<Object>>,
    pub(crate) items: Option<Index>,
    pub(crate) limits: Option<Box<Limits>>,
}

impl Type {
    pub(crate) const fn of(kinds: Kinds) -> Self {
        Self { kinds, format: Format::Free, object: None, items: None, limits: None }
    }

    pub(crate) fn limits(&mut self) -> &mut Limits {
        self.limits.get_or_insert_default()
    }
}

/// What a mapping may hold.
#[derive(Debug, Default)]
pub(crate) struct Object {
    pub(crate) fields: FxHashMap<Box<str>, Field>,
    /// How many fields are required.
    pub(crate) required: usize,
    pub(crate) rest: Rest,
}

/// One named field.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) index: Index,
    /// Whether it must be given, also where a server would fill in a default.
    pub(crate) required: bool,
    pub(crate) default: Option<Box<Json>>,
}

/// What becomes of fields without a name in the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rest {
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
pub(crate) struct Limits {
    /// The values that are allowed; empty when all are.
    pub(crate) options: Vec<Json>,
    pub(crate) pattern: Option<Pattern>,
    /// Of a string, in characters.
    pub(crate) length: Count,
    /// Of a list.
    pub(crate) items: Count,
    /// Of a mapping.
    pub(crate) properties: Count,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) multiple_of: Option<f64>,
    /// No two equal items.
    pub(crate) unique: bool,
    /// The fields that tell items of a list apart.
    pub(crate) keys: Vec<Box<str>>,
    pub(crate) all_of: Vec<Index>,
    pub(crate) any_of: Vec<Index>,
    pub(crate) one_of: Vec<Index>,
    pub(crate) not: Option<Index>,
    pub(crate) rules: Vec<Rule>,
    /// Values that keep the rules.
    pub(crate) known: Known,
}

/// How many there may be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) least: Option<u64>,
    pub(crate) most: Option<u64>,
}

/// A limit of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    /// Whether the limit itself is outside.
    pub(crate) exclusive: bool,
}

/// Types under construction; an index is given before its type is known, so that a type may contain itself.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    types: Vec<Option<Type>>,
    /// The type of the metadata of Kubernetes' own objects, where another one names it; compiled after all others.
    pub(crate) object_meta: Option<Index>,
}

impl Builder {
    pub(crate) fn reserve(&mut self) -> Index {
        self.types.push(None);
        Index::try_from(self.types.len() - 1)
            .expect("a schema has fewer types than bytes, which are counted in 32 bits")
    }

    pub(crate) fn object_meta(&mut self) -> Index {
        let index = self.object_meta.unwrap_or_else(|| self.reserve());
        *self.object_meta.insert(index)
    }

    pub(crate) fn put(&mut self, index: Index, of: Type) {
        self.types[index as usize] = Some(of);
    }

    pub(crate) fn add(&mut self, of: Type) -> Index {
        let index = self.reserve();
        self.put(index, of);
        index
    }

    pub(crate) fn get(&self, index: Index) -> Option<&Type> {
        self.types.get(index as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, index: Index) -> Option<&mut Type> {
        self.types.get_mut(index as usize)?.as_mut()
    }

    /// The finished types; one that was promised and never given accepts everything.
    pub(crate) fn finish(self) -> Types {
        self.types.into_iter().map(|of| of.unwrap_or(Type::of(Kinds::ANY))).collect()
    }
}
