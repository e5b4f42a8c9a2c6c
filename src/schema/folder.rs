//! Folders of JSON schemas as kubeconform lays them out, read when a kind is asked for.
//!
//! `GROUP/KIND_VERSION.json`, or `KIND-GROUP-VERSION.json` with the first label of the group, or `KIND-VERSION.json`
//! for the core group; a folder above may name a version of Kubernetes, and whether unknown fields are refused:
//! `v1.34.0-standalone-strict`.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::version::{Version, group_and_version};
use super::{Schema, compile};
use crate::path;
use crate::store::files::Store;
use crate::values::is_digits;

/// All JSON schemas of the user's folders.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    /// By kind in lower case, and version of the API.
    files: FxHashMap<(String, String), Vec<File>>,
}

#[derive(Debug)]
struct File {
    store: Arc<Store>,
    path: String,
    group: Group,
    kubernetes: Option<Version>,
    strict: bool,
    compiled: OnceLock<Result<Arc<Schema>, String>>,
}

/// What a path says about the group of a kind.
#[derive(Debug)]
enum Group {
    Full(String),
    FirstLabel(String),
}

impl Folders {
    /// Takes a file whose name says of which kind it is; whether it does.
    pub(crate) fn add(&mut self, store: &Arc<Store>, relative: &str) -> bool {
        let (parents, name) = path::split(relative);
        let Some(stem) = name.strip_suffix(".json") else { return false };
        let parent = path::file_name(parents);
        let Some((kind, group, version)) = parts(stem, parent) else { return false };
        let kubernetes = parents.split('/').find_map(|part| Version::parse(part.split('-').next()?));
        let file = File {
            store: store.clone(),
            path: relative.to_owned(),
            group,
            kubernetes,
            strict: parents.contains("strict"),
            compiled: OnceLock::new(),
        };
        self.files.entry((kind, version)).or_default().push(file);
        true
    }

    /// The schema of a kind, and an error when it cannot be read; nothing when there is none.
    pub(crate) fn find(
        &self,
        api_version: &str,
        kind: &str,
        kubernetes: Version,
    ) -> Option<Result<Arc<Schema>, String>> {
        if self.files.is_empty() {
            return None;
        }
        let (group, version) = group_and_version(api_version);
        let files = self.files.get(&(kind.to_ascii_lowercase(), version.to_owned()))?;
        let fits = |file: &&File| {
            let group = match &file.group {
                Group::Full(known) => known == group,
                Group::FirstLabel(label) => label == group.split('.').next().unwrap_or_default(),
            };
            group && file.kubernetes.is_none_or(|known| known == kubernetes)
        };
        let file = files.iter().filter(fits).max_by_key(|file| (file.kubernetes.is_some(), file.strict))?;
        Some(file.compiled.get_or_init(|| compile(file).map(Arc::new)).clone())
    }
}

/// Kind, group and version of a file's name.
fn parts(stem: &str, parent: &str) -> Option<(String, Group, String)> {
    if let Some((kind, version)) = stem.rsplit_once('_').filter(|(_, version)| is_version(version)) {
        return Some((kind.to_ascii_lowercase(), Group::Full(parent.to_owned()), version.to_owned()));
    }
    let (rest, version) = stem.rsplit_once('-').filter(|(_, version)| is_version(version))?;
    let (kind, group) = rest.split_once('-').unwrap_or((rest, ""));
    Some((kind.to_ascii_lowercase(), Group::FirstLabel(group.to_owned()), version.to_owned()))
}

/// `v1`, `v2beta1`.
fn is_version(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('v') else { return false };
    match rest.split_once("alpha").or_else(|| rest.split_once("beta")) {
        Some((major, minor)) => is_digits(major) && is_digits(minor),
        None => is_digits(rest),
    }
}

fn compile(file: &File) -> Result<Schema, String> {
    let (folder, name) = path::split(&file.path);
    let shown = file.store.path(&file.path);
    let load = |name: &str| load(&file.store, folder, name).map_err(|error| format!("{}: {error}", shown.display()));
    let mut read = vec![(name.to_owned(), load(name)?)];
    let mut at = 0;
    while at < read.len() {
        for other in others(&read[at].1) {
            if read.iter().all(|(known, _)| *known != other) {
                let json = load(&other)?;
                read.push((other, json));
            }
        }
        at += 1;
    }
    let resolve = |reference: &str| {
        let (name, pointer) = reference.split_once('#')?;
        read.iter().find(|(known, _)| known == name).and_then(|(_, json)| json.pointer(pointer))
    };
    Ok(Schema { types: compile::json(&read[0].1, &resolve), scope: None, deprecated: None })
}

/// Reads a schema, with references that name their file.
fn load(store: &Store, folder: &str, name: &str) -> Result<Json, String> {
    let text = store.read_text(&path::inside(folder, name)).map_err(|error| error.to_string())?;
    let mut json = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    absolute(&mut json, name);
    Ok(json)
}

fn absolute(json: &mut Json, name: &str) {
    match json {
        Json::Object(fields) => {
            if let Some(Json::String(reference)) = fields.get_mut("$ref") {
                let (file, pointer) = reference.split_once('#').unwrap_or((reference.as_str(), ""));
                let file = Some(path::file_name(file)).filter(|file| !file.is_empty()).unwrap_or(name);
                *reference = format!("{file}#{pointer}");
            }
            fields.values_mut().for_each(|below| absolute(below, name));
        }
        Json::Array(items) => items.iter_mut().for_each(|below| absolute(below, name)),
        _ => {}
    }
}

/// The files that a schema refers to.
fn others(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    collect(json, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn collect(json: &Json, found: &mut Vec<String>) {
    match json {
        Json::Object(fields) => {
            if let Some((file, _)) = fields.get("$ref").and_then(Json::as_str).and_then(|text| text.split_once('#')) {
                found.push(file.to_owned());
            }
            fields.values().for_each(|below| collect(below, found));
        }
        Json::Array(items) => items.iter().for_each(|below| collect(below, found)),
        _ => {}
    }
}
