//! Checks rendered files as one program, while they are rendered.
//!
//! Each repository is judged as it is handed on, and forgotten but for its facts; rules about the whole run when all are
//! known. The files lie in one tree, each below the path of its repository, as `groma render` lays them out: what is
//! found is what `groma lint` finds there, told at the line that made it.

use std::sync::{Arc, Mutex, RwLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::files::Files;
use super::provenance::Blame;
use super::values::Values;
use crate::check::levels::Levels;
use crate::check::suppression::Suppression;
use crate::check::{self, Judged, Options, file};
use crate::compile::suppress;
use crate::diagnostic::rules::not_text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::object::layout::{Layout, Place, Role};
use crate::object::listing::Tree;
use crate::object::production::{Environment, Environments};
use crate::platform;
use crate::record::Portion;
use crate::render::Rendering;
use crate::render::origin::Origins;
use crate::schema::Schemas;
use crate::schema::version::Version;
use crate::source::{FileId, Sources, Span};
use crate::tree::{Content, Digest, File};
use crate::workspace::Workspace;
use crate::yaml::read;

/// A platform that is rendered and judged.
pub(crate) struct Judging<'r> {
    rendering: &'r Rendering<'r>,
    sources: &'r Sources,
    options: Options,
    /// The number of the first file of each repository; they are numbered with gaps, before they are known.
    starts: Vec<usize>,
    /// Portions of repositories that are not whole yet.
    waiting: Mutex<FxHashMap<usize, Vec<File>>>,
    whole: Mutex<Vec<Whole>>,
    /// Texts without values that are nobody's document, and in which nothing was found.
    foreign: RwLock<FxHashSet<Digest>>,
}

/// Files that are judged one after another.
const RUN: usize = 64;

/// One repository that was judged by itself.
struct Whole {
    at: usize,
    /// Below the path of the repository, sorted.
    paths: Vec<String>,
    judged: Judged,
}

/// How much of the platform there is to judge.
#[derive(Clone, Copy)]
pub(crate) enum Coverage<'f> {
    Whole,
    /// What these faults leave of it: nothing can be said of the whole, and nothing more of what they are told of.
    Part(&'f [Diagnostic]),
}

/// The options for a platform: its environments, and what the user wants of the rules.
pub(crate) fn options(rendering: &Rendering<'_>, levels: Levels, schemas: Schemas) -> Options {
    let environments = rendering.platform().environments.iter();
    let version = |text: &str| Version::parse(text).unwrap_or(Version::NEWEST);
    let declared = |it: &Arc<platform::Environment>| {
        let environment = Environment { kubernetes: version(&it.kubernetes), production: it.production };
        (it.name.clone(), environment)
    };
    let environments: Environments = environments.map(declared).collect();
    // What goes to every cluster must be served by the newest of them.
    let kubernetes = environments.values().map(|environment| environment.kubernetes).max().unwrap_or(Version::NEWEST);
    Options { levels, schemas, kubernetes, environments: Arc::new(environments) }
}

impl<'r> Judging<'r> {
    pub(crate) fn new(rendering: &'r Rendering<'r>, sources: &'r Sources, options: Options) -> Self {
        let mut next = 0;
        let start = |at| {
            let start = next;
            next += rendering.most_files(at);
            start
        };
        let starts = (0..rendering.repositories()).map(start).collect();
        Self {
            rendering,
            sources,
            options,
            starts,
            waiting: Mutex::default(),
            whole: Mutex::default(),
            foreign: RwLock::default(),
        }
    }

    /// Takes a portion of a repository, and judges the repository when that was the last one.
    pub(crate) fn take(&self, at: usize, portion: Portion) {
        let Portion { repository, record } = portion;
        let mut waiting = self.waiting.lock().expect("no holder panics");
        let mut files = waiting.remove(&at).unwrap_or_default();
        files.extend(repository.files);
        let Some(record) = record else {
            waiting.insert(at, files);
            return;
        };
        drop(waiting);
        files.push(record.file());
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let whole = self.judge(at, &repository.path, &files);
        self.whole.lock().expect("no holder panics").push(whole);
    }

    fn judge(&self, at: usize, repository: &str, files: &[File]) -> Whole {
        let paths: Vec<String> = files.iter().map(|file| format!("{repository}/{}", file.path)).collect();
        let text = |nth: usize| std::str::from_utf8(files[nth].content.bytes()).ok();
        let read = |path: &str| text(paths.binary_search_by(|known| known.as_str().cmp(path)).ok()?).map(str::to_owned);
        let layout = Layout::new(&paths, &self.options.environments, &read);
        let run = |(nth, part): (usize, &[String])| {
            let mut judged = Judged::default();
            for (nth, path) in (nth * RUN..).zip(part) {
                let number = self.starts[at] + nth;
                let place = layout.place(self.sources.beyond(number), 0, path);
                if place.role != Role::Other {
                    self.judge_file(place, number, &files[nth].content, &mut judged);
                }
            }
            judged
        };
        let parts: Vec<Judged> = paths.par_chunks(RUN).enumerate().map(run).collect();
        let mut judged = Judged::default();
        parts.into_iter().for_each(|part| judged.append(part));
        Whole { at, paths, judged }
    }

    /// Judges one file. What its template wrote was read before, when it was rendered; and what many files have in common
    /// is judged once, where nothing in it is anybody's document.
    fn judge_file(&self, place: Place, number: usize, content: &Content, judged: &mut Judged) {
        let Ok(text) = std::str::from_utf8(content.bytes()) else {
            let finding = no_text(place.file);
            return judged.add(place, number, Err(finding), &self.options);
        };
        if !file::is_foreign(&place, text) {
            return judged.add(place, number, Ok(text), &self.options);
        }
        let Content::Shared(shared) = content else { return };
        if self.foreign.read().expect("no holder panics").contains(&shared.digest) {
            return;
        }
        let mut alone = Judged::default();
        alone.add(place, number, Ok(text), &self.options);
        if alone.is_clean() {
            self.foreign.write().expect("no holder panics").insert(shared.digest);
        }
        judged.append(alone);
    }

    /// Judges what was taken; the findings point into the files that made what is at fault.
    pub(crate) fn conclude(self, workspace: &Workspace, extent: Coverage<'_>) -> Vec<Diagnostic> {
        let Self { rendering, sources, options, starts, whole, .. } = self;
        let mut whole = whole.into_inner().expect("no holder panics");
        // As their files are sorted in one tree: `a-b/` before `a/`.
        whole.sort_by_cached_key(|repository| format!("{}/", rendering.path(repository.at)));
        let (mut judged, mut files) = (Judged::default(), Files { paths: vec![Vec::new(); starts.len()], starts });
        let mut tree = Tree::default();
        for repository in whole {
            judged.append(repository.judged);
            tree.paths.extend(repository.paths.iter().cloned());
            files.paths[repository.at] = repository.paths;
        }
        let origins = Origins::new(rendering);
        let read = |_: usize, number: usize| Ok(files.text(&origins, number).unwrap_or_default());
        let (mut found, mut allows) = match extent {
            Coverage::Whole => check::judge_whole(vec![tree], judged, &read, &options),
            Coverage::Part(_) => check::judge_apart(judged, &options),
        };
        let mut written = suppress::written(workspace);
        if found.is_empty() && written.is_empty() && allows.iter().all(Suppression::is_fine) {
            return found;
        }
        let values = workspace.values();
        let manifests = workspace.blueprints.list.iter();
        let manifests = manifests.map(|blueprint| (blueprint.file, values_of(sources, blueprint.file))).collect();
        let (files, origins) = (&files, &origins);
        let blame = Blame { sources, files, origins, rendering, values: &values, manifests: &manifests };
        let labels = found.iter().flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.related));
        let makers = blame.makers(labels.map(|label| label.span).chain(suppress::wanted(&allows)));
        suppress::accept(&mut found, &mut allows, &mut written, &makers);
        match extent {
            Coverage::Whole => {
                found.extend(check::judge_allows(&allows, &options));
                found.extend(check::judge_allows(&written, &options));
                blame.all(found, &makers)
            }
            Coverage::Part(faults) => {
                let known: FxHashSet<Span> = faults.iter().map(|fault| fault.primary.span).collect();
                let mut told = blame.all(found, &makers);
                told.retain(|finding| !known.contains(&finding.primary.span));
                told
            }
        }
    }
}

fn values_of(sources: &Sources, file: FileId) -> Values {
    let roots = read::read(file, &sources.get(file).text, &mut Sink::default());
    Values::new(roots.first())
}

fn no_text(file: FileId) -> Diagnostic {
    let finding = not_text::RULE.at(Span::top(file), "file is not valid UTF-8");
    finding.help("save it as UTF-8, without NUL bytes")
}
