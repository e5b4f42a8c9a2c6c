//! The template engine: Jinja with Backstage's delimiters, strict, pure and bounded.
//!
//! The only part of groma that names the engine's configuration. Templates see plain data and a fixed list of pure
//! filters; there is no way to the disk, the clock, the environment or the network. What it writes is marked text
//! for [`crate::weave`], never the final bytes.

use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use rustc_hash::FxHashMap;

use super::straight::Straight;
use crate::diagnostic::suggest;
use crate::weave::{Mark, MarkedText, mark, mark_str};

/// Instructions that one template may run.
const FUEL: u64 = 20_000_000;
/// Largest file that one template may make, in bytes.
pub const MAX_OUTPUT: usize = 16 << 20;

/// All templates of a run, compiled once.
#[derive(Debug)]
pub struct Engine {
    pub(super) environment: Environment<'static>,
    /// Those of the same templates that need no engine, by name.
    pub(super) straight: FxHashMap<String, Straight>,
}

/// Why a template could not be compiled or rendered.
#[derive(Debug)]
pub struct TemplateError {
    /// Name of the template, as it was added.
    pub template: Option<String>,
    /// Bytes of the template's source at fault.
    pub range: Option<std::ops::Range<usize>>,
    pub line: Option<usize>,
    pub reason: String,
    /// What to do, in the imperative.
    pub help: String,
    /// The name that is not there, such as `app.nam`; empty when the engine cannot tell.
    pub missing: Option<String>,
    /// Whether a limit ended it, behind which nothing can be judged.
    pub limited: bool,
}

impl Default for Engine {
    fn default() -> Self {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("{%", "%}")
            .variable_delimiters("${{", "}}")
            .comment_delimiters("{#", "#}")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters differ");
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        environment.set_debug(true);
        environment.set_formatter(format);
        environment.set_path_join_callback(in_blueprint);
        environment.remove_filter("pprint");
        environment.remove_filter("safe");
        environment.remove_filter("escape");
        environment.remove_filter("e");
        environment.remove_filter("tojson");
        environment.add_filter("json", json);
        environment.remove_global("debug");
        Self { environment, straight: FxHashMap::default() }
    }
}

impl Engine {
    pub fn add(&mut self, name: String, source: String) -> Result<(), Box<TemplateError>> {
        let straight = Straight::parse(&source).map(|straight| (name.clone(), straight));
        self.environment.add_template_owned(name, source).map_err(|error| explain(&error))?;
        self.straight.extend(straight);
        Ok(())
    }

    /// Renders a template to marked text.
    pub fn render(&self, name: &str, context: &Value) -> Result<MarkedText, Box<TemplateError>> {
        let mut desk = Desk::default();
        self.render_on(&mut desk, name, context)?;
        Ok(desk.marked)
    }

    /// Renders a template to `desk.marked`, in memory that is used again.
    pub fn render_on(&self, desk: &mut Desk, name: &str, context: &Value) -> Result<(), Box<TemplateError>> {
        desk.marked.clear();
        if self.straight.get(name).is_some_and(|straight| straight.fill(context, &mut desk.marked)) {
            return Ok(());
        }
        desk.marked.clear();
        desk.raw.clear();
        let template = self.environment.get_template(name).map_err(|error| explain(&error))?;
        template.render_captured_to(context.clone(), &mut *desk).map_err(|error| explain(&error))?;
        desk.marked.push(std::str::from_utf8(&desk.raw).expect("the engine writes text"));
        Ok(())
    }

    /// The same engine with other sources for some templates; what cannot be compiled stays as it is.
    pub fn with(&self, sources: impl Iterator<Item = (String, String)>) -> Self {
        let mut engine = Self { environment: self.environment.clone(), straight: self.straight.clone() };
        for (name, source) in sources {
            let before = engine.source(&name);
            engine.straight.remove(&name);
            if let (Err(_), Some(before)) = (engine.add(name.clone(), source), before) {
                drop(engine.add(name, before));
            }
        }
        engine
    }

    /// The source of a template.
    pub fn source(&self, name: &str) -> Option<String> {
        self.environment.get_template(name).ok().map(|template| template.source().to_owned())
    }

    /// Renders another text under the name of no template, with the same rules; for finding lines again.
    pub fn render_source(&self, name: &str, source: &str, context: &Value) -> Result<String, Box<TemplateError>> {
        let template = self.environment.template_from_named_str(name, source).map_err(|error| explain(&error))?;
        let mut out = Vec::new();
        template.render_captured_to(context.clone(), &mut out).map_err(|error| explain(&error))?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }
}

/// Memory for one rendering after another; a file under construction that refuses to grow without bound.
#[derive(Debug, Default)]
pub struct Desk {
    pub marked: MarkedText,
    /// What the engine wrote, before it is taken apart.
    raw: Vec<u8>,
}

impl io::Write for Desk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.raw.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::Error::other(format!("the file grows beyond {} MiB", MAX_OUTPUT >> 20)));
        }
        self.raw.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Included and imported files are named from the folder of the blueprint that they belong to.
fn in_blueprint<'n>(name: &'n str, parent: &'n str) -> std::borrow::Cow<'n, str> {
    let blueprint = parent.split(['/', '#']).next().unwrap_or_default();
    format!("{blueprint}/{name}").into()
}

/// Writes a value between marks; how it looks in the end is decided by its context.
pub(super) fn format(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let written = match value.kind() {
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => mark(out, Mark::Null, ""),
        ValueKind::Bool => mark(out, Mark::Bool, value.is_true()),
        ValueKind::Number => mark(out, Mark::Number, value),
        ValueKind::String => mark_str(out, value.as_str().unwrap_or_default()),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => mark(out, Mark::Collection, to_json(value)?),
        kind => return Err(Error::new(ErrorKind::InvalidOperation, format!("{kind} cannot be written into a file"))),
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the file grows too large"))
}

/// A list or mapping as JSON.
pub fn to_json(value: &Value) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

/// `value | json`: a JSON literal, which is one for Python, JavaScript and TOML strings too.
fn json(value: &Value) -> Result<String, Error> {
    let mut text = String::new();
    match value.as_str() {
        Some(string) => crate::yaml::write::quoted(&mut text, string),
        None => text = to_json(value)?,
    }
    Ok(text)
}

fn explain(error: &Error) -> Box<TemplateError> {
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
            || cause.detail() == Some(ENDLESS),
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
    Box::new(told)
}

/// The name in the engine's "`app.nam` is undefined (from line 3)", and where it was first asked for if not there.
fn missing(detail: &str) -> Option<(&str, Option<&str>)> {
    let (before, after) = detail.split_once("` is undefined")?;
    let name = before.rsplit('`').next()?;
    Some((name, after.split_once("from ").map(|(_, place)| place.trim_end_matches(')'))))
}

/// How the engine calls a recursion without end.
const ENDLESS: &str = "recursion limit exceeded";

/// What the engine says, in the words of the other messages, and what to do.
fn told(cause: &Error) -> (String, String) {
    let detail = cause.detail().unwrap_or_default();
    let quoted = || detail.split('\'').nth(1).unwrap_or(detail);
    let unknown = || detail.trim_end_matches(" is unknown").rsplit(' ').next().unwrap_or(detail);
    let (reason, help) = match cause.kind() {
        ErrorKind::UndefinedError if detail.is_empty() => ("an undefined name".to_owned(), "correct the name"),
        ErrorKind::UndefinedError => (detail.to_owned(), "correct the name"),
        ErrorKind::OutOfFuel => ("the template runs without end".to_owned(), "loop over fewer items"),
        ErrorKind::WriteFailure => {
            (format!("the file grows beyond {} MiB", MAX_OUTPUT >> 20), "write less, or split the file")
        }
        ErrorKind::InvalidOperation if detail == ENDLESS => {
            ("the template calls itself without end".to_owned(), "end the recursion by a condition")
        }
        ErrorKind::TemplateNotFound => (
            format!("the blueprint has no file `{}`", quoted()),
            "name a file ending in `.jinja`, from the blueprint's folder",
        ),
        ErrorKind::UnknownFilter => (format!("unknown filter `{}`", unknown()), "use a filter of Jinja, or `json`"),
        ErrorKind::UnknownTest => (format!("unknown test `{}`", unknown()), "use a test of Jinja, such as `defined`"),
        ErrorKind::UnknownFunction => {
            (format!("unknown function `{}`", unknown()), "use a function of Jinja, or a macro")
        }
        ErrorKind::SyntaxError => return syntax(detail),
        kind if detail.is_empty() => (kind.to_string(), "correct the expression"),
        kind => (format!("{kind}: {detail}"), "correct the expression"),
    };
    (reason, help.to_owned())
}

/// Statements of the engine's language.
const STATEMENTS: [&str; 14] = [
    "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "include", "import", "raw",
    "endraw",
];

fn syntax(detail: &str) -> (String, String) {
    let Some(name) = detail.strip_prefix("unknown statement ") else {
        let help = match detail.contains("end of input") {
            true => "close every tag, and every block: `{% endif %}`, `{% endfor %}`",
            false => "correct the tag; a value is written `${{ name }}`",
        };
        return (format!("syntax error: {detail}"), help.into());
    };
    match (name, name.strip_prefix("end")) {
        (_, Some(opening)) if STATEMENTS.contains(&name) => (
            format!("`{name}` closes no block"),
            format!("remove it, or open the block above it: `{{% {opening} .. %}}`"),
        ),
        ("else" | "elif", _) => (
            format!("`{name}` belongs to no block"),
            "put it between `{% if .. %}` and `{% endif %}`, behind no other `else`".to_owned(),
        ),
        _ => (format!("unknown statement `{name}`"), suggest(name, STATEMENTS)),
    }
}
