//! What Kubernetes adds to lists: order, sums, places, and lists as sets.

use std::cmp::Ordering;

use cel::common::functions::Function;
use cel::common::types::{CelList, DYN_TYPE, LIST_TYPE};
use cel::common::value::{CowVal, Val};
use cel::{DeclarationError, Env, ExecutionError, Value};

pub(crate) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    let alone: [(&str, Function); 4] = [
        ("isSorted", |arguments| owned(is_sorted(&items(&arguments, 0)?).into())),
        ("sum", |arguments| owned(sum(&items(&arguments, 0)?))),
        ("min", |arguments| owned(extreme(&items(&arguments, 0)?, Ordering::Less)?)),
        ("max", |arguments| owned(extreme(&items(&arguments, 0)?, Ordering::Greater)?)),
    ];
    for (name, function) in alone {
        env.add_member_overload(name, &format!("list_{name}"), LIST_TYPE, Vec::new(), function)?;
    }
    let of_value: [(&str, Function); 2] = [
        ("indexOf", |arguments| owned(place(items(&arguments, 0)?.iter().enumerate(), &value(&arguments, 1)?))),
        ("lastIndexOf", |arguments| {
            owned(place(items(&arguments, 0)?.iter().enumerate().rev(), &value(&arguments, 1)?))
        }),
    ];
    for (name, function) in of_value {
        env.add_member_overload(name, &format!("list_{name}"), LIST_TYPE, vec![DYN_TYPE], function)?;
    }
    let sets: [(&str, Function); 3] = [
        ("sets.contains", |arguments| owned(within(&items(&arguments, 1)?, &items(&arguments, 0)?).into())),
        ("sets.equivalent", |arguments| {
            let (one, other) = (items(&arguments, 0)?, items(&arguments, 1)?);
            owned((within(&one, &other) && within(&other, &one)).into())
        }),
        ("sets.intersects", |arguments| {
            let other = items(&arguments, 1)?;
            owned(items(&arguments, 0)?.iter().any(|item| other.contains(item)).into())
        }),
    ];
    for (name, function) in sets {
        env.add_overload(name, name, vec![LIST_TYPE, LIST_TYPE], function)?;
    }
    Ok(())
}

/// A list of values.
pub(crate) fn list(values: Vec<Value>) -> Result<CelList<'static>, ExecutionError> {
    let values: Result<Vec<Box<dyn Val>>, _> = values.into_iter().map(TryInto::try_into).collect();
    Ok(CelList::from(values?))
}

fn owned<'b, 'v>(value: Value) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let value: Box<dyn Val> = value.try_into()?;
    Ok(CowVal::Owned(value))
}

fn value(arguments: &[CowVal<'_, '_>], at: usize) -> Result<Value, ExecutionError> {
    let value = arguments.get(at).ok_or(ExecutionError::MissingArgumentOrTarget)?;
    value.as_ref().try_into()
}

fn items(arguments: &[CowVal<'_, '_>], at: usize) -> Result<Vec<Value>, ExecutionError> {
    match value(arguments, at)? {
        Value::List(items) => Ok(items.to_vec()),
        other => Err(ExecutionError::UnsupportedTargetType { target: other }),
    }
}

fn is_sorted(items: &[Value]) -> bool {
    items.is_sorted_by(|a, b| matches!(a.partial_cmp(b), Some(Ordering::Less | Ordering::Equal)))
}

fn sum(items: &[Value]) -> Value {
    let whole: Option<Vec<i64>> =
        items.iter().map(|item| if let Value::Int(n) = item { Some(*n) } else { None }).collect();
    let number = |item: &Value| match item {
        Value::Int(value) => *value as f64,
        Value::UInt(value) => *value as f64,
        Value::Float(value) => *value,
        _ => 0.0,
    };
    match whole {
        Some(whole) => Value::Int(whole.iter().fold(0, |sum, item| sum.saturating_add(*item))),
        None => Value::Float(items.iter().map(number).sum()),
    }
}

fn extreme(items: &[Value], wanted: Ordering) -> Result<Value, ExecutionError> {
    let best = items.iter().reduce(|best, item| if item.partial_cmp(best) == Some(wanted) { item } else { best });
    best.cloned().ok_or_else(|| ExecutionError::function_error("min", "the list is empty"))
}

fn place<'v>(mut items: impl Iterator<Item = (usize, &'v Value)>, wanted: &Value) -> Value {
    Value::Int(items.find(|(_, item)| *item == wanted).map_or(-1, |(at, _)| at as i64))
}

fn within(few: &[Value], many: &[Value]) -> bool {
    few.iter().all(|item| many.contains(item))
}
