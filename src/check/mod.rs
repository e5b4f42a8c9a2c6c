//! Checking: documents in, findings out.
//!
//! Each file is read, checked by itself and dropped; what others must know of it is kept as facts
//! ([`crate::object::facts`]), and rules about the whole tree look at nothing else ([`crate::object::index`]). Where files
//! come from is none of its business: it never names the disk, and never what renders.

pub(crate) mod file;
pub(crate) mod levels;
pub mod rule;
pub mod rules;
mod schemas;
pub(crate) mod suppression;
mod values;

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Sink};
use crate::object::catalog::placeholder::Around;
use crate::object::facts::Facts;
use crate::object::index::Index;
use crate::object::layout::{Layout, Place, Role};
use crate::object::listing::Tree;
use crate::object::production::Environments;
use crate::schema::Schemas;
use crate::schema::version::Version;
use crate::source::FileId;
use file::Part;
use levels::Levels;
use rule::Run;
use suppression::Suppression;

/// What holds for a whole run.
#[derive(Debug)]
pub struct Options {
    pub(crate) levels: Levels,
    pub(crate) schemas: Schemas,
    /// The version of Kubernetes where none is known for the environment.
    pub(crate) kubernetes: Version,
    /// Folders of these names are environments.
    pub(crate) environments: Arc<Environments>,
}

impl Default for Options {
    fn default() -> Self {
        let (levels, environments) = (Levels::default(), Arc::default());
        Self { levels, schemas: Schemas::builtin(), kubernetes: Version::NEWEST, environments }
    }
}

impl Options {
    /// The version of Kubernetes for which a file is meant.
    fn version(&self, place: &Place) -> Version {
        self.environments.get(place.cluster()).map_or(self.kubernetes, |environment| environment.kubernetes)
    }
}

/// Gives the text of the file with a place in the list of trees and in the list of its paths; a file that is no text, or
/// cannot be read, is a finding.
pub(crate) type Read<'r> = dyn Fn(usize, usize) -> Result<String, Box<Diagnostic>> + Sync + 'r;

/// What was found in files by themselves, and what others must know of them.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    part: Part,
    /// Findings on objects of unknown kinds, with their file and its place in the list of files.
    unknown: Vec<(Arc<Place>, usize, Vec<Diagnostic>)>,
}

impl Judged {
    /// Judges one file by itself; `at` is its place in the list of files, by which its text may be asked for again.
    pub(crate) fn add(&mut self, place: Place, at: usize, text: Result<&str, Diagnostic>, options: &Options) {
        self.add_among(place, at, text, options, &|_| None);
    }

    /// Judges one file by itself, and with it the files `around` that its entities take in.
    pub(crate) fn add_among(
        &mut self,
        place: Place,
        at: usize,
        text: Result<&str, Diagnostic>,
        options: &Options,
        around: &Around<'_>,
    ) {
        let place = Arc::new(place);
        match text {
            Ok(text) => file::judge(&place, text, &mut self.part, options, around),
            Err(finding) => self.part.found.push(finding),
        }
        if !self.part.unknown.is_empty() {
            self.unknown.push((place, at, std::mem::take(&mut self.part.unknown).into_list()));
        }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.part.found.is_empty() && self.unknown.is_empty()
    }

    /// Adds what was found in the next files.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.part.facts.append(other.part.facts);
        self.part.found.extend(other.part.found.into_list());
        self.part.allows.append(&mut other.part.allows);
        self.unknown.append(&mut other.unknown);
    }
}

/// Files that are judged one after another before their facts are put to those of others.
const RUN: usize = 32;

/// Judges trees, each with the ids of its files, in parallel; the order of what is found depends on the trees alone.
pub(crate) fn judge(trees: Vec<(Tree, Vec<FileId>)>, read: &Read<'_>, options: &Options) -> Vec<Diagnostic> {
    let mut judged = Judged::default();
    for (index, (tree, files)) in trees.iter().enumerate() {
        let position = |path: &str| tree.paths.binary_search_by(|known| known.as_str().cmp(path)).ok();
        let around = |path: &str| read(index, position(path)?).ok();
        let layout = Layout::new(&tree.paths, &options.environments, &around);
        let run = |(nth, paths): (usize, &[String])| {
            let mut judged = Judged::default();
            for (at, path) in (nth * RUN..).zip(paths) {
                let place = layout.place(files[at], index as u32, path);
                if place.role != Role::Other {
                    let text = read(index, at);
                    let text = text.as_deref().map_err(|finding| Diagnostic::clone(finding));
                    judged.add_among(place, at, text, options, &around);
                }
            }
            judged
        };
        let parts: Vec<Judged> = tree.paths.par_chunks(RUN).enumerate().map(run).collect();
        parts.into_iter().for_each(|part| judged.append(part));
    }
    judge_together(trees.into_iter().map(|(tree, _)| tree).collect(), judged, read, options)
}

/// Judges together what was judged by itself, in the order of the trees and their paths; these are all findings.
fn judge_together(trees: Vec<Tree>, judged: Judged, read: &Read<'_>, options: &Options) -> Vec<Diagnostic> {
    let (mut found, allows) = judge_whole(trees, judged, read, options);
    found.extend(judge_allows(&allows, options));
    found
}

/// The same without what is said of the allows themselves: they may accept more yet.
pub(crate) fn judge_whole(
    trees: Vec<Tree>,
    judged: Judged,
    read: &Read<'_>,
    options: &Options,
) -> (Vec<Diagnostic>, Vec<Suppression>) {
    let Judged { part: Part { mut facts, found, mut allows, .. }, unknown } = judged;
    let mut found = found.into_list();
    found.extend(judge_unknown(unknown, &mut facts, read, options));
    let world = Index::new(facts, trees);
    found.extend(judge_world(&world, options));
    options.levels.settle(&mut found);
    suppression::accept(&mut found, &mut allows, &|finding| vec![finding.primary.span]);
    (found, allows)
}

/// What was found in each file by itself, and the allows; for rules about the whole too much is missing.
pub(crate) fn judge_apart(judged: Judged, options: &Options) -> (Vec<Diagnostic>, Vec<Suppression>) {
    let Part { found, mut allows, .. } = judged.part;
    let mut found = found.into_list();
    options.levels.settle(&mut found);
    suppression::accept(&mut found, &mut allows, &|finding| vec![finding.primary.span]);
    (found, allows)
}

/// What is said of allows, when nothing more comes that they could accept.
pub(crate) fn judge_allows(allows: &[Suppression], options: &Options) -> Vec<Diagnostic> {
    let mut found = suppression::judge(allows, &|rule| options.levels.runs(rule));
    options.levels.settle(&mut found);
    found
}

/// Judges the objects of unknown kinds by the definitions in the trees. They are read for that a second time: what
/// defines a kind may come after what is of it.
fn judge_unknown(
    unknown: Vec<(Arc<Place>, usize, Vec<Diagnostic>)>,
    facts: &mut Facts,
    read: &Read<'_>,
    options: &Options,
) -> Vec<Diagnostic> {
    let (mut defined, mut sink) = (Schemas::builtin(), Sink::default());
    let definitions = std::mem::take(&mut facts.definitions);
    if definitions.is_empty() {
        return unknown.into_iter().flat_map(|(_, _, found)| found).collect();
    }
    for definition in &definitions {
        defined.add_definition(definition, &mut sink);
    }
    let judged = unknown.into_par_iter().map(|(place, at, _)| match read(place.tree as usize, at) {
        Ok(text) => file::judge_again(&place, &text, &defined, options),
        // It was read a moment ago.
        Err(finding) => vec![*finding],
    });
    let mut found = sink.into_list();
    found.extend(judged.collect::<Vec<_>>().into_iter().flatten());
    facts.definitions = definitions;
    found
}

/// All rules about the world, each on its own.
fn judge_world(world: &Index, options: &Options) -> Vec<Diagnostic> {
    let sinks = rules::CHECKS.par_iter().filter(|check| options.levels.runs(check.rule.name)).map(|check| {
        let mut sink = Sink::default();
        if let Run::Index(run) = check.run {
            run(world, &mut sink);
        }
        sink.into_list()
    });
    sinks.collect::<Vec<_>>().into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::labelled::Labelled;
    use crate::source::FileId;

    /// How many pods a Service of the namespace `one` is compared with, by its selector.
    fn compared(selector: &str) -> usize {
        let pod = |namespace: &str, labels: &str| {
            format!("apiVersion: v1\nkind: Pod\nmetadata: {{ {namespace}, labels: {{ {labels} }} }}\nspec: {{}}\n---\n")
        };
        let mut text = String::new();
        for namespace in ["name: a", "namespace: one", "namespace: two", "namespace: three"] {
            text += &pod(namespace, "app: x, tier: front").repeat(20);
            text += &pod(namespace, "app: x, tier: back");
        }
        text += "apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: one }\n";
        text += &format!("spec: {{ selector: {selector}, ports: [] }}\n");
        let (mut judged, options) = (Judged::default(), Options::default());
        let place =
            Layout::new(&["a.yaml".to_owned()], &options.environments, &|_| None).place(FileId::FIRST, 0, "a.yaml");
        judged.add(place, 0, Ok(&text), &options);
        let facts = judged.part.facts;
        let pods = Labelled::new(facts.pods.iter().map(|pod| (&*pod.of, &pod.labels)));
        pods.candidates(&facts.selectors[0].from, &facts.selectors[0].labels).count()
    }

    #[test]
    fn a_selector_is_compared_with_what_lives_beside_it_and_has_its_rarest_label() {
        assert_eq!(compared("{ app: x }"), 42, "those of its namespace, and of one that is not known");
        assert_eq!(compared("{ app: x, tier: back }"), 2);
        assert_eq!(compared("{ app: z, tier: front }"), 0);
    }
}
