//! Two renderings side by side: only the parts that may differ are rendered, on both sides in step.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fingerprint::Fingerprints;
use super::{Job, Part, Rendering, file, path};
use crate::blueprint::engine::Scratch;
use crate::diagnostic::Diagnostic;
use crate::tree::{Digest, Repository};

/// One repository whose sides may differ, without its manifest and without files that cannot differ. It is absent on
/// the side that does not have it.
#[derive(Debug, Default)]
pub struct Pair {
    pub old: Option<Repository>,
    pub new: Option<Repository>,
    /// How many files were left out because they cannot differ; counted only when a file of the old side is lost.
    pub(crate) same: usize,
}

/// What was found on each side while it was rendered.
#[derive(Debug, Default)]
pub struct Found {
    pub old: Vec<Diagnostic>,
    pub new: Vec<Diagnostic>,
}

/// A rendering, and what its parts depend on.
struct Side<'r, 'a> {
    rendering: &'r Rendering<'a>,
    fingerprints: Fingerprints,
}

/// A repository of one side, with the parts that may differ and those that cannot.
struct Half<'s> {
    rendering: &'s Rendering<'s>,
    job: &'s Job,
    differing: Vec<Part>,
    same: Vec<Part>,
}

/// Hands every repository that may differ to `consume`, from many threads; without an old side all of them.
pub(crate) fn compare(old: Option<&Rendering<'_>>, new: &Rendering<'_>, consume: &(dyn Fn(Pair) + Sync)) -> Found {
    let (old, new) = rayon::join(|| old.map(Side::new), || Side::new(new));
    let one = |(before, after): (Option<&Job>, Option<&Job>)| {
        let (pair, found) = pair(old.as_ref().zip(before), Some(&new).zip(after));
        pair.map(consume);
        found
    };
    let jobs = side_by_side(old.as_ref().map_or(&[], |old| &old.rendering.jobs), &new.rendering.jobs);
    let found: Vec<Found> = jobs.into_par_iter().map(one).collect();
    let mut all = Found::default();
    for found in found {
        all.old.extend(found.old);
        all.new.extend(found.new);
    }
    all
}

/// The repositories of both sides by path, by which each side is sorted.
fn side_by_side<'j>(old: &'j [Job], new: &'j [Job]) -> Vec<(Option<&'j Job>, Option<&'j Job>)> {
    let mut pairs = Vec::with_capacity(new.len());
    let mut olds = old.iter().peekable();
    for new in new {
        while let Some(gone) = olds.next_if(|old| old.path < new.path) {
            pairs.push((Some(gone), None));
        }
        pairs.push((olds.next_if(|old| old.path == new.path), Some(new)));
    }
    pairs.extend(olds.map(|gone| (Some(gone), None)));
    pairs
}

fn pair<'s>(
    old: Option<(&'s Side<'s, 's>, &'s Job)>,
    new: Option<(&'s Side<'s, 's>, &'s Job)>,
) -> (Option<Pair>, Found) {
    let prints = |(side, job): (&Side<'_, '_>, &Job)| side.of(job);
    let (before, after) = (old.map_or(Vec::new(), prints), new.map_or(Vec::new(), prints));
    if let (Some((_, old)), Some((_, new))) = (old, new)
        && before == after
        && (&old.branches, &old.visibility) == (&new.branches, &new.visibility)
    {
        return (None, Found::default());
    }
    let old = old.map(|(side, job)| Half::new(side.rendering, job, &before, &after));
    let new = new.map(|(side, job)| Half::new(side.rendering, job, &after, &before));
    let render = |half: Option<&Half<'_>>| half.map(Half::render).unzip();
    let ((before, old_found), (after, new_found)) = rayon::join(|| render(old.as_ref()), || render(new.as_ref()));
    let same = match (&old, &before, &after) {
        (Some(old), Some(before), Some(after)) if loses(before, after) => old.count_same(),
        _ => 0,
    };
    let found = Found { old: old_found.unwrap_or_default(), new: new_found.unwrap_or_default() };
    (Some(Pair { old: before, new: after, same }), found)
}

/// Whether a file of the old side is not on the new one; both are sorted.
fn loses(old: &Repository, new: &Repository) -> bool {
    let has = |path: &String| new.files.binary_search_by(|file| file.path.cmp(path)).is_ok();
    old.files.iter().any(|file| !has(&file.path))
}

impl<'r, 'a> Side<'r, 'a> {
    fn new(rendering: &'r Rendering<'a>) -> Self {
        Self { rendering, fingerprints: Fingerprints::new(rendering) }
    }

    fn of(&self, job: &Job) -> Vec<Digest> {
        job.parts.iter().map(|part| self.fingerprints.of(*part, self.rendering)).collect()
    }
}

impl<'s> Half<'s> {
    /// `own` are the fingerprints of the job's parts, `other` those of the same repository on the other side.
    fn new(rendering: &'s Rendering<'s>, job: &'s Job, own: &[Digest], other: &[Digest]) -> Self {
        let mut known: FxHashMap<&Digest, usize> = FxHashMap::default();
        other.iter().for_each(|print| *known.entry(print).or_default() += 1);
        let (mut differing, mut same) = (Vec::new(), Vec::new());
        for (part, print) in job.parts.iter().zip(own) {
            match known.get_mut(print).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    same.push(*part);
                }
                None => differing.push(*part),
            }
        }
        Self { rendering, job, differing, same }
    }

    fn render(&self) -> (Repository, Vec<Diagnostic>) {
        let (mut files, mut found) = (Vec::new(), Vec::new());
        let mut taken = path::Taken::default();
        for rendered in file::render_all(self.rendering, self.job, &self.differing, &mut Scratch::default()) {
            found.extend(rendered.faults);
            for (part, file) in rendered.files {
                match taken.take(&file.path, part, file.origin) {
                    None => files.push(file),
                    Some((first, origin)) => {
                        found.push(self.rendering.taken_twice(self.job, part, &file, first, origin));
                    }
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let Job { path, branches, visibility, .. } = self.job;
        let (path, branches, visibility) = (path.clone(), branches.clone(), visibility.clone());
        (Repository { path, branches, visibility, files }, found)
    }

    fn count_same(&self) -> usize {
        self.same.par_chunks(64).map(|parts| file::count(self.rendering, self.job, parts)).sum()
    }
}
