//! Platform and blueprints to repositories, in parallel and always in the same order.
//!
//! First every output is asked for which repository it renders, for each entity; then every repository is rendered
//! on its own, large ones in portions, and handed on at once, so that memory holds a few repositories and never all.

mod annotate;
mod claims;
pub(crate) mod compare;
pub mod context;
mod faults;
mod file;
mod file_job;
mod fingerprint;
pub(crate) mod origin;
mod path;
mod request;
mod subject;
mod trace;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::blueprint::engine::Scratch;
use crate::blueprint::{Blueprint, Blueprints, Entity, Output};
use crate::diagnostic::rules::path_collision;
use crate::diagnostic::{Diagnostic, Sink};
use crate::interpolate::marked::MarkedText;
use crate::platform::Platform;
use crate::record::{Portion, Record};
use crate::source::{Sources, Span};
use crate::tree::Repository;
use faults::Found;

/// Parts of one repository that are rendered before they are handed on; about 2 MB of files.
const PORTION: usize = 512;

/// What is rendered, ready to go.
pub(crate) struct Rendering<'a> {
    platform: Arc<Platform>,
    blueprints: &'a Blueprints,
    sources: &'a Sources,
    /// Sorted by path.
    jobs: Vec<Job>,
    /// Parts whose repository is unknown, which was reported; their templates are checked all the same.
    unresolved: Vec<Part>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    blueprint: u32,
    output: u32,
    entity: Entity,
    /// Index of the entity among its kind, and of its environment.
    index: u32,
    environment: Option<u32>,
}

impl<'a> Rendering<'a> {
    /// Finds out which repositories there are and what goes into them.
    pub(crate) fn new(
        platform: Arc<Platform>,
        blueprints: &'a Blueprints,
        sources: &'a Sources,
        sink: &mut Sink,
    ) -> Self {
        let mut rendering = Self { platform, blueprints, sources, jobs: Vec::new(), unresolved: Vec::new() };
        let parts = rendering.parts();
        let mut all = Vec::with_capacity(parts.len());
        for (part, answer) in rendering.requests(&parts) {
            match answer {
                Ok(request) => all.extend(request),
                Err(refused) => {
                    let unresolved = refused.wanted && !refused.found.endless;
                    sink.extend(refused.found.faults);
                    rendering.unresolved.extend(unresolved.then_some(part));
                }
            }
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        rendering.jobs = rendering.group(all, sink);
        rendering.refuse_nested(sink);
        sink.extend(claims::check(&rendering));
        rendering
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.platform
    }

    pub(crate) fn repositories(&self) -> usize {
        self.jobs.len()
    }

    /// The path of a repository.
    pub(crate) fn path(&self, at: usize) -> &str {
        &self.jobs[at].path
    }

    /// More files than this a repository cannot have.
    pub(crate) fn most_files(&self, at: usize) -> usize {
        // One is the record.
        self.jobs[at].parts.iter().map(|part| self.output(*part).templates.len()).sum::<usize>() + 1
    }

    /// Renders everything; each portion of a repository goes to `consume`, from many threads, the last one with the
    /// repository's record. Faults are collected, and end the handing on: the tree will not be used. An error of
    /// `consume` ends the run.
    pub(crate) fn render<E: Send>(
        &self,
        consume: &(dyn Fn(usize, Portion) -> Result<(), E> + Sync),
    ) -> Result<Vec<Diagnostic>, E> {
        let faulty = AtomicBool::new(false);
        let one = |scratch: &mut Scratch, at: usize| {
            let hand_on = |repository| if faulty.load(Ordering::Relaxed) { Ok(()) } else { consume(at, repository) };
            let found = self.repository(&self.jobs[at], scratch, &hand_on)?;
            faulty.fetch_or(!found.faults.is_empty(), Ordering::Relaxed);
            Ok(found)
        };
        Ok(self.each(&one)?.faults)
    }

    /// The same where other repositories may have faults: every whole one is handed on, unless a template without end
    /// was found, which leaves unknown how many are.
    pub(crate) fn render_faultless(&self, consume: &(dyn Fn(usize, Portion) + Sync)) -> Found {
        let one = |scratch: &mut Scratch, at: usize| {
            self.repository(&self.jobs[at], scratch, &|repository| {
                consume(at, repository);
                Ok::<(), Infallible>(())
            })
        };
        self.each(&one).unwrap_or_else(|never| match never {})
    }

    /// The faults of every repository, and of the parts that have none.
    fn each<E: Send>(&self, one: &(dyn Fn(&mut Scratch, usize) -> Result<Found, E> + Sync)) -> Result<Found, E> {
        let endless = AtomicBool::new(false);
        let unless_endless = |scratch: &mut Scratch, at: usize| {
            if endless.load(Ordering::Relaxed) {
                return Ok(Vec::new());
            }
            let found = one(scratch, at)?;
            endless.fetch_or(found.endless, Ordering::Relaxed);
            Ok(found.faults)
        };
        let jobs = (0..self.jobs.len()).into_par_iter();
        let mut found: Vec<Vec<Diagnostic>> =
            jobs.map_init(Scratch::default, unless_endless).collect::<Result<_, E>>()?;
        if endless.into_inner() {
            return Ok(Found { faults: self.until_endless(), endless: true });
        }
        found.extend(self.unresolved.par_iter().map(|part| self.faults_of(*part)).collect::<Vec<_>>());
        Ok(Found { faults: found.into_iter().flatten().collect(), endless: false })
    }

    /// The faults up to the first template without end, which would take as long for every other entity.
    fn until_endless(&self) -> Vec<Diagnostic> {
        let nowhere = |_: Portion| Ok::<(), Infallible>(());
        let one = |scratch: &mut Scratch, job: &Job| {
            self.repository(job, scratch, &nowhere).unwrap_or_else(|never| match never {})
        };
        let mut faults = Vec::new();
        for jobs in self.jobs.chunks(4) {
            let found: Vec<Found> = jobs.par_iter().map_init(Scratch::default, one).collect();
            let endless = found.iter().any(|found| found.endless);
            faults.extend(found.into_iter().flat_map(|found| found.faults));
            if endless {
                break;
            }
        }
        faults
    }

    /// What is wrong with the templates of a part whose repository is not known.
    fn faults_of(&self, part: Part) -> Vec<Diagnostic> {
        let nowhere = Job { path: String::new(), branches: Vec::new(), visibility: String::new(), parts: vec![part] };
        let found = file::render(self, &nowhere, &nowhere.parts, &mut Scratch::default()).faults.into_iter();
        found.map(|fault| Diagnostic { rendered: None, ..fault }).collect()
    }

    /// Every output for every entity it is made for, in order.
    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for (blueprint, _) in &self.platform.blueprints {
            self.outputs(*blueprint, |output, scope| self.everywhere(*blueprint, output, scope, &mut parts));
        }
        for (index, app) in self.platform.apps.iter().enumerate() {
            if let Some(blueprint) = app.blueprint {
                self.own_outputs(blueprint, Entity::App, index, app.environments.len(), &mut parts);
            }
        }
        for (index, resource) in self.platform.resources.iter().enumerate() {
            self.own_outputs(resource.blueprint, Entity::Resource, index, resource.environments.len(), &mut parts);
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
            Entity::App => platform.apps.iter().map(|app| app.environments.len()).collect(),
            Entity::Resource => platform.resources.iter().map(|resource| resource.environments.len()).collect(),
        };
        for (index, environments) in counts.into_iter().enumerate() {
            push(parts, blueprint, at, output, index, environments);
        }
    }

    /// The outputs of the blueprint that an app or resource is made from.
    fn own_outputs(&self, blueprint: usize, entity: Entity, index: usize, environments: usize, parts: &mut Vec<Part>) {
        if self.platform.blueprints.iter().any(|(listed, _)| *listed == blueprint) {
            return;
        }
        self.outputs(blueprint, |at, output| {
            if output.scope.entity == entity {
                push(parts, blueprint, at, output, index, environments);
            }
        });
    }

    fn blueprint(&self, part: Part) -> &'a Blueprint {
        &self.blueprints.list[part.blueprint as usize]
    }

    fn output(&self, part: Part) -> &'a Output {
        &self.blueprint(part).outputs[part.output as usize]
    }

    /// Says for which entry of the inventory something was rendered.
    fn for_entity(&self, part: Part, diagnostic: Diagnostic) -> Diagnostic {
        match self.entity_span(part) {
            Some(span) => diagnostic.related(span, "rendered for this"),
            None => diagnostic,
        }
    }

    fn repository<E: Send>(
        &self,
        job: &Job,
        scratch: &mut Scratch,
        consume: &(dyn Fn(Portion) -> Result<(), E> + Sync),
    ) -> Result<Found, E> {
        let (mut found, mut endless) = (Vec::new(), false);
        let mut record = Record::new(&job.path, &job.branches, &job.visibility);
        for blueprint in job.parts.iter().map(|part| self.blueprint(*part)) {
            record.add_blueprint(&blueprint.name, &blueprint.version);
        }
        let mut record = Some(record);
        let mut taken = path::Taken::default();
        let portions = job.parts.chunks(PORTION);
        let last = portions.len().saturating_sub(1);
        for (at, portion) in portions.enumerate() {
            let mut files = Vec::with_capacity(portion.len() * 4);
            for rendered in file::render_all(self, job, portion, scratch) {
                found.extend(rendered.faults);
                endless |= rendered.endless;
                for (part, file) in rendered.files {
                    match taken.take(&file.path, part, file.origin) {
                        None => files.push(file),
                        Some((first, origin)) => found.push(self.taken_twice(job, part, &file, first, origin)),
                    }
                }
            }
            if let Some(record) = &mut record {
                record.add_files(&files);
            }
            let record = if at == last { record.take() } else { None };
            if let Some(record) = &record {
                let both = path::files_and_folders(record).into_iter();
                found.extend(both.map(|(path, folder)| self.file_and_folder(job, &taken, path, folder)));
            }
            files.sort_by(|a, b| a.path.cmp(&b.path));
            if endless {
                break;
            }
            if !found.is_empty() {
                continue;
            }
            let (path, branches, visibility) = (job.path.clone(), job.branches.clone(), job.visibility.clone());
            consume(Portion { repository: Repository { path, branches, visibility, files }, record })?;
        }
        Ok(Found { faults: found, endless })
    }

    fn file_and_folder(&self, job: &Job, taken: &path::Taken, path: &str, folder: &str) -> Diagnostic {
        let message = format!("`{}/{folder}` is a file, and the folder of `{path}`", job.path);
        let span = |path: &str| {
            let (part, origin) = taken.holder(path).unwrap_or((job.parts[0], None));
            self.template_span(part, origin)
        };
        path_collision::RULE
            .at(span(path), message)
            .label("rendered from this template")
            .related(span(folder), "and the file by this one")
            .help("rename one of the two templates")
    }

    /// Whether two files come from one template.
    fn made_by_one(&self, one: Option<crate::tree::Origin>, other: Option<crate::tree::Origin>) -> bool {
        let template = |origin: crate::tree::Origin| (origin.blueprint, origin.template);
        one.is_some() && one.map(template) == other.map(template)
    }

    /// The template that a file comes from.
    fn template_span(&self, part: Part, origin: Option<crate::tree::Origin>) -> Span {
        let template =
            origin.map(|origin| &self.blueprints.list[origin.blueprint as usize].templates[origin.template as usize]);
        template.map_or(self.output(part).repository.span, |template| Span::top(template.file))
    }

    fn taken_twice(
        &self,
        job: &Job,
        part: Part,
        file: &crate::tree::File,
        first: Part,
        origin: Option<crate::tree::Origin>,
    ) -> Diagnostic {
        let message = format!("two outputs write `{}/{}`", job.path, file.path);
        if (part.blueprint, part.output) == (first.blueprint, first.output) && self.made_by_one(file.origin, origin) {
            let diagnostic = path_collision::RULE
                .at(self.template_span(part, file.origin), message)
                .help("put what differs between them into its name, such as `${{ app.component }}`");
            let both = [first, part].into_iter().filter_map(|part| self.entity_span(part));
            return both.fold(diagnostic, |diagnostic, span| diagnostic.related(span, "rendered for this"));
        }
        let names = (&self.blueprint(part).name, &self.blueprint(first).name);
        let diagnostic = path_collision::RULE
            .at(self.template_span(part, file.origin), message)
            .label(format!("this template of `{}`", names.0))
            .related(self.template_span(first, origin), format!("and this one of `{}`", names.1))
            .help("change one of the two paths, or add a condition (`when:`)");
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

/// A marked text with its values as they are.
fn plain(marked: &MarkedText) -> String {
    let mut values = marked.values();
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
