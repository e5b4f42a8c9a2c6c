//! The door to git: commits, and the files that they hold, read from a repository's objects.
//!
//! Nothing else in groma names git2. Nothing is checked out, written or fetched, and no other program is started.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, IndexEntryExtendedFlag, ObjectType, Oid};

use super::memory::{Entry, Memory};
use crate::diagnostic::visible;

/// Where the default branch is looked for, in this order, when `origin/HEAD` does not say it.
const DEFAULTS: [&str; 4] =
    ["refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"];

/// Why git could not tell what it was asked for.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum GitError {
    #[error("git does not trust `{path}`: the folder belongs to another user")]
    #[diagnostic(help("trust it with `git config --global --add safe.directory {path}`"))]
    Owner { path: String },
    #[error("the repository `{path}` is bare and has no work tree")]
    #[diagnostic(help("run groma in a clone of it"))]
    Bare { path: String },
    #[error("unknown revision `{revision}`")]
    #[diagnostic(help("name a branch, a tag or a commit that `git log` knows; fetch it first if it is new"))]
    Revision { revision: String },
    #[error("unknown revision `{revision}` in this shallow clone")]
    #[diagnostic(help(
        "fetch the history: `git fetch --unshallow`, `GIT_DEPTH: 0` in GitLab, `fetch-depth: 0` in GitHub"
    ))]
    ShallowRevision { revision: String },
    #[error("`{revision}` is not a commit")]
    #[diagnostic(help("name a branch, a tag or a commit"))]
    NoCommit { revision: String },
    #[error("this repository has no `origin/HEAD`, `origin/main` or `origin/master`, and no branch `main` or `master`")]
    #[diagnostic(help(
        "fetch the default branch, as in `git fetch origin main:refs/remotes/origin/main`, or name what to compare with: \
         `--base REV`"
    ))]
    NoDefault,
    #[error("this clone is shallow and ends before the commit at which `HEAD` left `{upstream}`")]
    #[diagnostic(help(
        "fetch the history: `git fetch --unshallow`, `GIT_DEPTH: 0` in GitLab, `fetch-depth: 0` in GitHub"
    ))]
    Shallow { upstream: String },
    #[error("`HEAD` and `{upstream}` have no commit in common")]
    #[diagnostic(help("name what to compare with: `--base REV`"))]
    Unrelated { upstream: String },
    #[error("this clone lacks {path}, because it was made with a filter")]
    #[diagnostic(help("fetch what is missing: `git fetch --refetch --no-filter`"))]
    Filtered { path: String },
    #[error("`{path}` is not part of this sparse checkout, and would look deleted")]
    #[diagnostic(help("check it out: `git sparse-checkout disable`"))]
    Sparse { path: String },
    #[error("cannot read the git repository `{path}`: {message}")]
    #[diagnostic(help("compare with a rendered tree instead: `--against DIR`"))]
    Other { path: String, message: String },
}

/// A repository with a work tree.
pub(crate) struct Repository {
    git: git2::Repository,
    work: PathBuf,
}

/// A commit, and how it was found.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    id: Oid,
    /// The beginning of its name.
    pub(crate) short: String,
    /// As the user named it.
    pub(crate) revision: Option<String>,
    /// The branch that `HEAD` left at this commit, when it was found that way.
    pub(crate) upstream: Option<String>,
    /// Whether it is the commit that is checked out.
    pub(crate) is_head: bool,
}

impl Commit {
    /// What stands before the colon in `main:platform.yaml`, as git writes it.
    pub(crate) fn label(&self) -> &str {
        self.revision.as_ref().unwrap_or(&self.short)
    }
}

impl Repository {
    /// Opens the repository in whose work tree a folder lies; none when it lies in no repository.
    pub(crate) fn around(folder: &Path) -> Result<Option<Self>, GitError> {
        let failed = |error: &git2::Error| other(folder, error);
        let git = match git2::Repository::discover(folder) {
            Ok(git) => git,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(failed(&error)),
        };
        let Some(work) = git.workdir() else { return Err(GitError::Bare { path: shown(git.path()) }) };
        let work = std::fs::canonicalize(work)
            .map_err(|error| GitError::Other { path: shown(work), message: error.to_string() })?;
        Ok(Some(Self { git, work }))
    }

    /// The path of a folder from the root of the work tree, with `/`.
    pub(crate) fn below(&self, folder: &Path) -> Option<String> {
        let folder = std::fs::canonicalize(folder).ok()?;
        let parts = folder.strip_prefix(&self.work).ok()?.iter().map(|part| part.to_str());
        Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
    }

    /// Whether anything is at a path from the root of the work tree.
    pub(crate) fn stands(&self, path: &str) -> bool {
        self.work.join(path).symlink_metadata().is_ok()
    }

    /// The commit that a revision names.
    pub(crate) fn commit(&self, revision: &str) -> Result<Commit, GitError> {
        let named = || visible(revision);
        let object = self.git.revparse_single(revision).map_err(|error| match error.code() {
            ErrorCode::NotFound if self.git.is_shallow() => GitError::ShallowRevision { revision: named() },
            ErrorCode::NotFound | ErrorCode::InvalidSpec => GitError::Revision { revision: named() },
            _ => self.other(&error),
        })?;
        let commit = object.peel_to_commit().map_err(|_| GitError::NoCommit { revision: named() })?;
        Ok(self.found(commit.id(), Some(named()), None))
    }

    /// The commit at which `HEAD` left the default branch of `origin`, else the one that is here; none when nothing is
    /// committed yet.
    pub(crate) fn merge_base(&self) -> Result<Option<Commit>, GitError> {
        let head = match self.git.head() {
            Ok(head) => head.peel_to_commit().map_err(|error| self.other(&error))?.id(),
            Err(error) if error.code() == ErrorCode::UnbornBranch => return Ok(None),
            Err(error) => return Err(self.other(&error)),
        };
        let (upstream, tip) = self.default_branch().ok_or(GitError::NoDefault)?;
        let base = self.git.merge_base(head, tip).map_err(|error| match error.code() {
            ErrorCode::NotFound if self.git.is_shallow() => GitError::Shallow { upstream: upstream.clone() },
            ErrorCode::NotFound => GitError::Unrelated { upstream: upstream.clone() },
            _ => self.other(&error),
        })?;
        Ok(Some(self.found(base, None, Some(upstream))))
    }

    /// The files of a commit that are wanted. A folder is entered when `wanted` says so of its path, which ends in `/`.
    pub(crate) fn files(&self, commit: &Commit, wanted: &dyn Fn(&str) -> bool) -> Result<Memory, GitError> {
        let tree = self.git.find_commit(commit.id).and_then(|commit| commit.tree());
        let mut files = Memory { label: format!("{}:", commit.label()), ..Memory::default() };
        let tree = tree.map_err(|error| self.missing(&format!("the files of {}", commit.short), &error))?;
        self.collect(&tree, "", wanted, &mut files)?;
        Ok(files)
    }

    /// Refuses a checkout in which a wanted file was left out on purpose.
    pub(crate) fn refuse_sparse(&self, wanted: &dyn Fn(&str) -> bool) -> Result<(), GitError> {
        let config = self.git.config().and_then(|config| config.get_bool("core.sparseCheckout"));
        if !config.unwrap_or(false) {
            return Ok(());
        }
        let index = self.git.index().map_err(|error| self.other(&error))?;
        let skipped = IndexEntryExtendedFlag::SKIP_WORKTREE.bits();
        let left_out = index.iter().filter(|entry| entry.flags_extended & skipped != 0);
        for entry in left_out {
            // A folder that is left out as a whole is one entry.
            let path = String::from_utf8_lossy(&entry.path).into_owned();
            if wanted(&path) {
                return Err(GitError::Sparse { path: visible(&path) });
            }
        }
        Ok(())
    }

    fn collect(
        &self,
        tree: &git2::Tree<'_>,
        above: &str,
        wanted: &dyn Fn(&str) -> bool,
        files: &mut Memory,
    ) -> Result<(), GitError> {
        for entry in tree {
            // What is not UTF-8 is refused on the disk, and no glob matches it here.
            let Ok(name) = entry.name() else { continue };
            let path = format!("{above}{name}");
            let held = match (entry.kind(), entry.filemode()) {
                (Some(ObjectType::Tree), _) => {
                    let below = format!("{path}/");
                    if wanted(&below) {
                        let tree =
                            self.git.find_tree(entry.id()).map_err(|error| self.missing(&quoted(&path), &error))?;
                        self.collect(&tree, &below, wanted, files)?;
                    }
                    continue;
                }
                (Some(ObjectType::Commit), _) => Entry::Submodule,
                (_, 0o120_000) => Entry::Link,
                _ if !wanted(&path) => continue,
                _ => {
                    let blob = self.git.find_blob(entry.id()).map_err(|error| self.missing(&quoted(&path), &error))?;
                    Entry::Bytes(blob.content().to_vec())
                }
            };
            files.files.insert(path, held);
        }
        Ok(())
    }

    /// The branch that others branch off from, by its short name, and its newest commit.
    fn default_branch(&self) -> Option<(String, Oid)> {
        let head = self.git.find_reference("refs/remotes/origin/HEAD").and_then(|head| head.resolve()).ok();
        let found = head.or_else(|| DEFAULTS.iter().find_map(|name| self.git.find_reference(name).ok()))?;
        Some((visible(found.shorthand().ok()?), found.peel_to_commit().ok()?.id()))
    }

    fn found(&self, id: Oid, revision: Option<String>, upstream: Option<String>) -> Commit {
        let head = self.git.head().and_then(|head| head.peel_to_commit());
        let short = id.to_string()[..8].to_owned();
        Commit { id, short, revision, upstream, is_head: head.is_ok_and(|head| head.id() == id) }
    }

    fn missing(&self, path: &str, error: &git2::Error) -> GitError {
        match error.code() {
            ErrorCode::NotFound => GitError::Filtered { path: path.to_owned() },
            _ => self.other(error),
        }
    }

    fn other(&self, error: &git2::Error) -> GitError {
        other(&self.work, error)
    }
}

fn other(path: &Path, error: &git2::Error) -> GitError {
    let path = shown(path);
    match error.code() {
        ErrorCode::Owner => GitError::Owner { path },
        _ => GitError::Other { path, message: visible(error.message()) },
    }
}

fn quoted(path: &str) -> String {
    format!("`{}`", visible(path))
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}
