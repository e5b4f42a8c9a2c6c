//! What a value may be: a compiled schema, made for judging many objects.
//!
//! A type is a set of checks that do not depend on each other, as in JSON Schema. Types name each other by index, so
//! that a schema may contain itself.

use rustc_hash::FxHashMap;

/// Place of a type in its [`Types`].
pub type Index = u32;

/// All types of one schema; the first is that of the whole object.
pub type Types = Vec<Type>;

/// The kinds of value that a type accepts, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(2);
    pub const INTEGER: Self = Self(4);
    /// Includes integers.
    pub const NUMBER: Self = Self(4 | 8);
    pub const STRING: Self = Self(16);
    pub const LIST: Self = Self(32);
    pub const MAPPING: Self = Self(64);

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
    pub object: Option<Box<Object>>,
    pub items: Option<Index>,
}

impl Type {
    pub const fn of(kinds: Kinds) -> Self {
        Self { kinds, object: None, items: None }
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
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub index: Index,
    pub required: bool,
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
