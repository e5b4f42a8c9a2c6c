//! A plan that tries out a blueprint: the same platform, with the current blueprint and with the one in a folder.

use std::path::Path;

use super::base::Base;
use super::{Failure, failure, inventory};
use crate::blueprint::load::BlueprintDir;

use crate::diagnostic::{suggest, visible};
use crate::plan::impact::Impact;
use crate::report::plan;
use crate::store::files::Store;
use crate::store::{self, Kind};
use crate::workspace::Workspace;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum NoBlueprint {
    #[error("unknown blueprint `{name}`")]
    Unknown {
        name: String,
        #[help]
        help: String,
    },
    #[error("no `blueprint.yaml` in `{folder}`")]
    #[diagnostic(help("pass the folder that contains it"))]
    NoFile { folder: String },
}

/// Reads an inventory with one of its blueprints from a folder.
pub(crate) fn read(path: &Path, name: &str, folder: &Path) -> Result<Workspace, Failure> {
    let store = Store::Disk(folder.to_owned());
    if store.kind("blueprint.yaml") != Some(Kind::File) {
        return Err(failure(NoBlueprint::NoFile { folder: store::shown(folder) }));
    }
    let shown = inventory::shown(folder);
    let shelf = BlueprintDir { store: &store, path: ".", shown: if shown.is_empty() { "." } else { &shown } };
    let own = Store::Disk(store::folder_of(path).to_owned());
    let first = path.file_name().unwrap_or_default().to_string_lossy();
    let base = inventory::shown(store::folder_of(path));
    Workspace::read(&own, &first, &base, Some((name, shelf))).map_err(failure)
}

/// Reads it as it is.
pub(crate) fn base(path: &Path, name: &str) -> Result<Base, Failure> {
    let workspace = inventory::read(path).map_err(failure)?;
    let Some(at) = workspace.blueprints.find(name) else {
        let help = suggest(name, workspace.blueprints.names());
        return Err(failure(NoBlueprint::Unknown { name: visible(name), help }));
    };
    let version = &workspace.blueprints.list[at].version;
    let name = format!("the same platform with `{name}` {}", visible(version));
    Ok(Base { workspace: Some(workspace), name, notes: Vec::new() })
}

/// What becomes of its users, for the plan.
pub(crate) fn shown<'a>(name: &'a str, new: &'a Workspace, impact: &'a Impact) -> plan::Impact<'a> {
    let Impact { semantic, cosmetic, unchanged } = impact;
    let version = new.blueprints.find(name).map_or("", |at| &new.blueprints.list[at].version);
    plan::Impact { blueprint: name, version, semantic, cosmetic, unchanged }
}
