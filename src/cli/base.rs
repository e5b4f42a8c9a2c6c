//! What a plan compares the inventory with when it is a commit: which one, and what it holds.

use std::path::Path;

use super::{Failure, failure};
use crate::compile::Workspace;
use crate::diagnostic::visible;
use crate::files;
use crate::git::{Commit, Repository};

/// The old side of a plan.
pub struct Base {
    /// The inventory as it was; none when everything is new.
    pub workspace: Option<Workspace>,
    /// What it is, as in "compared with ..".
    pub name: String,
    /// What a reader must know first; a sentence each.
    pub notes: Vec<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum NoBase {
    #[error("`{path}` lies in no git repository, so that there is no `{revision}` to compare it with")]
    #[diagnostic(help("leave out `--base`, and compare with what was rendered: `--against DIR`"))]
    Revision { path: String, revision: String },
    #[error("`{path}` lies in no git repository, so that there is nothing to compare it with")]
    #[diagnostic(help("name a rendered tree, or a folder with clones of the output repositories: `--against DIR`"))]
    Outside { path: String },
}

/// Finds the inventory whose first file lies at `path` as it was at a revision; where `HEAD` left the default branch when
/// none is given.
pub fn open(path: &Path, revision: Option<&str>) -> Result<Base, Failure> {
    let folder = files::folder_of(path);
    let git = Repository::around(folder).map_err(failure)?;
    let Some((git, folder)) = git.and_then(|git| Some((git.below(folder)?, git))).map(|(below, git)| (git, below))
    else {
        let path = files::shown(path);
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
    let Some(workspace) = Workspace::at(&git, &commit, &folder, &first).map_err(failure)? else {
        let (first, name) = (visible(&first), name(&commit));
        return Ok(nothing(format!("`{first}` was not there yet at {name}, so everything is new")));
    };
    let checked_out = "that commit is checked out, so only what is not committed shows".to_owned();
    let notes = if commit.is_head { vec![checked_out] } else { Vec::new() };
    Ok(Base { workspace: Some(workspace), name: name(&commit), notes })
}

/// `main` and what it is now; or the commit where `HEAD` left `origin/main`.
fn name(commit: &Commit) -> String {
    match (&commit.revision, &commit.upstream) {
        (Some(revision), _) => format!("`{revision}` ({})", commit.short),
        (None, Some(upstream)) => format!("{}, where `HEAD` left `{upstream}`", commit.short),
        (None, None) => commit.short.clone(),
    }
}
