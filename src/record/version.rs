//! The versions of the record's format. Each is a type of its own; what is older becomes the current one as it is read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Entry, Record};

/// The version that is written: 2 knows what the team's files were last merged with.
pub(super) const CURRENT: u32 = 2;

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Deserialize)]
struct First {
    groma: String,
    repository: String,
    branches: Vec<String>,
    visibility: String,
    blueprints: BTreeMap<String, String>,
    files: BTreeMap<String, Entry>,
    #[serde(default)]
    orphaned: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Second {
    pristine: Option<String>,
    #[serde(flatten)]
    first: First,
}

pub(super) fn read(bytes: &[u8]) -> Result<Record, String> {
    let said = |error: serde_json::Error| error.to_string();
    match serde_json::from_slice::<Versioned>(bytes).map_err(said)?.version {
        1 => serde_json::from_slice::<First>(bytes).map(|first| current(first, None)).map_err(said),
        CURRENT => {
            let Second { pristine, first } = serde_json::from_slice(bytes).map_err(said)?;
            Ok(current(first, pristine))
        }
        version => Err(format!("version {version} is that of a newer groma")),
    }
}

fn current(first: First, pristine: Option<String>) -> Record {
    let First { groma, repository, branches, visibility, blueprints, files, orphaned } = first;
    Record { version: CURRENT, groma, repository, branches, visibility, blueprints, pristine, files, orphaned }
}
