//! The base commit of a plan: which one it is, and its inventory.

use std::path::Path;

use super::{Failure, failure};
use crate::diagnostic::visible;
use crate::store::git::{Commit, Repository};
use crate::workspace::Workspace;
use crate::{path, store};

/// The old side of a plan.
pub(crate) struct Base {
    /// The inventory as it was; none when everything is new.
    pub(crate) workspace: Option<Workspace>,
    /// What it is, as in "compared with ..".
    pub(crate) name: String,
    /// What a reader must know first; a sentence each.
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum NoBase {
    #[error("`{path}` is not in a git repository, so there is no `{revision}` to compare with")]
    #[diagnostic(help("omit `--base`, and compare with a rendered tree: `--against DIR`"))]
    Revision { path: String, revision: String },
    #[error("`{path}` is not in a git repository, so there is nothing to compare with")]
    #[diagnostic(help("pass a rendered tree, or a folder with clones of the output repositories: `--against DIR`"))]
    Outside { path: String },
    #[error("`{first}` did not exist at {name}, and several inventories were removed since: it may be any of them")]
    #[diagnostic(help("rename one inventory per commit, without changing its first file"))]
    Several { first: String, name: String },
}

/// Finds the inventory whose first file lies at `path` as it was at a revision; where `HEAD` left the default branch when
/// none is given.
pub(crate) fn open(path: &Path, revision: Option<&str>) -> Result<Base, Failure> {
    let folder = store::folder_of(path);
    let git = Repository::around(folder).map_err(failure)?;
    let Some((git, folder)) = git.and_then(|git| Some((git.below(folder)?, git))).map(|(below, git)| (git, below))
    else {
        let path = store::shown(path);
        return Err(failure(match revision {
            Some(revision) => NoBase::Revision { path, revision: revision.to_owned() },
            None => NoBase::Outside { path },
        }));
    };
    let commit = match revision {
        Some(revision) => git.commit(revision).map(Some),
        None => git.merge_base(),
    };
    let nothing = |note: String| Base { workspace: None, name: "nothing".to_owned(), notes: vec![note] };
    let Some(commit) = commit.map_err(failure)? else {
        return Ok(nothing("nothing is committed yet, so everything is new".to_owned()));
    };
    let first = path.file_name().unwrap_or_default().to_string_lossy();
    let checked_out = "`HEAD` is this commit, so only uncommitted changes are shown".to_owned();
    let mut notes = if commit.is_head { vec![checked_out] } else { Vec::new() };
    let mut workspace = Workspace::at(&git, &commit, &folder, &first).map_err(failure)?;
    if workspace.is_none() {
        let name = name(&commit);
        let first = path::inside(&folder, &first);
        let Some(old) = former(&git, &commit, path, &first)? else {
            return Ok(nothing(format!("`{}` did not exist at {name}, so everything is new", visible(&first))));
        };
        let (above, own) = path::split(&old);
        workspace = Workspace::at(&git, &commit, above, own).map_err(failure)?;
        notes.push(format!("`{}` was `{}` at {name}", visible(&first), visible(&old)));
    }
    Ok(Base { workspace, name: name(&commit), notes })
}

/// Where the inventory was at a commit that does not have its first file: the only inventory of then that is gone now,
/// or the one with the same bytes.
fn former(git: &Repository, commit: &Commit, path: &Path, first: &str) -> Result<Option<String>, Failure> {
    let is_yaml = |path: &str| path.ends_with(".yaml") || path.ends_with(".yml");
    // The examples of blueprints are inventories too.
    let wanted = |path: &str| match path.strip_suffix('/') {
        Some(folder) => path::file_name(folder) != "blueprints",
        None => is_yaml(path),
    };
    let texts = git.files(commit, &wanted).map_err(failure)?.into_texts();
    let has = |text: &str, start: &str| text.lines().any(|line| line.starts_with(start));
    let is_inventory = |text: &str| has(text, "apiVersion: groma/v1") && has(text, "platform:");
    let gone = texts.filter(|(path, text)| is_inventory(text) && !git.stands(path));
    let mut gone: Vec<(String, String)> = gone.collect();
    if gone.len() > 1 {
        let text = store::read_text(path).map_err(failure)?;
        gone.retain(|(_, old)| *old == text);
        if gone.len() != 1 {
            return Err(failure(NoBase::Several { first: visible(first), name: name(commit) }));
        }
    }
    Ok(gone.pop().map(|(path, _)| path))
}

/// `main` and what it is now; or the commit where `HEAD` left `origin/main`.
fn name(commit: &Commit) -> String {
    match (&commit.revision, &commit.upstream) {
        (Some(revision), _) if revision.starts_with(&commit.short) => format!("`{}`", commit.short),
        (Some(revision), _) => format!("`{revision}` ({})", commit.short),
        (None, Some(upstream)) => format!("{}, where `HEAD` left `{upstream}`", commit.short),
        (None, None) => commit.short.clone(),
    }
}
