//! What an unquoted scalar means to YAML 1.1 and YAML 1.2 parsers.
//!
//! Kubernetes and Argo CD read YAML 1.1 as `sigs.k8s.io/yaml` does, Backstage and groma's own files YAML 1.2. Both are
//! proved against the real readers by `.ci/proof/reading`.

use std::borrow::Cow;

use granit_parser::{ScalarStyle, Tag};

use super::node::Value;
use crate::values::is_digits;

/// Whose reading of a text counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The inventory and blueprints: YAML 1.2 with merge keys.
    Groma,
    /// Catalog files: YAML 1.2, where `<<` is a key like any other.
    Backstage,
    /// Manifests: YAML 1.1 as go-yaml reads it, with merge keys.
    Kubernetes,
}

/// The value of any scalar.
pub(crate) fn value<'a>(text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>, reading: Reading) -> Value<'a> {
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Value::String(text),
        Some(_) => resolve(text, reading),
        None if tag.is_some() && reading != Reading::Groma => Value::String(text),
        None if style == ScalarStyle::Plain => resolve(text, reading),
        None => Value::String(text),
    }
}

/// Whether a standard tag says that a value is something else than it is.
pub(crate) fn contradicts(tag: &Tag, value: &Value<'_>) -> bool {
    let Some(suffix) = tag.core_suffix() else { return false };
    !matches!(
        (suffix, value),
        ("str", _)
            | ("int", Value::Int(_))
            | ("float", Value::Int(_) | Value::Float(_))
            | ("bool", Value::Bool(_))
            | ("null", Value::Null)
    )
}

/// The value of a plain scalar.
pub(crate) fn resolve(text: Cow<'_, str>, reading: Reading) -> Value<'_> {
    // Most texts are words, and no word that begins with another letter means anything.
    let first = text.as_bytes().first().copied().unwrap_or(b'~');
    if !matches!(
        first,
        b'0'..=b'9' | b'+' | b'-' | b'.' | b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O'
    ) {
        return Value::String(text);
    }
    let numeric = matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.');
    let known = word(&text).or_else(|| match reading {
        Reading::Groma | Reading::Backstage => number(&text),
        Reading::Kubernetes if numeric => old_number(&text),
        Reading::Kubernetes => old_word(&text),
    });
    known.unwrap_or(Value::String(text))
}

/// A plain key as a text; nothing for a key that its reader refuses. Readers other than groma make a value of it first,
/// so that `on` becomes `true` to Kubernetes, and `1.0` becomes `1`.
pub(crate) fn key(text: Cow<'_, str>, reading: Reading) -> Option<Cow<'_, str>> {
    if reading == Reading::Groma {
        return Some(text);
    }
    Some(match resolve(text, reading) {
        Value::String(text) => text,
        Value::Bool(value) => value.to_string().into(),
        Value::Int(value) if reading == Reading::Kubernetes => value.to_string().into(),
        Value::Int(value) => decimal(value as f64).into(),
        Value::Float(value) if reading == Reading::Kubernetes => go_float(value).into(),
        Value::Float(value) => decimal(value).into(),
        Value::Null if reading == Reading::Backstage => "".into(),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
    })
}

/// A number as JavaScript writes it.
fn decimal(value: f64) -> String {
    let size = value.abs();
    match () {
        () if value.is_nan() => "NaN".into(),
        () if value.is_infinite() => if value > 0.0 { "Infinity" } else { "-Infinity" }.into(),
        () if size != 0.0 && !(1e-6..1e21).contains(&size) => signed_exponent(&format!("{value:e}"), 1),
        () => (value + 0.0).to_string(),
    }
}

/// A key as sigs.k8s.io/yaml writes it: with the digits of a short float.
fn go_float(value: f64) -> String {
    let short = value as f32;
    let size = short.abs();
    match () {
        () if value.is_nan() => ".nan".into(),
        () if short.is_infinite() => if value > 0.0 { ".inf" } else { "-.inf" }.into(),
        () if size != 0.0 && !(1e-4..1e6).contains(&size) => signed_exponent(&format!("{short:e}"), 2),
        () => short.to_string(),
    }
}

/// `1e29` as `1e+29`, with at least so many digits.
fn signed_exponent(text: &str, digits: usize) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{mantissa}e{sign}{exponent:0>digits$}")
}

/// The words of the YAML 1.2 core schema (yaml.org, 10.3.2).
fn word(text: &str) -> Option<Value<'static>> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Value::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        _ => return None,
    })
}

/// Further words of YAML 1.1.
fn old_word(text: &str) -> Option<Value<'static>> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(Value::Bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// What a word means to some reader, whatever its case.
pub(crate) fn meaning(text: &str) -> Option<Value<'static>> {
    let lower = if text.len() <= "false".len() { text.to_ascii_lowercase() } else { return None };
    word(&lower).or_else(|| old_word(&lower))
}

fn number(text: &str) -> Option<Value<'static>> {
    let radix = |prefix: &str, radix| text.strip_prefix(prefix).map(|digits| (digits, radix));
    if let Some((digits, radix)) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        let legal = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        return legal.then(|| i64::from_str_radix(digits, radix).map_or(Value::Float(f64::INFINITY), Value::Int));
    }
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    if is_digits(body) {
        return Some(text.parse().map_or_else(|_| Value::Float(text.parse().unwrap_or(f64::INFINITY)), Value::Int));
    }
    text.parse().ok().filter(|_| begins_decimal(body)).map(Value::Float)
}

/// Whether a number may begin so behind its sign, other than `inf` and `nan` to Rust.
fn begins_decimal(body: &str) -> bool {
    body.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// What a reader of YAML 1.1 makes of a plain scalar that is something else by YAML 1.2.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Otherwise {
    /// In the words of the messages, such as "an octal number".
    pub(crate) kind: &'static str,
    /// Tells apart the values that such a reader tells apart.
    value: String,
    /// The number or boolean, written so that every reader reads it.
    pub(crate) agreed: Option<String>,
}

/// How some reader of YAML 1.1 takes a plain scalar, where that differs from YAML 1.2. Readers are those that keep to
/// the types of yaml.org, such as Python's and Ruby's, and go-yaml.
pub(crate) fn read_otherwise(plain: &str) -> Option<Otherwise> {
    if let Some(kind) = type_beyond_json(plain) {
        return Some(Otherwise { kind, value: plain.to_owned(), agreed: None });
    }
    let new = resolve(plain.into(), Reading::Groma);
    let go = resolve(plain.into(), Reading::Kubernetes);
    let old = match go {
        Value::Int(_) | Value::Float(_) if !is_number_of_1_1(plain) => &Value::String(plain.into()),
        _ => &go,
    };
    let other = [old, &go].into_iter().find(|other| !new.is_same_scalar(other))?;
    let digits = plain.trim_start_matches(['-', '+']);
    let kind = match other {
        Value::Bool(_) => "a boolean",
        Value::Int(_) if digits.starts_with('0') && !digits.contains(char::is_alphabetic) => "an octal number",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::String(_) => "a string",
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
    };
    let agreed = match if matches!(new, Value::String(_)) { other } else { &new } {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) => Some(format!("{value:?}")).filter(|text| !text.contains(['e', 'f'])),
        Value::Null | Value::String(_) | Value::Sequence(_) | Value::Mapping(_) => None,
    };
    Some(Otherwise { kind, value: format!("{other:?}"), agreed })
}

/// The kinds of YAML 1.1 (yaml.org/type) that JSON has not.
fn type_beyond_json(plain: &str) -> Option<&'static str> {
    let digits = |text: &str, most: usize| text.len() <= most && is_digits(text);
    let first = *plain.as_bytes().first()?;
    match first {
        b'=' if plain == "=" => return Some("a default value"),
        b'<' if plain == "<<" => return Some("a merge key"),
        b'0'..=b'9' | b'-' | b'+' => {}
        _ => return None,
    }
    let counted = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    if let Some((whole, parts)) = plain.strip_prefix(['-', '+']).unwrap_or(plain).split_once(':') {
        let (parts, fraction) = parts.split_once('.').unwrap_or((parts, ""));
        // Ruby reads `08:30` so, Python only what begins with another digit.
        let sixty =
            whole.starts_with(|c: char| c.is_ascii_digit()) && whole.bytes().chain(fraction.bytes()).all(counted);
        if sixty && parts.split(':').all(|part| digits(part, 2) && part < "6" || digits(part, 1)) {
            return Some("a base-60 number");
        }
    }
    let (year, rest) = plain.split_once('-')?;
    let (month, rest) = rest.split_once('-')?;
    let (day, time) = rest.split_at(rest.bytes().take(2).take_while(u8::is_ascii_digit).count());
    let is_time = time.starts_with(['T', 't', ' '])
        && time.matches(':').count() > 1
        && time[1..].bytes().all(|byte| byte.is_ascii_digit() || b" :.+-Z".contains(&byte));
    let date = digits(year, 4) && year.len() == 4 && digits(month, 2) && digits(day, 2);
    (date && (time.is_empty() || is_time)).then_some("a date")
}

/// Whether a number by go-yaml's reading is one by the expressions of yaml.org/type, as PyYAML narrows them.
fn is_number_of_1_1(text: &str) -> bool {
    let body = text.trim_start_matches(['-', '+']);
    match body.strip_prefix('0') {
        Some(rest) if rest.starts_with(['x', 'b']) => true,
        Some(_) | None if body.contains(['.', 'e', 'E']) => {
            let (mantissa, exponent) = body.split_once(['e', 'E']).unwrap_or((body, "+"));
            let begins = !mantissa.starts_with('.') || body.len() == text.len();
            mantissa.contains('.') && exponent.starts_with(['-', '+']) && begins
        }
        Some(rest) => rest.bytes().all(|byte| matches!(byte, b'0'..=b'7' | b'_')),
        None => true,
    }
}

/// Integers in the bases of Go's literals and with `_` between digits, `010` as octal; then decimals.
fn old_number(text: &str) -> Option<Value<'static>> {
    // Behind a dot, an underscore must stand between digits.
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let misplaced = |at: usize| at == 0 || !is_digit(bytes.get(at - 1)) || !is_digit(bytes.get(at + 1));
    if text.starts_with('.') && text.match_indices('_').any(|(at, _)| misplaced(at)) {
        return None;
    }
    let plain: Cow<'_, str> = if text.contains('_') { text.replace('_', "").into() } else { text.into() };
    let (sign, body) = match plain.as_bytes().first()? {
        b'-' => ("-", &plain[1..]),
        b'+' => ("", &plain[1..]),
        _ => ("", &*plain),
    };
    let lower = |prefix: &str| body.get(..2).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let (digits, radix) = match body {
        _ if lower("0x") => (&body[2..], 16),
        _ if lower("0o") => (&body[2..], 8),
        _ if lower("0b") => (&body[2..], 2),
        _ if body.len() > 1 && body.starts_with('0') => (&body[1..], 8),
        _ => (body, 10),
    };
    if !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)) {
        if let Ok(value) = i64::from_str_radix(&format!("{sign}{digits}"), radix) {
            return Some(Value::Int(value));
        }
        // Beyond 64 bits with a sign, but not without one.
        if let Some(value) = u64::from_str_radix(digits, radix).ok().filter(|_| body.len() == plain.len()) {
            return Some(Value::Float(value as f64));
        }
    }
    let value = plain.parse().ok().filter(|value: &f64| begins_decimal(body) && value.is_finite())?;
    Some(Value::Float(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, reading: Reading) -> String {
        match resolve(text.into(), reading) {
            Value::String(_) => "text".into(),
            value => format!("{value:?}"),
        }
    }

    #[test]
    fn what_two_readers_read_differently_is_known() {
        let cases = [
            ("y No on OFF", "a boolean", ["true", "false", "true", "false"].as_slice()),
            ("010 0777 -012 0_7", "an octal number", &["10", "777", "-12", "7"]),
            ("1_000 0b11 0X1F 0B1 -0x10 +0b1", "a number", &["1000", "3", "31", "1", "-16", "1"]),
            ("1_000.5 0x_f 1__0", "a number", &["1000.5", "15", "10"]),
            ("0o17 08 1e3 1.5e3 +.5 12e4567", "a string", &["15", "8", "1000.0", "1500.0", "0.5", ""]),
            ("1:30 12:30 08:30 190:20:30.15 -1:30", "a base-60 number", &["", "", "", "", ""]),
            ("2024-01-31 2024-1-31 2024-01-31T10:00:00Z 2024-01-31t1:00:00.5+02:00", "a date", &["", "", "", ""]),
            ("=", "a default value", &[""]),
            ("<<", "a merge key", &[""]),
        ];
        for (texts, kind, agreed) in cases {
            for (text, agreed) in texts.split(' ').zip(agreed) {
                let other = read_otherwise(text).unwrap_or_else(|| panic!("all agree on {text}"));
                assert_eq!((other.kind, other.agreed.as_deref().unwrap_or("")), (kind, *agreed), "{text}");
            }
        }
        for text in
            "~ 0 00 007 +1 10 -5 .5 1. 1.5e+3 0x1F .inf .nan true Null 1.34 1.2.3 . - + 1:60 orders a:b".split(' ')
        {
            assert_eq!(read_otherwise(text), None, "{text}");
        }
        assert_ne!(read_otherwise("08"), read_otherwise("008"), "two strings");
    }

    #[test]
    fn each_reader_has_its_own_mind() {
        let cases = [
            ("yes", "text", "Bool(true)"),
            ("off", "text", "Bool(false)"),
            ("yEs", "text", "text"),
            ("True", "Bool(true)", "Bool(true)"),
            ("~", "Null", "Null"),
            ("010", "Int(10)", "Int(8)"),
            ("08", "Int(8)", "Float(8.0)"),
            ("0o17", "Int(15)", "Int(15)"),
            ("0b11", "text", "Int(3)"),
            ("0X1F", "text", "Int(31)"),
            ("1_000", "text", "Int(1000)"),
            ("-0x10", "text", "Int(-16)"),
            ("12e4567", "Float(inf)", "text"),
            ("1e3", "Float(1000.0)", "Float(1000.0)"),
            ("1:30", "text", "text"),
            ("2024-01-01", "text", "text"),
            (".5", "Float(0.5)", "Float(0.5)"),
            ("+.5", "Float(0.5)", "Float(0.5)"),
            (".", "text", "text"),
            ("-", "text", "text"),
            ("=", "text", "text"),
            ("18446744073709551615", "Float(1.8446744073709552e19)", "Float(1.8446744073709552e19)"),
        ];
        for (text, new, old) in cases {
            assert_eq!(read(text, Reading::Backstage), new, "{text} by YAML 1.2");
            assert_eq!(read(text, Reading::Kubernetes), old, "{text} by YAML 1.1");
        }
    }
}
