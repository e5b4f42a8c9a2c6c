//! The versions of the record's format: what is older becomes the current one as it is read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Entry, Record};

/// The version that is written. 2 may tell what the team's files were last merged with; 1 never does.
pub(super) const CURRENT: u32 = 2;

/// A record of any version that can be read.
#[derive(Deserialize)]
struct Stored {
    version: u32,
    groma: String,
    repository: String,
    branches: Vec<String>,
    visibility: String,
    blueprints: BTreeMap<String, String>,
    pristine: Option<String>,
    files: BTreeMap<String, Entry>,
    #[serde(default)]
    orphaned: BTreeMap<String, Entry>,
}

/// What every version has, also one that cannot be read.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

pub(super) fn read(bytes: &[u8]) -> Result<Record, String> {
    let newer = |version| format!("version {version} was written by a newer groma");
    let stored: Stored = serde_json::from_slice(bytes).map_err(|error| match serde_json::from_slice(bytes) {
        Ok(Versioned { version }) if version > CURRENT => newer(version),
        Ok(_) | Err(_) => error.to_string(),
    })?;
    let Stored { version, groma, repository, branches, visibility, blueprints, pristine, files, orphaned } = stored;
    let pristine = match version {
        1 => None,
        CURRENT => pristine,
        _ => return Err(newer(version)),
    };
    Ok(Record { version: CURRENT, groma, repository, branches, visibility, blueprints, pristine, files, orphaned })
}
