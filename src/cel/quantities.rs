//! Quantities such as `500m` and `1Gi`, as numbers.

use std::cmp::Ordering;

use cel::common::types::{CelBool, CelDouble, CelInt, CelString};
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};

pub(crate) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_overload!(env, fn quantity: (CelString) -> Result<CelDouble>)?;
    add_overload!(env, fn is_quantity: (CelString) -> CelBool)?;
    add_member_overload!(env, fn compare_to: (CelDouble, CelDouble) -> CelInt)?;
    add_member_overload!(env, fn is_less_than: (CelDouble, CelDouble) -> CelBool)?;
    add_member_overload!(env, fn is_greater_than: (CelDouble, CelDouble) -> CelBool)?;
    add_member_overload!(env, fn add: (CelDouble, CelDouble) -> CelDouble)?;
    add_member_overload!(env, fn sub: (CelDouble, CelDouble) -> CelDouble)?;
    add_member_overload!(env, fn sign: (CelDouble) -> CelInt)?;
    add_member_overload!(env, fn is_integer: (CelDouble) -> CelBool)?;
    add_member_overload!(env, fn as_integer: (CelDouble) -> CelInt)?;
    add_member_overload!(env, fn as_approximate_float: (CelDouble) -> CelDouble)
}

fn quantity(text: &CelString<'_>) -> Result<CelDouble, ExecutionError> {
    number(text.inner()).map(CelDouble::from).ok_or_else(|| ExecutionError::function_error("quantity", "it is none"))
}

fn is_quantity(text: &CelString<'_>) -> CelBool {
    number(text.inner()).is_some().into()
}

fn compare_to(one: &CelDouble, other: &CelDouble) -> CelInt {
    CelInt::from(match one.inner().total_cmp(other.inner()) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    })
}

fn is_less_than(one: &CelDouble, other: &CelDouble) -> CelBool {
    (one.inner() < other.inner()).into()
}

fn is_greater_than(one: &CelDouble, other: &CelDouble) -> CelBool {
    (one.inner() > other.inner()).into()
}

fn add(one: &CelDouble, other: &CelDouble) -> CelDouble {
    (one.inner() + other.inner()).into()
}

fn sub(one: &CelDouble, other: &CelDouble) -> CelDouble {
    (one.inner() - other.inner()).into()
}

fn sign(one: &CelDouble) -> CelInt {
    compare_to(one, &0.0.into())
}

fn is_integer(one: &CelDouble) -> CelBool {
    (one.inner().fract() == 0.0).into()
}

fn as_integer(one: &CelDouble) -> CelInt {
    (*one.inner() as i64).into()
}

fn as_approximate_float(one: &CelDouble) -> CelDouble {
    (*one.inner()).into()
}

/// Reads a number with a decimal, binary or exponential suffix.
fn number(text: &str) -> Option<f64> {
    const SUFFIXES: [(&str, f64); 16] = [
        ("", 1.0),
        ("n", 1e-9),
        ("u", 1e-6),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
        ("Ki", 1024.0),
        ("Mi", 1048576.0),
        ("Gi", 1073741824.0),
        ("Ti", 1099511627776.0),
        ("Pi", 1125899906842624.0),
        ("Ei", 1152921504606846976.0),
    ];
    let digits = text.trim_start_matches(['+', '-']);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (head, suffix) = text.split_at(text.len() - digits.len() + end);
    if text.len() - digits.len() > 1 || end == 0 {
        return None;
    }
    let head: f64 = head.parse().ok()?;
    if let Some((_, factor)) = SUFFIXES.iter().find(|(known, _)| *known == suffix) {
        return Some(head * factor);
    }
    let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some(head * 10f64.powi(power))
}
