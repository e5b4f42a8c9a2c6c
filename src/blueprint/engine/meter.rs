//! Counts what a template builds and reads, so that nothing exceeds the limits.
//!
//! Fuel counts instructions, which is enough for those whose work does not depend on their operands. All others are
//! functions of [`super::operators`] and [`super::filters`], and report here before they do the work.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, StringInput, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

/// Largest text, list or mapping that a template may make, in bytes.
pub(crate) const MAX_VALUE: usize = 4 << 20;
/// Bytes that all values made by one rendering may have.
pub(crate) const MAX_MADE: usize = 64 << 20;
/// Bytes that the operators and filters of one rendering may read.
pub(crate) const MAX_TOUCHED: usize = 256 << 20;
/// Deepest nesting of lists and mappings that a template may make.
pub(crate) const MAX_DEPTH: usize = 32;
/// Bytes that an element of a list stands for, beside its text.
pub(crate) const CELL: usize = 32;

/// What one rendering has made and read so far, in bytes.
#[derive(Clone, Copy, Default)]
struct Meter {
    made: usize,
    touched: usize,
}

thread_local! {
    /// A rendering stays on its thread. The values of the inventory count here as well, which know of no engine.
    static METER: Cell<Meter> = const { Cell::new(Meter { made: 0, touched: 0 }) };
}

/// Begins to count for the next rendering on this thread.
pub(crate) fn begin() {
    METER.set(Meter::default());
}

/// What to do about an error, in the imperative, and whether it ended much work.
#[derive(Debug)]
pub(crate) struct Advice {
    pub(crate) help: &'static str,
    pub(crate) endless: bool,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.help)
    }
}

impl std::error::Error for Advice {}

pub(crate) fn refusal(reason: impl Into<Cow<'static, str>>, help: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason).with_source(Advice { help, endless: false })
}

fn spent(reason: String, help: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason).with_source(Advice { help, endless: true })
}

/// Counts bytes that are about to be read.
pub(crate) fn touch(bytes: usize) -> Result<(), Error> {
    let mut meter = METER.get();
    meter.touched = meter.touched.saturating_add(bytes);
    METER.set(meter);
    if meter.touched > MAX_TOUCHED {
        let reason = format!("the template loops over more than {} MiB of values", MAX_TOUCHED >> 20);
        return Err(spent(reason, "loop over a list once, not once for each element of another"));
    }
    Ok(())
}

/// Counts bytes that are about to be made, by one value.
pub(crate) fn make(bytes: usize) -> Result<(), Error> {
    if bytes > MAX_VALUE {
        let reason = format!("a value exceeds {} MiB", MAX_VALUE >> 20);
        return Err(refusal(reason, "make it smaller, or write its parts where they are built"));
    }
    grow(bytes)
}

/// Counts bytes that are about to be made, by many values.
pub(crate) fn grow(bytes: usize) -> Result<(), Error> {
    let mut meter = METER.get();
    meter.made = meter.made.saturating_add(bytes);
    METER.set(meter);
    if meter.made > MAX_MADE {
        let reason = format!("the template builds more than {} MiB of values", MAX_MADE >> 20);
        return Err(spent(reason, "build a value once, and reuse it"));
    }
    touch(bytes)
}

/// Fails on an undefined value as the engine itself does.
pub(crate) fn defined(state: &State, value: &Value) -> Result<(), Error> {
    match value.is_undefined() {
        true => StringInput::new(state, value).map(drop),
        false => Ok(()),
    }
}

/// A value as text; lists and mappings have none.
pub(crate) fn text<'v>(state: &mut State, value: &'v Value) -> Result<Cow<'v, str>, Error> {
    if let Some(text) = value.as_str() {
        touch(text.len())?;
        return Ok(Cow::Borrowed(text));
    }
    if is_collection(value) {
        let reason = format!("a {} is not a string", name(value));
        return Err(refusal(reason, "use a filter such as `join` or `json`, or one of its elements"));
    }
    defined(state, value)?;
    Ok(Cow::Owned(value.to_string()))
}

/// The elements of a list, the keys of a mapping, the characters of a text.
pub(crate) fn elements(state: &mut State, value: &Value) -> Result<Vec<Value>, Error> {
    touch(value.as_str().map_or(0, str::len))?;
    defined(state, value)?;
    let elements = value.try_iter()?;
    collect(elements)
}

/// A list of no more elements than one value may have.
pub(crate) fn collect(elements: impl Iterator<Item = Value>) -> Result<Vec<Value>, Error> {
    let list: Vec<Value> = elements.take(MAX_VALUE / CELL + 1).collect();
    let bytes: usize = list.iter().map(|element| CELL + element.as_str().map_or(0, str::len)).sum();
    if list.len() > MAX_VALUE / CELL {
        make(bytes)?;
    }
    touch(bytes)?;
    Ok(list)
}

/// Takes a new value into account; a list or mapping remembers how large it is.
pub(crate) fn keep(value: Value) -> Result<Value, Error> {
    let object = match value.kind() {
        ValueKind::String => {
            make(value.as_str().map_or(0, str::len))?;
            return Ok(value);
        }
        ValueKind::Seq | ValueKind::Map => value.as_object().cloned(),
        ValueKind::Iterable => Some(DynObject::new(Arc::new(collect(value.try_iter()?)?))),
        _ => None,
    };
    let Some(object) = object else { return Ok(value) };
    let mut size = Size { bytes: CELL, depth: 0 };
    for (key, element) in object.try_iter_pairs().into_iter().flatten() {
        let inner = Size::of(&element);
        size.bytes += inner.bytes + key.as_str().map_or(0, str::len);
        size.depth = size.depth.max(inner.depth);
    }
    size.depth += 1;
    make(size.bytes)?;
    if size.depth > MAX_DEPTH {
        let reason = format!("lists and mappings are nested deeper than {MAX_DEPTH} levels");
        return Err(refusal(reason, "flatten the value"));
    }
    Ok(Value::from_object(Kept { object, size }))
}

/// Whether a value is a list or mapping.
pub(crate) fn is_collection(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable)
}

/// What a value is called in a message.
pub(crate) fn name(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::String => "string",
        ValueKind::Number => "number",
        ValueKind::Bool => "boolean",
        ValueKind::Map => "mapping",
        ValueKind::Seq | ValueKind::Iterable => "list",
        ValueKind::None => "`none`",
        _ => "value",
    }
}

#[derive(Clone, Copy, Debug)]
struct Size {
    bytes: usize,
    depth: usize,
}

impl Size {
    fn of(value: &Value) -> Self {
        let Some(object) = value.as_object() else {
            return Self { bytes: CELL + value.as_str().map_or(0, str::len), depth: 0 };
        };
        if let Some(kept) = object.downcast_ref::<Kept>() {
            return kept.size;
        }
        // The inventory's own, which no template can make larger.
        match object.repr() {
            ObjectRepr::Seq | ObjectRepr::Iterable => {
                Self { bytes: CELL * (1 + object.enumerator_len().unwrap_or(0)), depth: 1 }
            }
            _ => Self { bytes: CELL, depth: 1 },
        }
    }
}

/// A list or mapping that a template has made.
#[derive(Debug)]
struct Kept {
    object: DynObject,
    size: Size,
}

impl Object for Kept {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        self.object.repr()
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.object.get_value(key)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.object.get_value_by_str(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.object.enumerate()
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        self.object.enumerator_len()
    }
}
