//! The filters that process lists and mappings.

use std::borrow::Cow;

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, State, Value, filters};

use super::filters::{Made, letters};
use super::meter::{self, CELL, MAX_VALUE, elements, keep, make, refusal, text, touch};
use super::operators::MAX_KEY;

/// Adds all of them.
pub(crate) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("length", length);
    environment.add_filter("count", length);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", last);
    environment.add_filter("list", |state: &mut State, value: &Value| {
        let list = elements(state, value)?;
        keep(Value::from(list))
    });
    environment.add_filter("reverse", reverse);
    environment.add_filter("join", join);
    environment.add_filter("items", items);
    environment.add_filter("dictsort", dictsort);
    environment.add_filter("sum", sum);
    environment.add_filter("min", |state: &mut State, value: &Value, kwargs: Kwargs| {
        let list = ordered(state, value, kwargs.get("attribute")?)?;
        filters::min(state, list, kwargs)
    });
    environment.add_filter("max", |state: &mut State, value: &Value, kwargs: Kwargs| {
        let list = ordered(state, value, kwargs.get("attribute")?)?;
        filters::max(state, list, kwargs)
    });
    environment.add_filter("sort", |state: &mut State, value: &Value, kwargs: Kwargs| {
        let list = ordered(state, value, kwargs.get("attribute")?)?;
        let sorted = filters::sort(state, list, kwargs)?;
        keep(sorted)
    });
    environment.add_filter("unique", |state: &mut State, value: &Value, kwargs: Kwargs| {
        let list = ordered(state, value, kwargs.get("attribute")?)?;
        let unique = filters::unique(state, list, kwargs)?;
        keep(unique)
    });
    environment.add_filter("groupby", |state: &mut State, value: &Value, attribute: Option<&str>, kwargs: Kwargs| {
        let named = attribute.map_or_else(|| kwargs.get("attribute"), |attribute| Ok(Some(attribute)))?;
        let list = ordered(state, value, named)?;
        let groups = filters::groupby(list, attribute, kwargs)?;
        keep(groups)
    });
    environment.add_filter("map", map);
    environment.add_filter("select", select);
    environment.add_filter("selectattr", selectattr);
    environment.add_filter("reject", reject);
    environment.add_filter("rejectattr", rejectattr);
}

fn length(value: &Value) -> Made {
    touch(value.as_str().map_or(0, str::len))?;
    filters::length(value).map(Value::from)
}

fn last(value: Value) -> Made {
    if value.kind() == ValueKind::Iterable {
        touch(value.len().unwrap_or(0).saturating_mul(CELL))?;
    }
    filters::last(value)
}

fn reverse(state: &mut State, value: &Value) -> Made {
    if value.as_str().is_none() {
        let mut list = elements(state, value)?;
        list.reverse();
        return keep(Value::from(list));
    }
    letters(state, value, |text| text.chars().rev().collect())
}

fn join(state: &mut State, value: &Value, joiner: Option<&str>, attribute: Option<&str>, kwargs: Kwargs) -> Made {
    let joiner = joiner.map_or_else(|| kwargs.get("d"), |joiner| Ok(Some(joiner)))?.unwrap_or_default();
    let attribute = attribute.map_or_else(|| kwargs.get("attribute"), |attribute| Ok(Some(attribute)))?;
    kwargs.assert_all_used()?;
    let (mut joined, mut begun) = (String::new(), false);
    for element in elements(state, value)? {
        let element = picked(&element, attribute)?;
        let part = text(state, &element)?;
        if joined.len() + joiner.len() + part.len() > MAX_VALUE {
            make(MAX_VALUE + 1)?;
        }
        joined.push_str(if begun { joiner } else { "" });
        joined.push_str(&part);
        begun = true;
    }
    keep(Value::from(joined))
}

fn items(state: &mut State, value: &Value) -> Made {
    meter::defined(state, value)?;
    if value.kind() != ValueKind::Map {
        let reason = format!("a {} has no keys", meter::name(value));
        return Err(refusal(reason, "pass a mapping, or loop over the list itself"));
    }
    let keys = elements(state, value)?;
    let pairs: Result<Vec<Value>, Error> =
        keys.into_iter().map(|key| value.get_item(&key).map(|found| Value::from(vec![key, found]))).collect();
    keep(Value::from(pairs?))
}

fn dictsort(state: &mut State, value: &Value, kwargs: Kwargs) -> Made {
    if kwargs.get::<Option<&str>>("by")? == Some("value") {
        let pairs = items(state, value)?;
        ordered(state, &pairs, Some("1"))?;
    } else {
        ordered(state, value, None)?;
    }
    let sorted = filters::dictsort(value, kwargs)?;
    keep(sorted)
}

fn sum(state: &mut State, value: &Value, attribute: Option<&str>, start: Option<Value>, kwargs: Kwargs) -> Made {
    let named = attribute.map_or_else(|| kwargs.get("attribute"), |attribute| Ok(Some(attribute)))?;
    let list = elements(state, value)?;
    let mut all = list.iter().map(|element| picked(element, named)).collect::<Result<Vec<_>, Error>>()?;
    all.extend(start.clone().map_or_else(|| kwargs.get("start"), |start| Ok(Some(start)))?);
    if let Some(odd) = all.iter().find(|one| !matches!(one.kind(), ValueKind::Number | ValueKind::Undefined)) {
        let reason = format!("cannot sum a {}", meter::name(odd));
        return Err(refusal(reason, "pass a list of numbers, or name an attribute that is a number"));
    }
    filters::sum(state, Value::from(list), attribute, start, kwargs)
}

fn map(state: &mut State, value: &Value, arguments: Rest<ValueOrKwargs>) -> Made {
    for argument in arguments.iter() {
        let kwargs = Kwargs::try_from(Value::clone(argument)).ok();
        kwargs.and_then(|kwargs| kwargs.get::<String>("attribute").ok()).map_or(Ok(()), |path| check_path(&path))?;
    }
    let list = elements(state, value)?;
    let mapped = filters::map(state, Value::from(list), arguments)?;
    keep(Value::from(mapped))
}

type Name<'n> = Option<Cow<'n, str>>;

fn select(state: &mut State, value: &Value, test: Name<'_>, arguments: Rest<ValueOrKwargs>) -> Made {
    let list = elements(state, value)?;
    let selected = filters::select(state, Value::from(list), test, arguments)?;
    keep(Value::from(selected))
}

fn reject(state: &mut State, value: &Value, test: Name<'_>, arguments: Rest<ValueOrKwargs>) -> Made {
    let list = elements(state, value)?;
    let selected = filters::reject(state, Value::from(list), test, arguments)?;
    keep(Value::from(selected))
}

fn selectattr(state: &mut State, value: &Value, path: &str, test: Name<'_>, arguments: Rest<ValueOrKwargs>) -> Made {
    check_path(path)?;
    let list = elements(state, value)?;
    let selected = filters::selectattr(state, Value::from(list), path.into(), test, arguments)?;
    keep(Value::from(selected))
}

fn rejectattr(state: &mut State, value: &Value, path: &str, test: Name<'_>, arguments: Rest<ValueOrKwargs>) -> Made {
    check_path(path)?;
    let list = elements(state, value)?;
    let selected = filters::rejectattr(state, Value::from(list), path.into(), test, arguments)?;
    keep(Value::from(selected))
}

/// A list for a filter that compares its elements, or an attribute of each, which must be texts or numbers.
fn ordered(state: &mut State, value: &Value, attribute: Option<&str>) -> Made {
    let list = elements(state, value)?;
    // Comparing goes through each of them so often.
    let often = 1 + list.len().checked_ilog2().unwrap_or(0) as usize;
    let mut bytes = 0_usize;
    for attribute in attribute.map_or(vec![None], |all| all.split(',').map(|one| Some(one.trim())).collect()) {
        for element in &list {
            let key = picked(element, attribute).unwrap_or_default();
            if meter::is_collection(&key) {
                let reason = format!("cannot sort by a {}", meter::name(&key));
                return Err(refusal(reason, "name an attribute that is a string or number: `sort(attribute='name')`"));
            }
            bytes += CELL + key.as_str().map_or(0, str::len);
        }
    }
    touch(bytes.saturating_mul(often))?;
    Ok(Value::from(list))
}

/// An element, or its attribute by a dotted path.
fn picked(element: &Value, attribute: Option<&str>) -> Made {
    let Some(path) = attribute else { return Ok(element.clone()) };
    check_path(path)?;
    path.split('.').try_fold(element.clone(), |value, key| match key.parse::<usize>() {
        Ok(index) => value.get_item_by_index(index),
        Err(_) => value.get_attr(key),
    })
}

fn check_path(path: &str) -> Result<(), Error> {
    let long = path.len() > MAX_KEY || path.split('.').any(|key| key.parse().is_ok_and(|index: usize| index > MAX_KEY));
    match long {
        true => Err(refusal("no element has such an attribute", "name a field: `map(attribute='name')`")),
        false => Ok(()),
    }
}
