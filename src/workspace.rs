//! Reading: everything that a run needs of an inventory and its blueprints, from the disk or from a commit.

use std::path::Path;

use crate::blueprint::Blueprints;
use crate::blueprint::load::{self, BlueprintDir};
use crate::diagnostic::{Diagnostic, Sink};
use crate::inventory::{self, Includes};
use crate::schema::Schemas;
use crate::source::{Sources, TreeEntry};
use crate::store::git::{self, Commit, GitError};
use crate::store::place::Place;
use crate::store::{self, Fault, ReadError};

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
        Self::read(&Place::Disk(store::folder_of(path).to_owned()), &name, base, None)
    }

    /// The same for the file `name` of any place, with the blueprint `single` from a folder of its own.
    pub fn read(
        place: &Place,
        name: &str,
        base: &str,
        single: Option<(&str, BlueprintDir<'_>)>,
    ) -> Result<Self, ReadError> {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let files = inventory::load(place, name, base, &mut sources, &mut sink)?;
        let path = blueprint_folder(place);
        let between = if base.is_empty() || base.ends_with(':') { "" } else { "/" };
        let shown = format!("{base}{between}{path}");
        let own = place.is_folder(path).then_some(BlueprintDir { place, path, shown: &shown });
        let blueprints = load::load(own, single, &mut sources, &mut sink)?;
        Ok(Self { sources, blueprints, files, faults: sink.into_list() })
    }

    /// The same as a commit holds it; none when the commit has no such file. `folder` leads from its root.
    pub(crate) fn at(git: &git::Repository, commit: &Commit, folder: &str, name: &str) -> Result<Option<Self>, Unread> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = format!("{prefix}{name}");
        let blueprint = folder.rsplit_once('/').map(|(above, _)| format!("{above}/blueprint.yaml"));
        let snapshot = git.snapshot(commit, &|path| {
            path == first || Some(path) == blueprint.as_deref() || (path.ends_with('/') && first.starts_with(path))
        })?;
        let text = match snapshot.held(&first) {
            Some((_, TreeEntry::Bytes(bytes))) => String::from_utf8_lossy(bytes).into_owned(),
            Some((path, held)) => {
                let fault = if matches!(held, TreeEntry::Link) { Fault::Link } else { Fault::Submodule };
                let path = format!("{}:{path}", commit.label());
                return Err(Unread::File(ReadError::new(Path::new(&path), fault)));
            }
            None => return Ok(None),
        };
        let includes = Includes::new(&text);
        let is_example = blueprint.is_some_and(|path| snapshot.files.contains_key(&path));
        let around = is_example.then(|| folder.rsplitn(3, '/').nth(2).unwrap_or_default());
        let wanted = |path: &str| match path.strip_prefix(&prefix) {
            Some(path) if path == name || path.starts_with("blueprints/") => true,
            Some(path) if includes.wants(path) => true,
            _ => prefix.starts_with(path) || around.is_some_and(|around| path.starts_with(around)),
        };
        git.refuse_sparse(&wanted)?;
        let snapshot = git.snapshot(commit, &wanted)?;
        let place = Place::Commit { snapshot, folder: folder.to_owned(), label: commit.label().to_owned() };
        Ok(Some(Self::read(&place, name, &format!("{}:{folder}", commit.label()), None)?))
    }

    /// Adds the kinds that a folder defines to those by which this platform will be judged.
    pub(crate) fn add_schemas(&mut self, folder: &Path, schemas: &mut Schemas) -> Result<(), ReadError> {
        let mut sink = Sink::default();
        let added = schemas.add_folder(folder, &folder.to_string_lossy(), &mut self.sources, &mut sink);
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
fn blueprint_folder(place: &Place) -> &'static str {
    if place.is_file("../blueprint.yaml") { "../.." } else { "blueprints" }
}
