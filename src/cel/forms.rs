//! Named string formats: `format.dns1123Label().validate(text)` holds errors, or nothing.

use cel::common::functions::Function;
use cel::common::types::{CelOptional, CelString};
use cel::common::value::{CowVal, Val};
use cel::{DeclarationError, Env, ExecutionError, Value, add_member_overload};

use super::{addresses, lists};
use crate::values::format::Format;
use crate::values::pattern;

pub(crate) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    for (name, form) in FORMS {
        env.add_overload(name, name, Vec::new(), form)?;
    }
    add_member_overload!(env, fn validate: (CelString, CelString) -> Result<CelOptional>)
}

/// A form is its name.
const FORMS: [(&str, Function); 13] = [
    ("format.byte", |_| named("byte")),
    ("format.date", |_| named("date")),
    ("format.datetime", |_| named("date-time")),
    ("format.dns1035Label", |_| named("dns1035Label")),
    ("format.dns1035LabelPrefix", |_| named("dns1035LabelPrefix")),
    ("format.dns1123Label", |_| named("dns1123Label")),
    ("format.dns1123LabelPrefix", |_| named("dns1123LabelPrefix")),
    ("format.dns1123Subdomain", |_| named("dns1123Subdomain")),
    ("format.dns1123SubdomainPrefix", |_| named("dns1123SubdomainPrefix")),
    ("format.labelValue", |_| named("labelValue")),
    ("format.qualifiedName", |_| named("qualifiedName")),
    ("format.uri", |_| named("uri")),
    ("format.uuid", |_| named("uuid")),
];

fn named<'b, 'v>(name: &'static str) -> Result<CowVal<'b, 'v>, ExecutionError> {
    Ok(CowVal::owned(CelString::from(name)))
}

fn validate(form: &CelString<'_>, text: &CelString<'_>) -> Result<CelOptional<'static>, ExecutionError> {
    if fits(form.inner(), text.inner()) {
        return Ok(CelOptional::none());
    }
    let errors: Box<dyn Val> = Box::new(lists::list(vec![Value::from("it is of another form")])?);
    Ok(CelOptional::of(errors))
}

fn fits(form: &str, text: &str) -> bool {
    const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    const NAME: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    // What a prefix ends with is made up later.
    let (form, text) = match form.strip_suffix("Prefix") {
        Some(form) => (form, text.trim_end_matches('-')),
        None => (form, text),
    };
    let is = |pattern: &str, most: usize| {
        text.len() <= most && pattern::shared(&format!("^({pattern})$")).is_ok_and(|regex| regex.is_match(text))
    };
    match form {
        "dns1123Label" => is(LABEL, 63),
        "dns1035Label" => is("[a-z]([-a-z0-9]*[a-z0-9])?", 63),
        "dns1123Subdomain" => is(&format!(r"{LABEL}(\.{LABEL})*"), 253),
        "labelValue" => text.is_empty() || is(NAME, 63),
        "qualifiedName" => is(&format!(r"({LABEL}(\.{LABEL})*/)?{NAME}"), 317),
        "uri" => addresses::is_absolute(text),
        other => Format::named(other).fits_text(text),
    }
}
