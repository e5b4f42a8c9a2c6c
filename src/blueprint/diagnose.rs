//! Every error of a template, not only the first; only computed when there is one.
//!
//! The engine stops where it meets a fault. Here the name at fault is replaced by one of the same length that stands
//! for any value, and the template is rendered again, until nothing more is found.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, Output, State, Value};
use rustc_hash::FxHashMap;

use super::engine::{self, Engine, LITTLE_FUEL, Scratch, TemplateError};
use crate::interpolate::marked::{MarkedText, mark_str};

/// Most faults that are told of one template and entity.
const MOST: usize = 100;

/// What is wrong with a template.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    /// In the order in which the engine meets them.
    pub(crate) faults: Vec<TemplateError>,
    /// What the template makes when a text stands for every name at fault, and the engine that makes it; absent where
    /// it cannot go on to the end.
    pub(crate) rest: Option<(Engine, MarkedText)>,
}

/// Finds the faults of a template that does not render to `limit` bytes.
pub(crate) fn diagnose(engine: &Engine, name: &str, context: &Value, limit: usize) -> Diagnosis {
    let (environment, guarded) = (engine.environment.clone(), engine.guarded.clone());
    let mut engine = Engine { environment, fast_path: FxHashMap::default(), guarded, trim: engine.trim };
    engine.environment.set_formatter(format);
    let mut faults: Vec<TemplateError> = Vec::new();
    let mut masked = BTreeSet::new();
    while faults.len() < MOST {
        let mut scratch = Scratch::default();
        let Err(mut fault) = engine.render_on(&mut scratch, name, context, limit) else {
            return Diagnosis { faults, rest: Some((engine, scratch.marked)) };
        };
        // One rendering may take long; the others together take no longer.
        engine.environment.set_fuel(Some(LITTLE_FUEL));
        if fault.limited && !faults.is_empty() {
            break;
        }
        let Some((template, source, tag, at)) = place(&engine, &fault).filter(|_| !fault.limited) else {
            faults.push(*fault);
            break;
        };
        // What the stand-in for a name brings about is no fault of its own.
        if fault.missing.is_some() || !masked.contains(&(template.clone(), tag.start)) {
            if fault.missing.is_some() {
                fault.range = Some(at.clone());
            }
            faults.push(*fault);
        }
        masked.insert((template.clone(), tag.start));
        let (again, name) = mask(&source, &at);
        engine.environment.add_global(name, Value::from_object(Anything));
        if again == source || engine.add(template, again).is_err() {
            break;
        }
    }
    Diagnosis { faults, rest: None }
}

/// The template of a fault, its source, the tag at fault, and the part of the tag.
fn place(engine: &Engine, fault: &TemplateError) -> Option<(String, String, Range<usize>, Range<usize>)> {
    let template = fault.template.clone()?;
    let source = engine.source(&template)?;
    let at = match (&fault.range, fault.line) {
        (Some(range), _) => range.start.min(source.len()),
        (None, Some(line)) => source.split_inclusive('\n').take(line - 1).map(str::len).sum(),
        (None, None) => return None,
    };
    let around = tag(&source, at);
    let inside = around.clone().unwrap_or(at..source.len());
    let named = fault.missing.as_deref().and_then(|name| find(&source, &inside, at, name));
    let part = named.or_else(|| Some(operand(&source, &around?)))?;
    let tag = tag(&source, part.start)?;
    Some((template, source, tag, part))
}

/// The inside of the tag around an offset.
fn tag(source: &str, at: usize) -> Option<Range<usize>> {
    let opening = |delimiter: &str| {
        let before = source.floor_char_boundary(at + delimiter.len());
        source[..before].rfind(delimiter).map(|start| start + delimiter.len())
    };
    let (start, close) = [("${{", "}}"), ("{%", "%}")].map(|(open, close)| (opening(open), close)).into_iter().max()?;
    let start = start?;
    let end = start + source[start..].find(close)?;
    (end >= at).then_some(start..end)
}

/// Where a name stands inside a range: behind `from`, or else for the first time.
fn find(source: &str, inside: &Range<usize>, from: usize, name: &str) -> Option<Range<usize>> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: &usize| {
        !source[..*at].ends_with(|c| letter(c) || c == '.') && !source[at + name.len()..].starts_with(letter)
    };
    let double = name.replace('\'', "\"");
    let text = &source[inside.clone()];
    let places = text.match_indices(name).chain(text.match_indices(&double)).map(|(at, _)| at + inside.start);
    let mut places: Vec<usize> = places.filter(whole).filter(|_| !name.is_empty()).collect();
    places.sort_unstable();
    let at = places.iter().find(|at| **at >= from).or(places.first())?;
    Some(*at..at + name.len())
}

/// The part of a tag that is evaluated: behind its keyword, and behind `in` or `=`.
fn operand(source: &str, tag: &Range<usize>) -> Range<usize> {
    let inside = source[tag.clone()].trim_end_matches('-');
    let begin = match source[..tag.start].ends_with("{%") {
        false => 0,
        true => [" in ", "=", "if ", " "].iter().find_map(|word| Some(inside.find(word)? + word.len())).unwrap_or(0),
    };
    let text = &inside[begin..];
    let start = tag.start + begin + (text.len() - text.trim_start_matches(['-', ' ', '\n', '\t']).len());
    start..(start + source[start..tag.start + inside.len()].trim_end().len())
}

/// The source with a name of underscores in place of what stands at `at`, and that name; line breaks stay.
fn mask(source: &str, at: &Range<usize>) -> (String, String) {
    let first = source[at.clone()].lines().next().unwrap_or_default().len();
    let name = "_".repeat(first);
    let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
    let rest: String = source[at.start + first..at.end].bytes().map(blank).collect();
    (format!("{}{name}{rest}{}", &source[..at.start], &source[at.end..]), name)
}

/// Stands for any value: every field, item and result of it is itself.
#[derive(Debug)]
struct Anything;

const SHOWN: &str = "unknown";

impl Object for Anything {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from_dyn_object(Arc::clone(self)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(vec![Value::from_dyn_object(Arc::clone(self))])
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        None
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, _: &[Value]) -> Result<Value, Error> {
        Ok(Value::from_dyn_object(Arc::clone(self)))
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, _: &str, _: &[Value]) -> Result<Value, Error> {
        Ok(Value::from_dyn_object(Arc::clone(self)))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHOWN)
    }
}

fn format(out: &mut Output, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.downcast_object_ref::<Anything>().is_none() {
        return engine::format(out, state, value);
    }
    mark_str(out, SHOWN).map_err(|_| Error::from(ErrorKind::WriteFailure))
}
