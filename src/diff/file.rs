//! What differs between the files of one repository.

use std::borrow::Cow;

use rayon::prelude::*;

use super::objects::{self, Documents};
use super::text::{self, LineHunk};
use super::{Action, Body, Effect, FileChange, Kept, Options, Secrets, Step, Version, document, moves};
use crate::record;
use crate::secret::mask;
use crate::tree::File;

/// Compares two lists of files, each sorted by path; what is equal is left out.
pub(crate) fn compare(old: Vec<File>, new: Vec<File>, options: Options<'_>) -> Vec<FileChange> {
    let (mut pairs, mut removed, mut created) = (Vec::new(), Vec::new(), Vec::new());
    let mut olds = old.into_iter().peekable();
    for new in new {
        while let Some(gone) = olds.next_if(|old| old.path < new.path) {
            removed.push(gone);
        }
        match olds.next_if(|old| old.path == new.path) {
            Some(old) if is_equal(&old, &new) => {}
            Some(old) => pairs.push((Some(old), Some(new))),
            None => created.push(new),
        }
    }
    removed.extend(olds);
    let moved = moves::files(removed, created, options);
    pairs.extend(moved.pairs.into_iter().map(|(old, new)| (Some(old), Some(new))));
    pairs.extend(moved.old.into_iter().map(|old| (Some(old), None)));
    pairs.extend(moved.new.into_iter().map(|new| (None, Some(new))));
    let mut changes: Vec<FileChange> = pairs.into_par_iter().map(|(old, new)| change(old, new, options)).collect();
    changes.sort_by(|a, b| (&a.path, a.action).cmp(&(&b.path, b.action)));
    changes
}

fn is_equal(old: &File, new: &File) -> bool {
    old.executable == new.executable && old.content.bytes() == new.content.bytes()
}

/// What became of one file; at least one side is there.
pub(crate) fn change(old: Option<File>, new: Option<File>, options: Options<'_>) -> FileChange {
    let action = match (&old, &new) {
        (None, _) => Action::Created,
        (_, None) => Action::Removed,
        (Some(old), Some(new)) if old.path != new.path => Action::Moved,
        (Some(_), Some(_)) => Action::Changed,
    };
    let known = new.as_ref().or(old.as_ref()).expect("a file is on one side at least");
    let path = known.path.clone();
    let from = old.as_ref().map(|old| old.path.clone()).filter(|from| *from != path);
    let (before, after) = (old.map(version), new.map(version));
    finish(action, (path, from), (before, after), options)
}

/// One file that was found removed here and created there; nothing when it stands where it stood, and is the same.
pub(crate) fn join(old: FileChange, new: FileChange, options: Options<'_>) -> Option<FileChange> {
    let (before, after) = (old.before, new.after);
    let facts = |side: &Option<Version>| side.as_ref().map(|side| (side.executable, side.content.digest()));
    let from = Some(old.path).filter(|from| *from != new.path);
    if from.is_none() && facts(&before) == facts(&after) {
        return None;
    }
    let action = if from.is_some() { Action::Moved } else { Action::Changed };
    Some(finish(action, (new.path, from), (before, after), options))
}

fn finish(
    action: Action,
    (path, from): (String, Option<String>),
    (before, after): (Option<Version>, Option<Version>),
    options: Options<'_>,
) -> FileChange {
    let Inside { body, lines, effect, secret } = inside(&path, before.as_ref(), after.as_ref(), options.secrets);
    let modes = |side: &Option<Version>| side.as_ref().map(|version| version.executable);
    let alike = modes(&before) == modes(&after) && from.is_none();
    let effect = if alike { effect } else { Effect::Semantic };
    let makes_workloads =
        matches!(body, Body::Lines) && [&before, &after].into_iter().any(|side| has_workload(&path, side));
    let (before, after) = match body {
        Body::Objects(_) | Body::Lines if before.is_some() && after.is_some() => (before.map(bare), after.map(bare)),
        _ => (before, after),
    };
    FileChange { action, path, from, before, after, effect, body, lines, secret, makes_workloads }
}

/// Whether a file is a template of a chart with an object in it that runs something.
fn has_workload(path: &str, side: &Option<Version>) -> bool {
    const KINDS: [&str; 8] =
        ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Rollout", "Pod"];
    let is_kind = |line: &str| line.strip_prefix("kind:").is_some_and(|kind| KINDS.contains(&kind.trim()));
    let is_template =
        path.split('/').rev().skip(1).any(|folder| folder == "templates") && document::is_structured(path);
    is_template && text_of(side.as_ref()).ok().flatten().is_some_and(|text| text.lines().any(is_kind))
}

/// A version without its bytes.
fn bare(version: Version) -> Version {
    Version { content: Kept::Digest(version.content.digest()), ..version }
}

fn version(file: File) -> Version {
    let File { content, executable, ownership, origin, .. } = file;
    Version { content: Kept::Whole(content), executable, ownership, origin }
}

struct Inside {
    body: Body,
    lines: Vec<LineHunk>,
    effect: Effect,
    secret: bool,
}

fn inside(path: &str, before: Option<&Version>, after: Option<&Version>, secrets: Secrets) -> Inside {
    let (Ok(old), Ok(new)) = (text_of(before), text_of(after)) else {
        return Inside { body: Body::Binary, lines: Vec::new(), effect: Effect::Semantic, secret: false };
    };
    if document::is_structured(path) {
        let documents = match (old, new) {
            (Some(old), Some(new)) => objects::compare(old, new, secrets),
            (Some(old), None) => objects::whole(old, Action::Removed, secrets),
            (None, new) => objects::whole(new.unwrap_or_default(), Action::Created, secrets),
        };
        if let Some(documents) = documents {
            return structured(path, documents, old.zip(new));
        }
    }
    match (old, new) {
        (Some(old), Some(new)) => by_line(path, old, new, secrets),
        (old, new) => {
            let text = old.or(new).unwrap_or_default();
            let secret = secrets == Secrets::Masked && mask::hides(text, mask::Manner::of(path));
            Inside { body: Body::Lines, lines: Vec::new(), effect: Effect::Semantic, secret }
        }
    }
}

/// Two texts without a structure; what is secret in them is not kept.
fn by_line(path: &str, old: &str, new: &str, secrets: Secrets) -> Inside {
    let shown = |text| -> Vec<Cow<'_, str>> {
        let lines = text::lines(text);
        match secrets {
            Secrets::Shown => lines.into_iter().map(Cow::Borrowed).collect(),
            Secrets::Masked => mask::masked(&lines, mask::Manner::of(path)),
        }
    };
    let (hunks, olds, news) = (text::hunks(old, new), shown(old), shown(new));
    let hidden = |lines: &[Cow<'_, str>]| lines.iter().any(|line| matches!(line, Cow::Owned(_)));
    let secret = hunks.iter().any(|hunk| hidden(&olds[hunk.before.clone()]) || hidden(&news[hunk.after.clone()]));
    Inside { body: Body::Lines, lines: text::stretches(hunks, &olds, &news), effect: text::effect(old, new), secret }
}

fn text_of(side: Option<&Version>) -> Result<Option<&str>, std::str::Utf8Error> {
    side.map(|side| std::str::from_utf8(side.content.bytes())).transpose()
}

fn structured(path: &str, mut documents: Documents, both: Option<(&str, &str)>) -> Inside {
    let secret = documents.secret;
    let Some((old, new)) = both else {
        let body = Body::Objects(documents.objects);
        return Inside { body, lines: Vec::new(), effect: Effect::Semantic, secret };
    };
    let record = path == record::PATH && {
        // What it says of the repository itself is told of the repository.
        let known = ["files", "orphaned", "repository", "branches", "visibility"].map(|key| Step::Key(key.into()));
        let noted = |path: &[Step]| path.first().is_some_and(|first| known.contains(first));
        documents.objects.iter_mut().for_each(|object| object.values.retain(|value| !noted(&value.path)));
        documents.objects.iter().all(|object| object.values.is_empty())
    };
    let effect = if record { Effect::Bookkeeping } else { documents.effect() };
    let lines = if secret { Vec::new() } else { text::bare(old, new) };
    Inside { body: Body::Objects(documents.objects), lines, effect, secret }
}
