//! Which repositories there are: every output is asked for each entity, and the answers are grouped by path.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde_json::Value as Json;

use super::context::Contexts;
use super::faults::{self, Found};
use super::{Job, Part, Rendering, path, plain};
use crate::blueprint::{Text, TextKind};
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{conflicting_repository, invalid_value, name_collision, path_escapes};
use crate::diagnostic::{Sink, visible};
use crate::interpolate::marked::{Mark, MarkedText};

/// Most branches of one repository.
const MAX_BRANCHES: usize = 100;

/// A part with the repository it asked for.
pub(crate) struct Request {
    pub(crate) path: String,
    branches: Option<Vec<String>>,
    visibility: Option<String>,
    part: Part,
}

/// What an output asks for: nothing where its condition says no.
pub(crate) type Answer = Result<Option<Request>, Refused>;

/// Why an output has no answer.
pub(crate) struct Refused {
    pub found: Found,
    /// Whether its condition said yes.
    pub wanted: bool,
}

impl Rendering<'_> {
    /// Asks every output for its repository; after one without end, no further one is asked.
    pub(super) fn requests(&self, parts: &[Part]) -> Vec<(Part, Answer)> {
        let endless = AtomicBool::new(false);
        let some = |parts: &[Part]| -> Vec<(Part, Answer)> {
            let mut contexts = Contexts::default();
            let mut answers = Vec::with_capacity(parts.len());
            for part in parts.iter().take_while(|_| !endless.load(Ordering::Relaxed)) {
                let answer = self.request(*part, &mut contexts);
                endless.fetch_or(answer.as_ref().is_err_and(|refused| refused.found.endless), Ordering::Relaxed);
                answers.push((*part, answer));
            }
            answers
        };
        let answers: Vec<_> = parts.par_chunks(128).map(some).collect();
        // Which of them are known by then hangs on the threads, so that they are asked again, one by one.
        match endless.swap(false, Ordering::Relaxed) {
            true => some(parts),
            false => answers.into_iter().flatten().collect(),
        }
    }

    /// Asks an output for its repository.
    fn request(&self, part: Part, contexts: &mut Contexts) -> Answer {
        let output = self.output(part);
        let context = contexts.of(self, part);
        let mut found = Found::default();
        let mut evaluate = |text: &Text| self.evaluate(part, text, &context).map_err(|more| found.extend(more)).ok();
        let wanted = output.when.as_ref().map_or(Some(true), |when| Some(truth(&evaluate(when)?)));
        if wanted == Some(false) {
            return Ok(None);
        }
        // One field at fault hides no other.
        let path = evaluate(&output.repository).map(|path| plain(&path));
        let branches = output.branches.as_ref().and_then(&mut evaluate).map(|branches| list(&branches));
        let visibility = output.visibility.as_ref().and_then(&mut evaluate).map(|visibility| plain(&visibility));
        let mut refuse = |rule: &'static Rule, text: &Text, message: String, help: &str| {
            found.faults.push(self.for_entity(part, rule.at(text.span, message).help(help)));
        };
        if let Some(path) = &path
            && let Err(reason) = path::check_repository(path)
        {
            let message = format!("repository `{}` {reason}", shown(path));
            let help = "use a path of plain names, such as `${{ app.repository }}`";
            refuse(&path_escapes::RULE, &output.repository, message, help);
        }
        if let (Some(text), Some(branches)) = (&output.branches, &branches)
            && let Some(branch) = branches
                .iter()
                .map(String::as_str)
                .chain(branches.is_empty().then_some(""))
                .find(|branch| !is_branch(branch))
        {
            let help = "use a list of branches such as `app.deployment.branches`";
            refuse(&invalid_value::RULE, text, format!("`{}` is not a branch", shown(branch)), help);
        }
        if let (Some(text), Some(branches)) = (&output.branches, &branches)
            && branches.len() > MAX_BRANCHES
        {
            let message = format!("more than {MAX_BRANCHES} branches");
            refuse(&invalid_value::RULE, text, message, "list one for each environment");
        }
        if let (Some(text), Some(visibility)) = (&output.visibility, &visibility)
            && !matches!(visibility.as_str(), "private" | "internal" | "public")
        {
            let message = format!("`{}` is not a visibility", shown(visibility));
            refuse(&invalid_value::RULE, text, message, "use `private`, `internal` or `public`");
        }
        match path {
            Some(path) if found.faults.is_empty() => Ok(Some(Request { path, branches, visibility, part })),
            _ => Err(Refused { found, wanted: wanted.is_some() }),
        }
    }

    /// Renders a text of `blueprint.yaml`.
    pub(super) fn evaluate(&self, part: Part, text: &Text, context: &minijinja::Value) -> Result<MarkedText, Found> {
        match &text.kind {
            TextKind::Fixed(text) => Ok(MarkedText::fixed(text)),
            TextKind::Template(name) => self.blueprints.engine.render(name, context).map_err(|_| {
                let Found { faults, endless } = faults::of_text(self, part, text.span, "", name, context);
                Found { faults: faults.into_iter().map(|fault| self.for_entity(part, fault)).collect(), endless }
            }),
        }
    }

    /// Requests, sorted by path, to one job for each repository.
    pub(super) fn group(&self, requests: Vec<Request>, sink: &mut Sink) -> Vec<Job> {
        let default_branch = &self.platform.facts.git.branch;
        let mut jobs: Vec<Job> = Vec::new();
        let mut explicit: (Option<Vec<String>>, Option<String>) = (None, None);
        for request in requests {
            if jobs.last().is_none_or(|job| job.path != request.path) {
                explicit = (None, None);
                let (branches, visibility) = (vec![default_branch.clone()], "private".to_owned());
                jobs.push(Job { path: request.path, branches, visibility, parts: Vec::new() });
            }
            let Some(job) = jobs.last_mut() else { continue };
            let branches = explicit.0.get_or_insert_with(|| request.branches.clone().unwrap_or_default());
            if branches.is_empty() {
                *branches = request.branches.clone().unwrap_or_default();
            }
            let visibility = explicit.1.get_or_insert_with(|| request.visibility.clone().unwrap_or_default());
            if visibility.is_empty() {
                *visibility = request.visibility.clone().unwrap_or_default();
            }
            let conflict = request.branches.as_ref().is_some_and(|wanted| wanted != branches)
                || request.visibility.as_ref().is_some_and(|wanted| wanted != visibility);
            if conflict {
                let message = format!("outputs disagree on the branches or the visibility of `{}`", job.path);
                let span = self.output(request.part).repository.span;
                sink.push(
                    self.for_entity(
                        request.part,
                        conflicting_repository::RULE
                            .at(span, message)
                            .help("set the same `branches:` and `visibility:` on both, or on one only"),
                    ),
                );
            }
            if !branches.is_empty() {
                job.branches.clone_from(branches);
            }
            if !visibility.is_empty() {
                job.visibility.clone_from(visibility);
            }
            job.parts.push(request.part);
        }
        jobs
    }

    /// A repository cannot lie in the folder of another one.
    pub(super) fn refuse_nested(&self, sink: &mut Sink) {
        for job in &self.jobs {
            let above = crate::path::ancestors(&job.path);
            let find = |path: &str| self.jobs.binary_search_by(|job| job.path.as_str().cmp(path)).ok();
            if let Some(outer) = above.filter_map(find).next().map(|at| &self.jobs[at]) {
                let message = format!("repository `{}` lies inside repository `{}`", job.path, outer.path);
                let span = self.output(job.parts[0]).repository.span;
                let diagnostic = name_collision::RULE
                    .at(span, message)
                    .related(self.output(outer.parts[0]).repository.span, "the outer one")
                    .help("change one of the two paths");
                sink.push(self.for_entity(job.parts[0], diagnostic));
            }
        }
    }
}

/// The beginning of a text that may be long, for a message.
fn shown(text: &str) -> String {
    let begin = &text[..text.floor_char_boundary(100)];
    format!("{}{}", visible(begin), if begin.len() < text.len() { ".." } else { "" })
}

/// Whether git takes the name for a branch, in the narrow form that every host accepts.
fn is_branch(name: &str) -> bool {
    let legal = |part: &str| {
        let inner = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        inner && !part.is_empty() && !part.starts_with(['.', '-']) && !part.ends_with('.') && !part.ends_with(".lock")
    };
    name.len() <= 250 && name.split('/').all(legal) && !name.contains("..")
}

/// Whether a condition holds: empty, zero, `false` and `none` say no.
fn truth(marked: &MarkedText) -> bool {
    match marked.only_value() {
        Some((Mark::Bool, value)) => value == "true",
        Some((Mark::Null, _)) => false,
        Some((Mark::Collection, value)) => !matches!(value, "[]" | "{}"),
        Some((Mark::Number, value)) => value.parse() != Ok(0.0),
        Some((Mark::String, value)) => !value.is_empty(),
        None => !matches!(plain(marked).trim(), "" | "false"),
    }
}

/// A list of texts; a single text is a list of one.
fn list(marked: &MarkedText) -> Vec<String> {
    match marked.only_value() {
        Some((Mark::Collection, json)) => {
            let items: Vec<Json> = serde_json::from_str(json).unwrap_or_default();
            items.into_iter().map(|item| item.as_str().map_or(item.to_string(), str::to_owned)).collect()
        }
        _ => vec![plain(marked)],
    }
}
