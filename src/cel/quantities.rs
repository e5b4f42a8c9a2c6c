//! Quantities such as `500m` and `1Gi`, as numbers.

use std::cmp::Ordering;

use cel::common::types::{CelBool, CelDouble, CelInt, CelString};
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};

use crate::values::quantity::parse;

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
    parse(text.inner()).map(CelDouble::from).ok_or_else(|| ExecutionError::function_error("quantity", "not valid"))
}

fn is_quantity(text: &CelString<'_>) -> CelBool {
    parse(text.inner()).is_some().into()
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
