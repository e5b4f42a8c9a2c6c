//! Reading: everything that a run needs of an inventory and its blueprints, from any store.

use std::path::Path;

use crate::blueprint::Blueprints;
use crate::blueprint::load::{self, BlueprintDir};
use crate::diagnostic::{Diagnostic, Sink};
use crate::inventory::{self, Includes};
use crate::schema::Schemas;
use crate::source::Sources;
use crate::store::files::Store;
use crate::store::git::{self, Commit, GitError};
use crate::store::{self, Fault, Kind, ReadError};

/// Everything that a run has read.
pub struct Workspace {
    pub sources: Sources,
    pub(crate) blueprints: Blueprints,
    pub(crate) files: inventory::Files,
    /// Faults of blueprints and of what the inventory includes.
    pub(crate) faults: Vec<Diagnostic>,
}

impl Workspace {
    /// Reads the inventory at `path`, what it includes, and the folder `blueprints` beside it. `base` is how the
    /// inventory's folder is shown to the user.
    pub fn open(path: &Path, base: &str) -> Result<Self, ReadError> {
        let name = path.file_name().map_or_else(|| "platform.yaml".into(), |name| name.to_string_lossy());
        Self::read(&Store::Disk(store::folder_of(path).to_owned()), &name, base, None)
    }

    /// The same for the file `name` of any store, with the blueprint `single` from a folder of its own.
    pub fn read(
        store: &Store,
        name: &str,
        base: &str,
        single: Option<(&str, BlueprintDir<'_>)>,
    ) -> Result<Self, ReadError> {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let files = inventory::load(store, name, base, &mut sources, &mut sink)?;
        let path = blueprint_folder(store);
        let between = if base.is_empty() || base.ends_with(':') { "" } else { "/" };
        let shown = format!("{base}{between}{path}");
        let own = (store.kind(path) == Some(Kind::Folder)).then_some(BlueprintDir { store, path, shown: &shown });
        let blueprints = load::load(own, single, &mut sources, &mut sink)?;
        Ok(Self { sources, blueprints, files, faults: sink.into_list() })
    }

    /// The same as a commit holds it; none when the commit has no such file. `folder` leads from its root.
    pub(crate) fn at(git: &git::Repository, commit: &Commit, folder: &str, name: &str) -> Result<Option<Self>, Unread> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = format!("{prefix}{name}");
        let blueprint = folder.rsplit_once('/').map(|(above, _)| format!("{above}/blueprint.yaml"));
        let store = |files| Store::Commit(files, folder.to_owned());
        let start = store(git.files(commit, &|path| {
            path == first || Some(path) == blueprint.as_deref() || (path.ends_with('/') && first.starts_with(path))
        })?);
        let includes = match start.read(name) {
            Ok(text) => Includes::new(&String::from_utf8_lossy(&text)),
            Err(error) if matches!(error.fault, Fault::Missing) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let is_example = start.kind("../blueprint.yaml") == Some(Kind::File);
        let around = is_example.then(|| folder.rsplitn(3, '/').nth(2).unwrap_or_default());
        let wanted = |path: &str| match path.strip_prefix(&prefix) {
            Some(path) if path == name || path.starts_with("blueprints/") => true,
            Some(path) if includes.wants(path) => true,
            _ => prefix.starts_with(path) || around.is_some_and(|around| path.starts_with(around)),
        };
        git.refuse_sparse(&wanted)?;
        let store = store(git.files(commit, &wanted)?);
        Ok(Some(Self::read(&store, name, &format!("{}:{folder}", commit.label()), None)?))
    }

    /// Adds the kinds that a folder defines to those by which this platform will be judged.
    pub(crate) fn add_schemas(&mut self, folder: &Path, schemas: &mut Schemas) -> Result<(), ReadError> {
        let mut sink = Sink::default();
        let added = schemas.add_folder(Store::Disk(folder.to_owned()), &mut self.sources, &mut sink);
        self.faults.extend(sink.into_list());
        added
    }
}

/// Why an inventory could not be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum Unread {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] ReadError),
}

/// The folder `blueprints` beside the inventory; the example of a blueprint sees the blueprints around it.
fn blueprint_folder(store: &Store) -> &'static str {
    if store.kind("../blueprint.yaml") == Some(Kind::File) { "../.." } else { "blueprints" }
}
