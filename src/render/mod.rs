//! Platform and blueprints to repositories, in parallel and always in the same order.
//!
//! First every output is asked for which repository it renders, for each entity; then every repository is rendered
//! on its own, large ones in portions, and handed on at once, so that memory holds a few repositories and never all.

mod claims;
mod context;
mod file;
mod manifest;
mod path;
mod trace;

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::blueprint::{Blueprint, Blueprints, Entity, Output, Text, TextKind};
use crate::diagnostic::{Diagnostic, Sink};
use crate::platform::Platform;
use crate::source::{Sources, Span};
use crate::tree::Repository;
use crate::weave::{Mark, MarkedText};
pub use manifest::PATH as MANIFEST;

use context::{Parameters, Subject};

/// Parts of one repository that are rendered before they are handed on; about 2 MB of files.
const PORTION: usize = 512;

/// What is rendered, ready to go.
pub struct Rendering<'a> {
    platform: Arc<Platform>,
    blueprints: &'a Blueprints,
    sources: &'a Sources,
    /// Sorted by path.
    jobs: Vec<Job>,
}

/// One repository and everything that goes into it.
#[derive(Debug)]
struct Job {
    path: String,
    branches: Vec<String>,
    visibility: String,
    parts: Vec<Part>,
}

/// One output for one entity.
#[derive(Debug, Clone, Copy)]
struct Part {
    blueprint: u32,
    output: u32,
    entity: Entity,
    /// Index of the entity among its kind, and of its environment or view.
    index: u32,
    environment: Option<u32>,
}

/// A part with the repository it asked for.
struct Request {
    path: String,
    branches: Option<Vec<String>>,
    visibility: Option<String>,
    part: Part,
}

impl<'a> Rendering<'a> {
    /// Finds out which repositories there are and what goes into them.
    pub fn new(platform: Arc<Platform>, blueprints: &'a Blueprints, sources: &'a Sources, sink: &mut Sink) -> Self {
        let mut rendering = Self { platform, blueprints, sources, jobs: Vec::new() };
        let parts = rendering.parts();
        let requests: Vec<(Vec<Request>, Vec<Diagnostic>)> = parts
            .par_chunks(128)
            .map(|chunk| {
                let mut found = Vec::new();
                let requests = chunk.iter().filter_map(|part| rendering.request(*part, &mut found)).collect();
                (requests, found)
            })
            .collect();
        let mut all = Vec::with_capacity(parts.len());
        for (requests, found) in requests {
            all.extend(requests);
            sink.extend(found);
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        rendering.jobs = rendering.group(all, sink);
        rendering.refuse_nested(sink);
        sink.extend(claims::check(&rendering));
        rendering
    }

    pub fn repositories(&self) -> usize {
        self.jobs.len()
    }

    /// Renders everything; each portion of a repository goes to `consume`, from many threads, the last one with the
    /// repository's manifest. Faults are collected; an error of `consume` ends the run.
    pub fn render<E: Send>(
        &self,
        consume: &(dyn Fn(usize, Repository) -> Result<(), E> + Sync),
    ) -> Result<Vec<Diagnostic>, E> {
        let found: Vec<Vec<Diagnostic>> = self
            .jobs
            .par_iter()
            .enumerate()
            .map(|(at, job)| self.repository(job, &|repository| consume(at, repository)))
            .collect::<Result<_, E>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Every output for every entity it is made for, in order.
    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for (blueprint, _) in &self.platform.blueprints {
            self.outputs(*blueprint, |output, scope| self.everywhere(*blueprint, output, scope, &mut parts));
        }
        for (index, app) in self.platform.apps.iter().enumerate() {
            self.own_outputs(app.blueprint, Entity::App, index, app.views.len(), &mut parts);
        }
        for (index, resource) in self.platform.resources.iter().enumerate() {
            self.own_outputs(resource.blueprint, Entity::Resource, index, resource.views.len(), &mut parts);
        }
        parts
    }

    fn outputs(&self, blueprint: usize, mut visit: impl FnMut(usize, &Output)) {
        for (at, output) in self.blueprints.list[blueprint].outputs.iter().enumerate() {
            visit(at, output);
        }
    }

    fn everywhere(&self, blueprint: usize, at: usize, output: &Output, parts: &mut Vec<Part>) {
        let platform = &self.platform;
        let (entity, all) = (output.scope.entity, platform.environments.len());
        let counts: Vec<usize> = match entity {
            Entity::Platform => vec![all],
            Entity::Domain => vec![all; platform.domains.len()],
            Entity::Team => vec![all; platform.teams.len()],
            Entity::System => vec![all; platform.systems.len()],
            Entity::Api => vec![all; platform.apis.len()],
            Entity::App => platform.apps.iter().map(|app| app.views.len()).collect(),
            Entity::Resource => platform.resources.iter().map(|resource| resource.views.len()).collect(),
        };
        for (index, environments) in counts.into_iter().enumerate() {
            push(parts, blueprint, at, output, index, environments);
        }
    }

    /// The outputs of the blueprint that an app or resource is made from.
    fn own_outputs(&self, blueprint: usize, entity: Entity, index: usize, views: usize, parts: &mut Vec<Part>) {
        if self.platform.blueprints.iter().any(|(listed, _)| *listed == blueprint) {
            return;
        }
        self.outputs(blueprint, |at, output| {
            if output.scope.entity == entity {
                push(parts, blueprint, at, output, index, views);
            }
        });
    }

    fn blueprint(&self, part: Part) -> &'a Blueprint {
        &self.blueprints.list[part.blueprint as usize]
    }

    fn output(&self, part: Part) -> &'a Output {
        &self.blueprint(part).outputs[part.output as usize]
    }

    /// What the templates of a part see.
    fn subject(&self, part: Part) -> Subject {
        let platform = &self.platform;
        let (index, environment) = (part.index as usize, part.environment.map(|at| at as usize));
        let own = |own| match platform.blueprints.iter().find(|(listed, _)| *listed == part.blueprint as usize) {
            Some((_, parameters)) => Parameters::Platform(Arc::clone(parameters)),
            None => own,
        };
        let at_environment = environment.and_then(|at| platform.environments.get(at)).cloned();
        match part.entity {
            Entity::Platform => Subject {
                environment: at_environment,
                whole: true,
                parameters: own(Parameters::None),
                ..Subject::default()
            },
            Entity::Domain => {
                let domain = Arc::clone(&platform.domains[index]);
                Subject {
                    environment: at_environment,
                    team: Some(Arc::clone(&domain.owner)),
                    domain: Some(domain),
                    parameters: own(Parameters::None),
                    ..Subject::default()
                }
            }
            Entity::Team => {
                let team = Some(Arc::clone(&platform.teams[index]));
                Subject {
                    environment: at_environment,
                    team,
                    of_team: true,
                    parameters: own(Parameters::None),
                    ..Subject::default()
                }
            }
            Entity::System => {
                let system = Arc::clone(&platform.systems[index]);
                Subject {
                    environment: at_environment,
                    team: Some(Arc::clone(&system.owner)),
                    system: Some(system),
                    parameters: own(Parameters::None),
                    ..Subject::default()
                }
            }
            Entity::Api => {
                let api = Arc::clone(&platform.apis[index]);
                let (team, system) = (Arc::clone(&api.provider.owner), Arc::clone(&api.provider.system));
                Subject {
                    environment: at_environment,
                    team: Some(team),
                    system: Some(system),
                    api: Some(api),
                    parameters: own(Parameters::None),
                    ..Subject::default()
                }
            }
            Entity::App => {
                let app = Arc::clone(&platform.apps[index]);
                Subject {
                    environment: environment.map(|at| Arc::clone(&app.views[at].environment)),
                    team: Some(Arc::clone(&app.owner)),
                    system: Some(Arc::clone(&app.system)),
                    app: Some((app, environment)),
                    parameters: own(Parameters::App),
                    ..Subject::default()
                }
            }
            Entity::Resource => {
                let resource = Arc::clone(&platform.resources[index]);
                let app = resource.app.clone();
                let view = |app: &crate::platform::App| {
                    let name = environment.map(|at| &resource.views[at].environment.name)?;
                    app.views.iter().position(|view| view.environment.name == *name)
                };
                Subject {
                    environment: environment.map(|at| Arc::clone(&resource.views[at].environment)),
                    team: Some(Arc::clone(&resource.owner)),
                    system: app.as_ref().map(|app| Arc::clone(&app.system)),
                    app: app.map(|app| {
                        let view = view(&app);
                        (app, view)
                    }),
                    resource: Some((Arc::clone(&resource), environment)),
                    parameters: own(Parameters::Resource),
                    ..Subject::default()
                }
            }
        }
    }

    /// The inventory key that a part is rendered for.
    fn entity_span(&self, part: Part) -> Option<Span> {
        let (platform, index) = (&self.platform, part.index as usize);
        match part.entity {
            Entity::Platform => platform.facts.span,
            Entity::Domain => Some(platform.domains[index].span),
            Entity::Team => Some(platform.teams[index].span),
            Entity::System => Some(platform.systems[index].span),
            Entity::App => Some(platform.apps[index].span),
            Entity::Api => Some(platform.apis[index].span),
            Entity::Resource => Some(platform.resources[index].span),
        }
    }

    /// Asks an output for its repository; `None` when its condition says no, or it is faulty.
    fn request(&self, part: Part, found: &mut Vec<Diagnostic>) -> Option<Request> {
        let output = self.output(part);
        let context = context::root(&self.platform, self.subject(part));
        let mut evaluate = |text: &Text| self.evaluate(part, text, &context).map_err(|fault| found.push(*fault)).ok();
        if let Some(when) = &output.when
            && !truth(&evaluate(when)?)
        {
            return None;
        }
        let path = plain(&evaluate(&output.repository)?);
        let branches = match &output.branches {
            Some(text) => Some(list(&evaluate(text)?)),
            None => None,
        };
        let visibility = match &output.visibility {
            Some(text) => Some(plain(&evaluate(text)?)),
            None => None,
        };
        if let Err(reason) = path::check_repository(&path) {
            found.push(self.for_entity(
                part,
                Diagnostic::error("path-escapes", output.repository.span, format!("repository `{path}` {reason}")),
            ));
            return None;
        }
        let mut refuse = |text: &Text, message: String, help: &str| {
            found.push(self.for_entity(part, Diagnostic::error("invalid-value", text.span, message).help(help)));
            None
        };
        if let (Some(text), Some(branches)) = (&output.branches, &branches)
            && let Some(branch) = branches
                .iter()
                .map(String::as_str)
                .chain(branches.is_empty().then_some(""))
                .find(|branch| !is_branch(branch))
        {
            return refuse(
                text,
                format!("`{branch}` is not a branch"),
                "give a list of branches such as `app.deployment.branches`",
            );
        }
        if let (Some(text), Some(visibility)) = (&output.visibility, &visibility)
            && !matches!(visibility.as_str(), "private" | "internal" | "public")
        {
            return refuse(
                text,
                format!("`{visibility}` is not a visibility"),
                "give `private`, `internal` or `public`",
            );
        }
        Some(Request { path, branches, visibility, part })
    }

    /// Renders a text of `blueprint.yaml`.
    fn evaluate(&self, part: Part, text: &Text, context: &minijinja::Value) -> Result<MarkedText, Box<Diagnostic>> {
        match &text.kind {
            TextKind::Fixed(text) => Ok(MarkedText { skeleton: text.clone(), values: Vec::new() }),
            TextKind::Template(name) => self.blueprints.engine.render(name, context).map_err(|error| {
                let rule = if error.undefined { "undefined-variable" } else { "template-error" };
                Box::new(self.for_entity(part, Diagnostic::error(rule, text.span, error.reason)))
            }),
        }
    }

    /// Says for which entry of the inventory something was rendered.
    fn for_entity(&self, part: Part, diagnostic: Diagnostic) -> Diagnostic {
        match self.entity_span(part) {
            Some(span) => diagnostic.related(span, "rendered for this"),
            None => diagnostic,
        }
    }

    /// Requests, sorted by path, to one job for each repository.
    fn group(&self, requests: Vec<Request>, sink: &mut Sink) -> Vec<Job> {
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
                sink.push(self.for_entity(request.part, Diagnostic::error("conflicting-repository", span, message)));
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
    fn refuse_nested(&self, sink: &mut Sink) {
        for job in &self.jobs {
            let above = memchr::memchr_iter(b'/', job.path.as_bytes()).map(|end| &job.path[..end]);
            let find = |path: &str| self.jobs.binary_search_by(|job| job.path.as_str().cmp(path)).ok();
            if let Some(outer) = above.filter_map(find).next().map(|at| &self.jobs[at]) {
                let message = format!("repository `{}` lies inside repository `{}`", job.path, outer.path);
                let span = self.output(job.parts[0]).repository.span;
                sink.push(self.for_entity(job.parts[0], Diagnostic::error("name-collision", span, message)));
            }
        }
    }

    fn repository<E: Send>(
        &self,
        job: &Job,
        consume: &(dyn Fn(Repository) -> Result<(), E> + Sync),
    ) -> Result<Vec<Diagnostic>, E> {
        let mut found = Vec::new();
        let mut listed = manifest::Manifest::new(job.parts.iter().map(|part| self.blueprint(*part)));
        let mut taken = path::Taken::default();
        let portions = job.parts.chunks(PORTION);
        let last = portions.len().saturating_sub(1);
        for (at, portion) in portions.enumerate() {
            let mut files = Vec::with_capacity(portion.len() * 4);
            let rendered: Vec<file::Rendered> = match portion.len() {
                0..=64 => vec![file::render(self, job, portion)],
                _ => portion.par_chunks(32).map(|parts| file::render(self, job, parts)).collect(),
            };
            for rendered in rendered {
                found.extend(rendered.faults);
                for (part, file) in rendered.files {
                    match taken.take(&file.path, part, file.origin) {
                        None => files.push(file),
                        Some((first, origin)) => found.push(self.taken_twice(job, part, &file, first, origin)),
                    }
                }
            }
            listed.note(&files);
            if at == last {
                found.extend(listed.file_and_folder().map(|(path, folder)| self.file_and_folder(job, path, folder)));
            }
            if at == last {
                files.push(listed.file(&job.path, &job.branches, &job.visibility));
            }
            files.sort_by(|a, b| a.path.cmp(&b.path));
            consume(Repository {
                path: job.path.clone(),
                branches: job.branches.clone(),
                visibility: job.visibility.clone(),
                files,
            })?;
        }
        Ok(found)
    }

    fn file_and_folder(&self, job: &Job, path: &str, folder: &str) -> Diagnostic {
        let message = format!("`{}/{folder}` is a file, and the folder of `{path}`", job.path);
        let span = self.output(job.parts[0]).repository.span;
        Diagnostic::error("path-collision", span, message).help("rename one of the two templates")
    }

    fn taken_twice(
        &self,
        job: &Job,
        part: Part,
        file: &crate::tree::File,
        first: Part,
        origin: Option<crate::tree::Origin>,
    ) -> Diagnostic {
        let span = |origin: Option<crate::tree::Origin>, part: Part| {
            let template = origin
                .map(|origin| &self.blueprints.list[origin.blueprint as usize].templates[origin.template as usize]);
            template.map_or(self.output(part).repository.span, |template| Span::top(template.file))
        };
        let message = format!("two outputs write `{}/{}`", job.path, file.path);
        let names = (&self.blueprint(part).name, &self.blueprint(first).name);
        let diagnostic = Diagnostic::error("path-collision", span(file.origin, part), message)
            .label(format!("this template of `{}`", names.0))
            .related(span(origin, first), format!("and this one of `{}`", names.1))
            .help("give one of the two another path, or a condition (`when:`)");
        self.for_entity(part, diagnostic)
    }
}

fn push(parts: &mut Vec<Part>, blueprint: usize, at: usize, output: &Output, index: usize, environments: usize) {
    let part = Part {
        blueprint: blueprint as u32,
        output: at as u32,
        entity: output.scope.entity,
        index: index as u32,
        environment: None,
    };
    if output.scope.in_environment {
        parts.extend((0..environments as u32).map(|environment| Part { environment: Some(environment), ..part }));
    } else {
        parts.push(part);
    }
}

/// Whether git takes the name for a branch, in the narrow form that every host accepts.
fn is_branch(name: &str) -> bool {
    let legal = |part: &str| {
        let inner = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        inner && !part.is_empty() && !part.starts_with(['.', '-']) && !part.ends_with('.') && !part.ends_with(".lock")
    };
    name.split('/').all(legal) && !name.contains("..")
}

/// A marked text with its values as they are.
fn plain(marked: &MarkedText) -> String {
    let mut values = marked.values.iter();
    let mut text = String::new();
    let mut rest = marked.skeleton.as_str();
    while let Some(at) = memchr::memchr(0, rest.as_bytes()) {
        text.push_str(&rest[..at]);
        text.push_str(values.next().map_or("", |(_, value)| value));
        rest = &rest[at + 2..];
    }
    text.push_str(rest);
    text
}

/// Whether a condition holds: empty, zero, `false` and `none` say no.
fn truth(marked: &MarkedText) -> bool {
    match marked.only_value() {
        Some((Mark::Bool, value)) => value == "true",
        Some((Mark::Null, _)) => false,
        Some((Mark::Collection, value)) => !matches!(value.as_str(), "[]" | "{}"),
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
