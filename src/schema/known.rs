//! Values that are known to keep all rules of their type.
//!
//! The objects of a tree resemble each other: the same path, the same parent, the same protocol stand in each of them,
//! and running rules costs more than reading the rest. Whether rules hold depends on the value alone.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashSet;

use crate::yaml::node::{Node, Value};

/// Most values that are kept for one type.
const MOST: usize = 64;
/// Longest value that is kept, in bytes.
const LONGEST: usize = 512;

/// Values without their places, as [`write()`] writes them.
#[derive(Debug, Default)]
pub(crate) struct Known(RwLock<FxHashSet<Vec<u8>>>);

impl Known {
    /// The value as it may be added once its rules hold; nothing when that is known.
    pub(crate) fn is_new(&self, node: &Node<'_>) -> Option<Vec<u8>> {
        let mut written = Vec::with_capacity(LONGEST);
        write(node, &mut written);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (!known.contains(&written)).then_some(written)
    }

    /// Adds a value that keeps all rules; the first ones are kept, for what is alike is met early.
    pub(crate) fn add(&self, written: Vec<u8>) {
        let is_full = || self.0.read().unwrap_or_else(PoisonError::into_inner).len() >= MOST;
        if written.len() < LONGEST && !is_full() {
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(written);
        }
    }
}

/// Writes a value so that no other is written alike; a long one is cut, and then at least [`LONGEST`] bytes long.
fn write(node: &Node<'_>, to: &mut Vec<u8>) {
    if to.len() >= LONGEST {
        return;
    }
    let text = |to: &mut Vec<u8>, text: &str| {
        to.extend(text.len().to_le_bytes());
        to.extend_from_slice(&text.as_bytes()[..text.len().min(LONGEST)]);
    };
    match &node.value {
        Value::Null => to.push(0),
        Value::Bool(value) => to.extend([1, u8::from(*value)]),
        Value::Int(value) => {
            to.push(2);
            to.extend(value.to_le_bytes());
        }
        Value::Float(value) => {
            to.push(3);
            to.extend(value.to_bits().to_le_bytes());
        }
        Value::String(value) => {
            to.push(4);
            text(to, value);
        }
        Value::Sequence(items) => {
            to.push(5);
            to.extend(items.len().to_le_bytes());
            items.iter().for_each(|item| write(item, to));
        }
        Value::Mapping(entries) => {
            to.push(6);
            to.extend(entries.len().to_le_bytes());
            for entry in entries {
                text(to, &entry.key.text);
                write(&entry.value, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read_one;

    fn written(text: &str) -> Option<Vec<u8>> {
        let node = read_one(FileId::FIRST, text, &mut Sink::default()).unwrap();
        Known::default().is_new(&node)
    }

    #[test]
    fn values_are_told_apart_and_places_are_not() {
        let values =
            ["1", "'1'", "1.0", "true", "~", "[]", "{}", "[a, b]", "[[a], b]", "[a, [b]]", "{a: b}", "{ab: ''}"];
        for (at, value) in values.iter().enumerate() {
            assert!(values[..at].iter().all(|other| written(other) != written(value)), "{value}");
        }
        assert_eq!(written("{a: b}"), written("\n\na:    'b'\n"));
    }

    #[test]
    fn only_short_values_and_few_of_them_are_kept() {
        let known = Known::default();
        let node = |text: &str| read_one(FileId::FIRST, text, &mut Sink::default()).unwrap().into_owned();
        for long in [format!("a{}", "b".repeat(LONGEST)), format!("[{}]", "[], ".repeat(LONGEST))] {
            known.add(known.is_new(&node(&long)).unwrap());
            assert!(known.is_new(&node(&long)).is_some());
        }
        for at in 0..2 * MOST {
            known.add(known.is_new(&node(&at.to_string())).unwrap());
        }
        assert!(known.is_new(&node("0")).is_none());
        assert!(known.is_new(&node(&MOST.to_string())).is_some());
    }
}
