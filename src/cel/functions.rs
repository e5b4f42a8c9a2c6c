//! The functions of rules: those of the language, and those that Kubernetes adds to it.
//!
//! What has a type of its own there is a plain value here: durations and times are their nanoseconds, a quantity is its
//! number, and addresses are their text.

use std::sync::{Arc, OnceLock};

use cel::common::ast::{ComprehensionExpr, Expr, ListExpr, LiteralValue};
use cel::common::types::{CelBool, CelInt, CelList, CelString};
use cel::parser::Macro;
use cel::{DeclarationError, Env, ExecutionError, Program, Value};
use cel::{add_member_overload, add_overload, extensions};

use super::{addresses, forms, lists, quantities};
use crate::values::duration::nanoseconds;
use crate::values::format::Format;
use crate::values::pattern;

/// Every function by its name in expressions. Macros are none: one that is still there has a form that nobody expands, such
/// as `all` with two variables.
const KNOWN: &str = "
abs add asApproximateFloat asInteger bool byte bytes ceil charAt cidr compareTo contains containsCIDR
containsIP date datetime distinct dns1035Label dns1035LabelPrefix dns1123Label dns1123LabelPrefix
dns1123Subdomain dns1123SubdomainPrefix double duration dyn endsWith equivalent family find findAll
flatten floor format getEscapedPath getHost getHostname getPort getScheme greatest hasValue indexOf int
intersects ip isCanonical isCIDR isFinite isGlobalUnicast isGreaterThan isInf isInteger isIP isLessThan
isLinkLocalMulticast isLinkLocalUnicast isLoopback isNaN isQuantity isSorted isUnspecified isURL join
labelValue lastIndexOf least lowerAscii masked matches max min none of ofNonZeroValue or orValue
prefixLength qualifiedName quantity quote range replace reverse round sign size slice sort split sqrt
startsWith string sub substring sum timestamp trim trunc type uint upperAscii uri url uuid validate value
";

/// All functions, made once.
pub(crate) fn environment() -> &'static Arc<Env> {
    static ENVIRONMENT: OnceLock<Arc<Env>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut env = Env::stdlib();
        let extensions = [
            extensions::strings,
            extensions::lists,
            extensions::math,
            texts,
            forms::extension,
            lists::extension,
            quantities::extension,
            addresses::extension,
        ];
        for extension in extensions {
            env.add_extension(extension).expect("no function is declared twice");
        }
        env.add_macro(bind()).expect("no macro is declared twice");
        Arc::new(env)
    })
}

/// A function that an expression calls and nobody declares.
pub(crate) fn unknown(program: &Program) -> Option<String> {
    let references = program.references();
    let mut names: Vec<&str> = references.functions();
    names.sort_unstable();
    // Operators have names of signs.
    let operator = |name: &str| !name.starts_with(|c: char| c.is_ascii_alphabetic());
    let known = |name: &str| KNOWN.split_whitespace().any(|known| known == name);
    let unknown = names.into_iter().find(|name| !operator(name) && !known(name));
    unknown.map(str::to_owned)
}

/// `cel.bind(name, value, expression)`, as a loop over nothing whose result is the expression.
fn bind() -> Macro {
    Macro::receiver("bind", 3, |helper, target, arguments| {
        let on_cel = target.as_ref().is_some_and(|target| matches!(&target.expr, Expr::Ident(name) if name == "cel"));
        let [name, _, _] = arguments.as_slice() else { return Ok(None) };
        let (true, Expr::Ident(name)) = (on_cel, &name.expr) else { return Ok(None) };
        let name = name.clone();
        let (Some(result), Some(value)) = (arguments.pop(), arguments.pop()) else { return Ok(None) };
        let nothing = Expr::List(ListExpr { elements: Vec::new(), optional_indices: Vec::new() });
        let iter_range = helper.next_expr(nothing);
        let loop_cond = helper.next_expr(Expr::Literal(LiteralValue::Boolean(false.into())));
        let loop_step = helper.next_expr(Expr::Ident(name.clone()));
        let fold = ComprehensionExpr {
            iter_range,
            iter_var: "@unused".into(),
            iter_var2: None,
            accu_var: name,
            accu_init: value,
            loop_cond,
            loop_step,
            result,
        };
        Ok(Some(helper.next_expr(Expr::Comprehension(Box::new(fold)))))
    })
}

fn texts(env: &mut Env) -> Result<(), DeclarationError> {
    add_member_overload!(env, fn matches: (CelString, CelString) -> Result<CelBool>)?;
    add_overload!(env, fn matches: (CelString, CelString) -> Result<CelBool>)?;
    add_member_overload!(env, fn find: (CelString, CelString) -> Result<CelString>)?;
    add_member_overload!(env, fn find_all: (CelString, CelString) -> Result<CelList>)?;
    add_overload!(env, fn duration: (CelString) -> Result<CelInt>)?;
    add_overload!(env, fn timestamp: (CelString) -> Result<CelInt>)
}

fn matches(text: &CelString<'_>, pattern: &CelString<'_>) -> Result<CelBool, ExecutionError> {
    Ok(regex(pattern)?.is_match(text.inner()).into())
}

fn find(text: &CelString<'_>, pattern: &CelString<'_>) -> Result<CelString<'static>, ExecutionError> {
    Ok(regex(pattern)?.find(text.inner()).map_or("", |found| found.as_str()).to_owned().into())
}

fn find_all(text: &CelString<'_>, pattern: &CelString<'_>) -> Result<CelList<'static>, ExecutionError> {
    let regex = regex(pattern)?;
    let found = regex.find_iter(text.inner()).map(|found| Value::from(found.as_str()));
    lists::list(found.collect())
}

fn regex(pattern: &CelString<'_>) -> Result<Arc<regex::Regex>, ExecutionError> {
    pattern::shared(pattern.inner()).map_err(|error| ExecutionError::function_error("matches", error))
}

fn duration(text: &CelString<'_>) -> Result<CelInt, ExecutionError> {
    nanoseconds(text.inner()).map(CelInt::from).ok_or_else(|| ExecutionError::function_error("duration", "not valid"))
}

fn timestamp(text: &CelString<'_>) -> Result<CelInt, ExecutionError> {
    instant(text.inner()).map(CelInt::from).ok_or_else(|| ExecutionError::function_error("timestamp", "not valid"))
}

/// Reads a time of RFC 3339, as nanoseconds since 1970.
pub(crate) fn instant(text: &str) -> Option<i64> {
    if !Format::DateTime.fits_text(text) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let rest = &text[19..];
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let fraction: String = rest[..zone].chars().skip(1).chain("000000000".chars()).take(9).collect();
    let (sign, offset) = rest[zone..].split_at(1);
    let (hours, minutes) = offset.split_once(':').unwrap_or(("0", "0"));
    let offset = (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?) * if sign == "-" { -60 } else { 60 };
    let seconds = number(11..13)? * 3600 + number(14..16)? * 60 + number(17..19)? - offset;
    let seconds = days(number(0..4)?, number(5..7)?, number(8..10)?) * 86_400 + seconds;
    seconds.checked_mul(1_000_000_000)?.checked_add(fraction.parse().ok()?)
}

/// Days since 1970; the year begins with March here, so that a leap day is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    before + (month * 153 + 2) / 5 + day - 1 - 719_468
}
