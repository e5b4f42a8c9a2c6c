//! `.groma/manifest.json`: what groma wrote into a repository, so that drift and the base of a merge can be found.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::blueprint::Blueprint;
use crate::tree::{Content, File, Ownership};
use crate::yaml::write;

/// Path of the manifest in every repository.
pub const PATH: &str = ".groma/manifest.json";

/// The manifest of a repository under construction.
pub struct Manifest {
    blueprints: BTreeMap<String, String>,
    files: BTreeMap<String, (Ownership, bool, [u8; 32])>,
}

impl Manifest {
    pub fn new<'b>(blueprints: impl Iterator<Item = &'b Blueprint>) -> Self {
        let mut versions = BTreeMap::new();
        for blueprint in blueprints {
            if !versions.contains_key(&blueprint.name) {
                versions.insert(blueprint.name.clone(), blueprint.version.clone());
            }
        }
        Self { blueprints: versions, files: BTreeMap::new() }
    }

    pub fn note(&mut self, files: &[File]) {
        for file in files {
            self.files.insert(file.path.clone(), (file.ownership, file.executable, file.content.digest()));
        }
    }

    /// The first path of which a folder is a file as well, with that folder.
    pub fn file_and_folder(&self) -> Option<(&str, &str)> {
        let mut last = "";
        self.files.keys().find_map(|path| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if std::mem::replace(&mut last, folder) == folder {
                return None;
            }
            let mut above = memchr::memchr_iter(b'/', path.as_bytes()).map(|end| &path[..end]);
            above.find(|folder| self.files.contains_key(*folder)).map(|folder| (path.as_str(), folder))
        })
    }

    /// The manifest's own file.
    pub fn file(&self, repository: &str, branches: &[String], visibility: &str) -> File {
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
        for (at, (path, (ownership, executable, digest))) in self.files.iter().enumerate() {
            text.push_str(if at == 0 { "\n    " } else { ",\n    " });
            write::quoted(&mut text, path);
            let mode = if *executable { ", \"executable\": true" } else { "" };
            let digest = blake3::Hash::from_bytes(*digest).to_hex();
            let _ = write!(text, ": {{ \"ownership\": \"{}\"{mode}, \"blake3\": \"{digest}\" }}", ownership.name());
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
