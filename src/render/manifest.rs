//! `.groma/manifest.json`: what groma wrote into a repository, so that drift and the base of a merge can be found.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::blueprint::Blueprint;
use crate::tree::{Content, Digest, File, Ownership};
use crate::yaml::write;

/// Path of the manifest in every repository.
pub(crate) const PATH: &str = ".groma/manifest.json";

/// The manifest of a repository under construction.
pub(crate) struct Manifest {
    blueprints: BTreeMap<String, String>,
    /// Path, ownership, executable bit and digest of every file; sorted once all are known.
    files: Vec<(String, Ownership, bool, Digest)>,
}

impl Manifest {
    pub(crate) fn new<'b>(blueprints: impl Iterator<Item = &'b Blueprint>) -> Self {
        let mut versions = BTreeMap::new();
        for blueprint in blueprints {
            if !versions.contains_key(&blueprint.name) {
                versions.insert(blueprint.name.clone(), blueprint.version.clone());
            }
        }
        Self { blueprints: versions, files: Vec::new() }
    }

    pub(crate) fn note(&mut self, files: &[File]) {
        let entry = |file: &File| (file.path.clone(), file.ownership, file.executable, file.content.digest());
        self.files.extend(files.iter().map(entry));
    }

    /// Sorts the files; called when all were noted.
    pub(crate) fn sort(&mut self) {
        self.files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    }

    /// Paths of which a folder is a file as well, with that folder; one for each.
    pub(crate) fn file_and_folder(&self) -> Vec<(&str, &str)> {
        let (mut last, mut found) = ("", Vec::new());
        for (path, ..) in &self.files {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if std::mem::replace(&mut last, folder) == folder {
                continue;
            }
            let mut above = memchr::memchr_iter(b'/', path.as_bytes()).map(|end| &path[..end]);
            let is_file = |folder: &&str| self.files.binary_search_by(|(path, ..)| path.as_str().cmp(folder)).is_ok();
            let both = above.find(is_file).filter(|both| found.last().is_none_or(|(_, known)| known != both));
            found.extend(both.map(|both| (path.as_str(), both)));
        }
        found
    }

    /// The manifest's own file.
    pub(crate) fn file(&self, repository: &str, branches: &[String], visibility: &str) -> File {
        let mut text = String::with_capacity(512 + self.files.len() * 140);
        let version = env!("CARGO_PKG_VERSION");
        let _ = write!(text, "{{\n  \"version\": 1,\n  \"groma\": \"{version}\",\n  \"repository\": ");
        write::quoted(&mut text, repository);
        text.push_str(",\n  \"branches\": [");
        for (at, branch) in branches.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { ", " });
            write::quoted(&mut text, branch);
        }
        text.push_str("],\n  \"visibility\": ");
        write::quoted(&mut text, visibility);
        text.push_str(",\n  \"blueprints\": {");
        for (at, (name, version)) in self.blueprints.iter().enumerate() {
            let _ = write!(text, "{}\n    \"{name}\": \"{version}\"", if at == 0 { "" } else { "," });
        }
        text.push_str("\n  },\n  \"files\": {");
        for (at, (path, ownership, executable, digest)) in self.files.iter().enumerate() {
            text.push_str(if at == 0 { "\n    " } else { ",\n    " });
            write::quoted(&mut text, path);
            text.push_str(": { \"ownership\": \"");
            text.push_str(ownership.name());
            text.push_str(if *executable { "\", \"executable\": true" } else { "\"" });
            text.push_str(", \"blake3\": \"");
            text.push_str(&blake3::Hash::from_bytes(*digest).to_hex());
            text.push_str("\" }");
        }
        text.push_str("\n  }\n}\n");
        File {
            path: PATH.into(),
            content: Content::Own(text.into_bytes()),
            executable: false,
            ownership: Ownership::Managed,
            keep: Default::default(),
            origin: None,
        }
    }
}
