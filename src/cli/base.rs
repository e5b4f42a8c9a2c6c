//! What a plan compares the inventory with when it is a commit: which one, and what it holds.

use std::path::Path;

use super::{Failure, failure};
use crate::compile::Workspace;
use crate::files;
use crate::git::{Commit, Repository};

/// The old side of a plan.
pub struct Base {
    /// The inventory as it was; none when everything is new.
    pub workspace: Option<Workspace>,
    /// What it is, as in "compared with ..".
    pub name: String,
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
    let Some(commit) = commit.map_err(failure)? else {
        return Ok(Base { workspace: None, name: "nothing, as nothing is committed yet".to_owned() });
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let workspace = Workspace::at(&git, &commit, &folder, &name).map_err(failure)?;
    let told = told(&commit);
    let name = match workspace {
        Some(_) => told,
        None => format!("nothing, as `{name}` was not there yet at {told}"),
    };
    Ok(Base { workspace, name })
}

/// `main`, or `0123abcd`, where `HEAD` left `origin/main`.
fn told(commit: &Commit) -> String {
    let Commit { label, upstream, is_head, .. } = commit;
    match (upstream, is_head) {
        (Some(upstream), true) => format!("`{label}`, which is checked out and part of `{upstream}`"),
        (Some(upstream), false) => format!("`{label}`, where `HEAD` left `{upstream}`"),
        (None, true) => format!("`{label}`, which is checked out"),
        (None, false) => format!("`{label}`"),
    }
}
