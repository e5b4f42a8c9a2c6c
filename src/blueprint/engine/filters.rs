//! The filters of strings and numbers, and the tests and functions of templates: those of Jinja that blueprints have a
//! use for, each bounded.
//!
//! Whatever is not added here does not exist. A filter reports what it reads and makes to [`super::meter`] before it
//! does the work; most then leave the work to the engine's own, so that they mean what they mean in Jinja.

use std::io;
use std::sync::Arc;

use minijinja::value::{Kwargs, StringInput};
use minijinja::{Environment, Error, State, Value, filters, tests};

use super::meter::{self, CELL, MAX_VALUE, keep, make, refusal, text, touch};
use super::operators;

pub(crate) type Made = Result<Value, Error>;

/// Most numbers of one `range`.
const MAX_RANGE: i64 = 100_000;

/// Adds all of them.
pub(crate) fn add_to(environment: &mut Environment<'static>) {
    texts(environment);
    numbers(environment);
    environment.add_filter("default", filters::default);
    environment.add_filter("d", filters::default);
    environment.add_filter("bool", filters::bool);
    environment.add_filter("json", json);
    environment.add_function("range", range);
    predicates(environment);
}

fn texts(environment: &mut Environment<'static>) {
    environment.add_filter("lower", |state: &mut State, value: &Value| letters(state, value, str::to_lowercase));
    environment.add_filter("upper", |state: &mut State, value: &Value| letters(state, value, str::to_uppercase));
    environment
        .add_filter("title", |state: &mut State, value: &Value| letters(state, value, |t| filters::title(t.into())));
    environment.add_filter("capitalize", capitalize);
    environment.add_filter("trim", trim);
    environment.add_filter("replace", replace);
    environment.add_filter("indent", indent);
    environment.add_filter("split", split);
    environment.add_filter("lines", lines);
    environment.add_filter("string", |state: &mut State, value: &Value| letters(state, value, str::to_owned));
}

fn numbers(environment: &mut Environment<'static>) {
    environment.add_filter("abs", filters::abs);
    environment.add_filter("round", filters::round);
    environment.add_filter("int", |state: &mut State, value: &Value, default: Option<Value>, base, kwargs: Kwargs| {
        touch(value.as_str().map_or(0, str::len))?;
        filters::int(state, value, default, base, kwargs)
    });
    environment.add_filter("float", |state: &mut State, value: &Value, default: Option<Value>, kwargs: Kwargs| {
        touch(value.as_str().map_or(0, str::len))?;
        filters::float(state, value, default, kwargs)
    });
}

fn predicates(environment: &mut Environment<'static>) {
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment.add_test("true", tests::is_true);
    environment.add_test("false", tests::is_false);
    environment.add_test("boolean", tests::is_boolean);
    environment.add_test("number", tests::is_number);
    environment.add_test("integer", tests::is_integer);
    environment.add_test("float", tests::is_float);
    environment.add_test("string", tests::is_string);
    environment.add_test("sequence", tests::is_sequence);
    environment.add_test("iterable", tests::is_iterable);
    environment.add_test("mapping", tests::is_mapping);
    environment.add_test("odd", tests::is_odd);
    environment.add_test("even", tests::is_even);
    environment.add_test("divisibleby", |value: i64, by: i64| value.checked_rem(by) == Some(0));
    environment.add_test("startingwith", |state: &mut State, value: &Value, begin: &str| {
        Ok::<_, Error>(text(state, value)?.starts_with(begin))
    });
    environment.add_test("endingwith", |state: &mut State, value: &Value, end: &str| {
        Ok::<_, Error>(text(state, value)?.ends_with(end))
    });
    for name in ["eq", "equalto", "=="] {
        environment.add_test(name, operators::equal);
    }
    for name in ["ne", "!="] {
        environment.add_test(name, operators::unequal);
    }
    for name in ["lt", "lessthan", "<"] {
        environment.add_test(name, operators::less);
    }
    for name in ["le", "<="] {
        environment.add_test(name, operators::at_most);
    }
    for name in ["gt", "greaterthan", ">"] {
        environment.add_test(name, operators::greater);
    }
    for name in ["ge", ">="] {
        environment.add_test(name, operators::at_least);
    }
    environment.add_test("in", operators::within);
}

pub(crate) fn letters(state: &mut State, value: &Value, change: fn(&str) -> String) -> Made {
    let changed = change(&text(state, value)?);
    keep(Value::from(changed))
}

fn capitalize(state: &mut State, value: &Value) -> Made {
    text(state, value)?;
    let changed = filters::capitalize(StringInput::new(state, value)?);
    keep(changed)
}

fn trim(state: &mut State, value: &Value, characters: Option<&str>) -> Made {
    let whole = text(state, value)?;
    touch(whole.len().saturating_mul(characters.map_or(0, str::len)))?;
    let trimmed = match characters {
        Some(characters) => whole.trim_matches(|c| characters.contains(c)),
        None => whole.trim(),
    };
    keep(Value::from(trimmed))
}

fn replace(state: &mut State, value: &Value, from: &Value, to: &Value) -> Made {
    let (whole, from, to) = (text(state, value)?, text(state, from)?, text(state, to)?);
    let grown = whole.matches(&*from).count().saturating_mul(to.len()).saturating_add(whole.len());
    make(grown)?;
    Ok(Value::from(whole.replace(&*from, &to)))
}

fn indent(state: &mut State, value: &Value, width: Option<usize>, first: Option<bool>, kwargs: Kwargs) -> Made {
    let whole = text(state, value)?;
    let asked = width.map_or_else(|| kwargs.get("width"), |width| Ok(Some(width)))?.unwrap_or(4);
    let lines = 1 + memchr::memchr_iter(b'\n', whole.as_bytes()).count();
    make(lines.saturating_mul(asked).saturating_add(whole.len()))?;
    filters::indent(StringInput::new(state, value)?, width, first, None, kwargs)
}

fn split(state: &mut State, value: &Value, separator: Option<Arc<str>>, most: Option<i64>) -> Made {
    let whole = text(state, value)?;
    let parts = separator.as_ref().map_or_else(|| whole.split_whitespace().count(), |by| whole.split(&**by).count());
    make(parts.saturating_mul(CELL))?;
    let split = filters::split(value, separator, most)?;
    keep(split)
}

fn lines(state: &mut State, value: &Value) -> Made {
    let whole = text(state, value)?;
    let lines = meter::collect(whole.lines().map(Value::from))?;
    keep(Value::from(lines))
}

/// `value | json`: a JSON literal, which is one for Python, JavaScript and TOML strings too.
fn json(state: &mut State, value: &Value) -> Made {
    let mut literal = String::new();
    match value.as_str() {
        Some(text) => {
            touch(text.len())?;
            crate::yaml::write::quoted(&mut literal, text);
        }
        None => {
            meter::defined(state, value)?;
            literal = to_json(value)?;
        }
    }
    keep(Value::from(literal))
}

/// Plain data as JSON; its objects are made as they are written, so the writer has to end it.
pub(crate) fn to_json(value: &Value) -> Result<String, Error> {
    let mut bounded = Bounded(Vec::new());
    if let Err(error) = serde_json::to_writer(&mut bounded, value) {
        return match error.is_io() {
            true => make(MAX_VALUE + 1).map(|()| String::new()),
            false => Err(refusal(error.to_string(), "pass plain data")),
        };
    }
    touch(bounded.0.len())?;
    Ok(String::from_utf8(bounded.0).expect("JSON is text"))
}

/// Memory for one value.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_VALUE {
            return Err(io::Error::other("the value is too large"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `range(end)`, `range(begin, end)` and `range(begin, end, step)`.
fn range(begin: i32, end: Option<i32>, step: Option<i32>) -> Made {
    let (begin, end) = end.map_or((0, begin), |end| (begin, end));
    let (begin, end, step) = (i64::from(begin), i64::from(end), i64::from(step.unwrap_or(1)));
    if step == 0 {
        return Err(refusal("the step of the range is 0", "use another step"));
    }
    let count = ((end - begin + step - step.signum()) / step).max(0);
    if count > MAX_RANGE {
        return Err(refusal(format!("the range has more than {MAX_RANGE} numbers"), "loop over fewer of them"));
    }
    Ok(Value::make_iterable(move || (0..count as usize).map(move |nth| begin + nth as i64 * step)))
}
