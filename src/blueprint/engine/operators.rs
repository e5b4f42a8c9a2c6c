//! The operators of the engine whose work depends on their operands, as functions that count it.
//!
//! [`super::guard`] puts them in the place of the operators, as filters whose names no template can be confused by.

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, State, Value};

use super::meter::{self, CELL, keep, refusal, text, touch};
use crate::interpolate::marked::{LineEnd, indented, outdented};

/// Longest text, and largest number, by which an element is looked up.
pub(crate) const MAX_KEY: usize = 1000;

/// Adds all of them.
pub(crate) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("groma.join", join);
    environment.add_filter("groma.add", add);
    environment.add_filter("groma.multiply", multiply);
    environment.add_filter("groma.equal", equal);
    environment.add_filter("groma.unequal", unequal);
    environment.add_filter("groma.less", less);
    environment.add_filter("groma.atmost", at_most);
    environment.add_filter("groma.greater", greater);
    environment.add_filter("groma.atleast", at_least);
    environment.add_filter("groma.in", within);
    environment.add_filter("groma.without", without);
    environment.add_filter("groma.keep", keep);
    environment.add_filter("groma.items", items);
    environment.add_filter("groma.key", key);
    environment.add_filter("groma.library", library);
    environment.add_filter("groma.begin", |prefix: &str| indented(prefix));
    environment.add_filter("groma.end", |_: &str| outdented(LineEnd::Ensured));
    environment.add_filter("groma.inside", inside);
}

/// `a ~ b`
fn join(state: &mut State, a: &Value, b: &Value) -> Result<Value, Error> {
    let (a, b) = (text(state, a)?, text(state, b)?);
    meter::make(a.len() + b.len())?;
    Ok(Value::from([a, b].concat()))
}

/// `a + b`
fn add(state: &mut State, a: &Value, b: &Value) -> Result<Value, Error> {
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        meter::make(a.len() + b.len())?;
        return Ok(Value::from([a, b].concat()));
    }
    if is_list(a) && is_list(b) {
        let mut list = meter::elements(state, a)?;
        list.extend(meter::elements(state, b)?);
        return keep(Value::from(list));
    }
    calculate(state, "add", a, b, i128::checked_add, |a, b| a + b)
}

/// `a * b`
fn multiply(state: &mut State, a: &Value, b: &Value) -> Result<Value, Error> {
    let repeated = a.as_str().zip(b.as_usize()).or_else(|| b.as_str().zip(a.as_usize()));
    if let Some((text, times)) = repeated {
        meter::make(text.len().saturating_mul(times))?;
        return Ok(Value::from(text.repeat(times)));
    }
    calculate(state, "multiply", a, b, i128::checked_mul, |a, b| a * b)
}

fn calculate(
    state: &mut State,
    verb: &'static str,
    a: &Value,
    b: &Value,
    whole: fn(i128, i128) -> Option<i128>,
    broken: fn(f64, f64) -> f64,
) -> Result<Value, Error> {
    meter::defined(state, a)?;
    meter::defined(state, b)?;
    let numeric = |value: &Value| matches!(value.kind(), ValueKind::Number | ValueKind::Bool);
    if !numeric(a) || !numeric(b) {
        let reason = format!("cannot {verb} a {} and a {}", meter::name(a), meter::name(b));
        return Err(refusal(reason, "use two numbers; convert a string with `int`, and join strings with `~`"));
    }
    if let (Ok(a), Ok(b)) = (i128::try_from(a.clone()), i128::try_from(b.clone())) {
        let result = whole(a, b).ok_or_else(|| refusal("number is too large", "use smaller numbers"))?;
        return Ok(i64::try_from(result).map_or_else(|_| Value::from(result), Value::from));
    }
    let (a, b) = (f64::try_from(a.clone())?, f64::try_from(b.clone())?);
    Ok(Value::from(broken(a, b)))
}

pub(crate) fn equal(state: &mut State, a: &Value, b: &Value) -> Result<bool, Error> {
    comparable(state, a, b)?;
    Ok(a == b)
}

pub(crate) fn unequal(state: &mut State, a: &Value, b: &Value) -> Result<bool, Error> {
    equal(state, a, b).map(|equal| !equal)
}

pub(crate) fn less(state: &mut State, a: &Value, b: &Value) -> Result<bool, Error> {
    comparable(state, a, b)?;
    Ok(a < b)
}

pub(crate) fn at_most(state: &mut State, a: &Value, b: &Value) -> Result<bool, Error> {
    less(state, b, a).map(|greater| !greater)
}

pub(crate) fn greater(state: &mut State, a: &Value, b: &Value) -> Result<bool, Error> {
    less(state, b, a)
}

pub(crate) fn at_least(state: &mut State, a: &Value, b: &Value) -> Result<bool, Error> {
    less(state, a, b).map(|less| !less)
}

/// Whether two values can be compared at once: not two lists or mappings, which may be nested.
fn comparable(state: &mut State, a: &Value, b: &Value) -> Result<(), Error> {
    meter::defined(state, a)?;
    meter::defined(state, b)?;
    if meter::is_collection(a) && meter::is_collection(b) {
        return Err(refusal("lists and mappings cannot be compared", "compare strings or numbers inside them"));
    }
    touch(a.as_str().map_or(0, str::len).min(b.as_str().map_or(0, str::len)))
}

/// `element in whole`
pub(crate) fn within(state: &mut State, element: &Value, whole: &Value) -> Result<bool, Error> {
    meter::defined(state, element)?;
    meter::defined(state, whole)?;
    if let Some(whole) = whole.as_str() {
        let part = text(state, element)?;
        touch(whole.len())?;
        return Ok(whole.contains(&*part));
    }
    if meter::is_collection(element) {
        return Err(refusal("cannot search for a list or a mapping", "search for a string or number inside it"));
    }
    match whole.kind() {
        ValueKind::Map => {
            touch(element.as_str().map_or(0, str::len))?;
            Ok(whole.as_object().is_some_and(|map| map.get_value(element).is_some()))
        }
        ValueKind::Seq | ValueKind::Iterable => {
            touch(whole.len().unwrap_or(0).saturating_mul(CELL))?;
            let own = element.as_str().map(str::len);
            for one in whole.try_iter()? {
                // Texts of one length are compared to their end.
                let length = one.as_str().map(str::len);
                if length.is_some() && length == own {
                    touch(length.unwrap_or(0))?;
                }
                if !meter::is_collection(&one) && one == *element {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        // Nothing of the inventory's: what stands for a name at fault while more faults are looked for.
        ValueKind::Plain => Ok(false),
        _ => {
            let reason = format!("cannot use `in` with a {}", meter::name(whole));
            Err(refusal(reason, "write a list, a mapping or a string after `in`"))
        }
    }
}

/// `element not in whole`
fn without(state: &mut State, element: &Value, whole: &Value) -> Result<bool, Error> {
    within(state, element, whole).map(|within| !within)
}

/// What a loop goes through; in a macro, whose text is kept until it ends, with the bytes of one turn.
fn items(value: &Value, turn: Option<usize>) -> Result<Value, Error> {
    touch(value.as_str().map_or(0, str::len))?;
    if let Some(turn) = turn {
        meter::grow(value.len().unwrap_or(0).saturating_mul(turn))?;
    }
    Ok(value.clone())
}

/// What stands between brackets.
fn key(state: &mut State, value: &Value) -> Result<Value, Error> {
    meter::defined(state, value)?;
    let short = match value.kind() {
        ValueKind::String => value.as_str().is_some_and(|text| text.len() <= MAX_KEY),
        ValueKind::Number => value.as_usize().is_some_and(|index| index <= MAX_KEY),
        ValueKind::Plain => true,
        _ => false,
    };
    match short {
        true => Ok(value.clone()),
        false => {
            let reason = format!("a {} cannot be used as a key", meter::name(value));
            Err(refusal(reason, "use a short string, or an index from 0 to 1000; `last` is the last element"))
        }
    }
}

/// The name of an imported file; every import keeps what its macros refer to until the end of the rendering.
fn library(name: Value) -> Result<Value, Error> {
    meter::grow(128 * CELL)?;
    Ok(name)
}

/// What a macro wrote, whose lines belong where it was called.
fn inside(state: &mut State, value: &Value, prefix: &str, alone: bool) -> Result<String, Error> {
    let written = text(state, value)?;
    meter::make(written.len())?;
    let end = if alone { LineEnd::Dropped } else { LineEnd::AsItIs };
    Ok([&indented(prefix), &*written, &outdented(end)].concat())
}

fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}
