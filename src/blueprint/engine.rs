//! The template engine: Jinja with Backstage's delimiters, strict, pure and bounded.
//!
//! The only part of groma that names the engine's configuration. Templates see plain data and a fixed list of pure
//! filters; there is no way to the disk, the clock, the environment or the network. What it writes is marked text
//! for [`crate::interpolate`], never the final bytes.

mod explain;
pub(crate) mod filters;
mod guard;
pub(crate) mod guarded;
mod lists;
pub(crate) mod meter;
mod operators;
mod parts;
#[cfg(test)]
mod tests;
mod tokens;
mod trim;

use std::io;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use rustc_hash::FxHashMap;

use guarded::{Guarded, Refusal, Trim};

use super::fast_path::Straight;
use crate::interpolate::MAX_FILE;
use crate::interpolate::marked::{Mark, MarkedText, mark, mark_str};

/// Instructions that one template may run.
const FUEL: u64 = 10_000_000;
/// Instructions of one rendering among many that look for more faults of a template.
pub(crate) const LITTLE_FUEL: u64 = 200_000;
/// Longest file name, and text of `blueprint.yaml`, that a template may make, in bytes.
pub(crate) const MAX_TEXT: usize = 16 << 10;
/// Loops, conditions and calls that may be open at once; a macro counts 4, an included file 10.
const MAX_FRAMES: usize = 100;

/// All templates of a run, compiled once.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub(super) environment: Environment<'static>,
    /// Those of the same templates that need no engine, by name.
    pub(super) fast_path: FxHashMap<String, Straight>,
    /// What the engine was given for each of them, by name.
    pub(super) guarded: FxHashMap<String, Arc<Guarded>>,
    /// Which lines vanish from the templates that are added next.
    pub(super) trim: Trim,
}

/// Why a template could not be compiled or rendered.
#[derive(Debug)]
pub(crate) struct TemplateError {
    /// Name of the template, as it was added.
    pub(crate) template: Option<String>,
    /// Bytes of the template's source at fault.
    pub(crate) range: Option<std::ops::Range<usize>>,
    pub(crate) line: Option<usize>,
    pub(crate) reason: String,
    /// What to do, in the imperative.
    pub(crate) help: String,
    /// The name that is not there, such as `app.nam`; empty when the engine cannot tell.
    pub(crate) missing: Option<String>,
    /// Whether a limit ended it, behind which nothing can be checked.
    pub(crate) limited: bool,
}

impl Default for Engine {
    fn default() -> Self {
        let mut environment = Environment::empty();
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
        environment.set_recursion_limit(MAX_FRAMES);
        filters::add_to(&mut environment);
        lists::add_to(&mut environment);
        operators::add_to(&mut environment);
        Self { environment, fast_path: FxHashMap::default(), guarded: FxHashMap::default(), trim: Trim::default() }
    }
}

impl Engine {
    /// Whether a template was added, and whether it can be rendered.
    pub(crate) fn knows(&self, name: &str) -> Option<bool> {
        self.guarded.contains_key(name).then(|| self.environment.get_template(name).is_ok())
    }

    pub(crate) fn add(&mut self, name: String, source: String) -> Result<(), Box<TemplateError>> {
        self.fast_path.remove(&name);
        let trim = self.guarded.get(&name).map_or(self.trim, |before| before.trim);
        self.guarded.insert(name.clone(), Arc::new(Guarded::refused(trim)));
        let mut guarded = guard::guard(&source, trim, self.environment.syntax())?;
        let given = std::mem::take(&mut guarded.source);
        let fast_path = Straight::parse(&source);
        (guarded.written, guarded.trim) = (source, trim);
        self.guarded.insert(name.clone(), Arc::new(guarded));
        self.environment.add_template_owned(name.clone(), given).map_err(|error| self.explain(&error))?;
        self.fast_path.extend(fast_path.map(|fast_path| (name, fast_path)));
        Ok(())
    }

    /// What is wrong between files, once all are added, with the name of the template that says it.
    pub(crate) fn links(&self) -> Vec<TemplateError> {
        let mut faults = Vec::new();
        for (from, guarded) in &self.guarded {
            for link in &guarded.links {
                let Some(to) = self.guarded.get(&*in_blueprint(&link.name, from)) else { continue };
                let (reason, help) = match link.import {
                    true if !to.library => ("contains more than macros", "move its macros to their own file"),
                    false if to.declares => ("declares macros", "import it, or include a file without macros"),
                    _ => continue,
                };
                let reason = format!("`{}` {reason}", link.name);
                let refusal = Refusal { range: link.range.clone(), reason, help };
                faults.push(TemplateError { template: Some(from.clone()), ..refusal.into() });
            }
        }
        faults.sort_by(|a, b| (&a.template, &a.reason).cmp(&(&b.template, &b.reason)));
        faults
    }

    /// Renders a text of `blueprint.yaml` to marked text.
    pub(crate) fn render(&self, name: &str, context: &Value) -> Result<MarkedText, Box<TemplateError>> {
        let mut scratch = Scratch::default();
        self.render_on(&mut scratch, name, context, MAX_TEXT)?;
        Ok(scratch.marked)
    }

    /// Renders a template to at most `limit` bytes of `desk.marked`, in memory that is used again.
    pub(crate) fn render_on(
        &self,
        scratch: &mut Scratch,
        name: &str,
        context: &Value,
        limit: usize,
    ) -> Result<(), Box<TemplateError>> {
        scratch.limit = limit;
        meter::begin();
        scratch.marked.clear();
        if self.fast_path.get(name).is_some_and(|fast_path| fast_path.fill(context, &mut scratch.marked, scratch.limit))
        {
            return Ok(());
        }
        scratch.marked.clear();
        scratch.raw.clear();
        meter::begin();
        let template = self.environment.get_template(name).map_err(|error| self.explain(&error))?;
        template.render_captured_to(context.clone(), &mut *scratch).map_err(|error| self.explain(&error))?;
        scratch.marked.push(std::str::from_utf8(&scratch.raw).expect("the engine writes text"), scratch.limit);
        match scratch.marked.size() > scratch.limit {
            true => Err(explain::too_large(name, scratch.limit)),
            false => Ok(()),
        }
    }

    /// The same engine with other sources for some templates; what cannot be compiled stays as it is.
    pub(crate) fn with(&self, sources: impl Iterator<Item = (String, String)>) -> Self {
        let mut engine = self.clone();
        for (name, source) in sources {
            let Some(before) = self.guarded.get(&name) else { continue };
            if engine.add(name.clone(), source).is_err() {
                drop(engine.add(name, before.written.clone()));
            }
        }
        engine
    }

    /// The source of a template.
    pub(crate) fn source(&self, name: &str) -> Option<String> {
        self.guarded.get(name).map(|guarded| guarded.written.clone())
    }

    /// Renders another text under the name of no template, with the same rules, as far as it gets; for finding lines
    /// again.
    pub(crate) fn render_source(&self, name: &str, source: &str, context: &Value) -> String {
        let mut scratch = Scratch { limit: 2 * MAX_FILE, ..Scratch::default() };
        let trim = self.guarded.get(name).map(|guarded| guarded.trim).unwrap_or_default();
        if let Ok(guarded) = guard::guard(source, trim, self.environment.syntax())
            && let Ok(template) = self.environment.template_from_named_str(name, &guarded.source)
        {
            meter::begin();
            let _ = template.render_captured_to(context.clone(), &mut scratch);
        }
        String::from_utf8_lossy(&scratch.raw).into_owned()
    }

    fn explain(&self, error: &Error) -> Box<TemplateError> {
        let told = explain::explain(error);
        let guarded = told.template.as_deref().and_then(|name| self.guarded.get(name));
        let range = told.range.clone().map(|range| guarded.map_or(range.clone(), |guarded| guarded.range(range)));
        Box::new(TemplateError { range, ..told })
    }
}

impl From<Refusal> for TemplateError {
    fn from(Refusal { range, reason, help }: Refusal) -> Self {
        let help = help.to_owned();
        Self { template: None, range: Some(range), line: None, reason, help, missing: None, limited: false }
    }
}

impl From<Refusal> for Box<TemplateError> {
    fn from(refusal: Refusal) -> Self {
        Box::new(refusal.into())
    }
}

/// Memory for one rendering after another; a file under construction that refuses to grow without bound.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) marked: MarkedText,
    /// What the engine wrote, before it is taken apart.
    raw: Vec<u8>,
    /// Bytes that it may have.
    limit: usize,
}

impl io::Write for Scratch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.raw.len() + bytes.len() > self.limit {
            return Err(io::Error::other(explain::grown(self.limit)));
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
        ValueKind::Number => {
            // A float may have some 300 digits.
            if !value.is_integer() {
                meter::grow(16 * parts::SMALL)?;
            }
            mark(out, Mark::Number, value)
        }
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            // In a macro, what is written is kept in memory.
            if text.len() > parts::SMALL {
                meter::grow(text.len())?;
            }
            mark_str(out, text)
        }
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
            let json = filters::to_json(value)?;
            meter::grow(json.len())?;
            mark(out, Mark::Collection, json)
        }
        kind => return Err(Error::new(ErrorKind::InvalidOperation, format!("cannot write {kind} into a file"))),
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the file is too large"))
}
