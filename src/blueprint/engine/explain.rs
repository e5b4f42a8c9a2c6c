//! Turns errors of the engine into messages with help.

use minijinja::{Error, ErrorKind};

use super::TemplateError;
use super::meter::Advice;
use crate::diagnostic::suggest;

/// Tells what went wrong, as far down as it is known.
pub(crate) fn explain(error: &Error) -> TemplateError {
    let mut cause = error;
    // An included template's own error says more than the include.
    while let Some(inner) = std::error::Error::source(cause).and_then(|source| source.downcast_ref::<Error>()) {
        cause = inner;
    }
    let (reason, help) = told(cause);
    let mut told = TemplateError {
        template: cause.name().map(str::to_owned),
        range: cause.range(),
        line: cause.line(),
        reason,
        help,
        missing: (cause.kind() == ErrorKind::UndefinedError).then(String::new),
        limited: matches!(cause.kind(), ErrorKind::OutOfFuel | ErrorKind::WriteFailure)
            || cause.detail() == Some(ENDLESS)
            || advice(cause).is_some_and(|advice| advice.endless),
    };
    if let Some((name, place)) = cause.detail().and_then(missing) {
        told.reason = format!("`{name}` is undefined");
        told.missing = Some(name.to_owned());
        if let Some(place) = place {
            let (template, line) = place.rsplit_once(':').unwrap_or_else(|| ("", place.trim_start_matches("line ")));
            told.template = Some(template.to_owned()).filter(|template| !template.is_empty()).or(told.template);
            (told.range, told.line) = (None, line.parse().ok());
        }
    }
    told
}

/// The name in the engine's "`app.nam` is undefined (from line 3)", and where it was first asked for if not there.
fn missing(detail: &str) -> Option<(&str, Option<&str>)> {
    let (before, after) = detail.split_once("` is undefined")?;
    let name = before.rsplit('`').next()?;
    Some((name, after.split_once("from ").map(|(_, place)| place.trim_end_matches(')'))))
}

/// How the engine calls a recursion without end.
const ENDLESS: &str = "recursion limit exceeded";

/// A text that has more bytes than it may have.
pub(crate) fn too_large(template: &str, limit: usize) -> Box<TemplateError> {
    let (template, help) = (Some(template.to_owned()), "write less, or split the file".to_owned());
    let reason = grown(limit);
    Box::new(TemplateError { template, range: None, line: None, reason, help, missing: None, limited: true })
}

pub(crate) fn grown(limit: usize) -> String {
    match limit >> 20 {
        0 => format!("the text exceeds {} KiB", limit >> 10),
        limit => format!("the file exceeds {limit} MiB"),
    }
}

fn advice(cause: &Error) -> Option<&Advice> {
    std::error::Error::source(cause).and_then(|source| source.downcast_ref())
}

fn told(cause: &Error) -> (String, String) {
    let detail = cause.detail().unwrap_or_default();
    let source = std::error::Error::source(cause);
    if let Some(Advice { help, .. }) = advice(cause) {
        return (detail.to_owned(), (*help).to_owned());
    }
    let quoted = || detail.split('\'').nth(1).unwrap_or(detail);
    let unknown = || detail.trim_end_matches(" is unknown").rsplit(' ').next().unwrap_or(detail);
    let (reason, help) = match cause.kind() {
        ErrorKind::UndefinedError if detail.is_empty() => ("undefined name".to_owned(), "correct the name"),
        ErrorKind::UndefinedError => (detail.to_owned(), "correct the name"),
        ErrorKind::OutOfFuel => ("the template runs too long".to_owned(), "loop over fewer items"),
        ErrorKind::WriteFailure => {
            let reason = source.map_or_else(|| detail.to_owned(), |source| source.to_string());
            let help =
                if reason.starts_with("the plain text") { "make it shorter" } else { "write less, or split the file" };
            (reason, help)
        }
        ErrorKind::InvalidOperation if detail == ENDLESS => {
            ("infinite recursion".to_owned(), "end the recursion with a condition")
        }
        ErrorKind::TemplateNotFound => (
            format!("the blueprint has no file `{}`", quoted()),
            "name a file ending in `.jinja`, relative to the blueprint's folder",
        ),
        ErrorKind::UnknownFilter => return (format!("unknown filter `{}`", unknown()), suggest(unknown(), FILTERS)),
        ErrorKind::UnknownTest => return (format!("unknown test `{}`", unknown()), suggest(unknown(), TESTS)),
        ErrorKind::UnknownFunction => (format!("unknown function `{}`", unknown()), "call `range`, or a macro"),
        ErrorKind::SyntaxError => return syntax(detail),
        kind if detail.is_empty() => (kind.to_string(), "correct the expression"),
        ErrorKind::InvalidOperation => (detail.to_owned(), "correct the expression"),
        kind => (format!("{kind}: {detail}"), "correct the expression"),
    };
    (reason, help.to_owned())
}

/// Filters of templates, as `docs/blueprints.md` lists them.
pub(crate) const FILTERS: [&str; 38] = [
    "abs",
    "bool",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "float",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "json",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
];
/// Tests of templates, without those that are operators too.
pub(crate) const TESTS: [&str; 28] = [
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "even",
    "false",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sequence",
    "startingwith",
    "string",
    "true",
    "undefined",
];
/// Statements of templates.
const STATEMENTS: [&str; 15] = [
    "if", "elif", "else", "endif", "for", "endfor", "set", "macro", "endmacro", "include", "import", "with", "endwith",
    "raw", "endraw",
];

fn syntax(detail: &str) -> (String, String) {
    if detail.contains("recursion limit") {
        let help = "split it up, with `{% set name = .. %}` for each part";
        return ("expressions are nested too deeply".into(), help.into());
    }
    let Some(name) = detail.strip_prefix("unknown statement ") else {
        let help = match detail.contains("end of input") {
            true if detail.contains("end of variable block") => "close the expression with `}}`",
            true if detail.contains("end of block") => "close the tag with `%}`",
            true => "close every tag, and every block: `{% endif %}`, `{% endfor %}`",
            false => "correct the tag; write a value as `${{ name }}`",
        };
        return (format!("syntax error: {detail}"), help.into());
    };
    match (name, name.strip_prefix("end")) {
        (_, Some(opening)) if STATEMENTS.contains(&name) => (
            format!("`{name}` has no matching block"),
            format!("remove it, or open the block above it: `{{% {opening} .. %}}`"),
        ),
        ("else" | "elif", _) => (
            format!("`{name}` is outside any block"),
            "put it between `{% if .. %}` and `{% endif %}`, not after another `else`".to_owned(),
        ),
        _ => (format!("unknown statement `{name}`"), suggest(name, STATEMENTS)),
    }
}
