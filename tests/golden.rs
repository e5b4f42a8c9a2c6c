//! The whole tree of the fixture platform, byte for byte, on one thread and on eight.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{acme, files, on_threads, root};

const FOLDER: &str = "fixtures/platforms/acme/rendered";

#[test]
fn acme_renders_to_its_golden_tree() {
    for threads in [1, 8] {
        let tree = on_threads(threads, acme);
        if std::env::var_os("GROMA_BLESS").is_some() {
            let _ = fs::remove_dir_all(root().join(FOLDER));
            for (path, file) in files(&tree) {
                let path = root().join(FOLDER).join(path);
                fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
                fs::write(path, file.content.bytes()).expect("goldens can be written");
            }
        }
        let mut differing = Vec::new();
        let mut rendered = BTreeSet::new();
        for (path, file) in files(&tree) {
            if fs::read(root().join(FOLDER).join(&path)).ok().as_deref() != Some(file.content.bytes()) {
                differing.push(path.clone());
            }
            rendered.insert(path);
        }
        let stale: Vec<_> = listed(&root().join(FOLDER)).into_iter().filter(|path| !rendered.contains(path)).collect();
        assert!(
            differing.is_empty() && stale.is_empty(),
            "on {threads} threads these differ: {differing:#?}, and these are no longer rendered: {stale:#?}; \
             run with GROMA_BLESS=1 and read the difference"
        );
    }
}

/// Files below a folder, relative to it.
pub(crate) fn listed(folder: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(below) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&below)) else { continue };
        for entry in entries.flatten() {
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}
