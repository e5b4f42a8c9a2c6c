//! Paths of rendered files: relative, contained, and one file each.

use rustc_hash::FxHashMap;

use super::Part;
use crate::record::Record;
use crate::tree::Origin;

/// Paths of one repository that are taken, without regard to case, as some file systems see them.
#[derive(Default)]
pub(crate) struct Taken(FxHashMap<String, (Part, Option<Origin>)>);

impl Taken {
    /// Who has a path.
    pub(crate) fn holder(&self, path: &str) -> Option<(Part, Option<Origin>)> {
        self.0.get(&path.to_ascii_lowercase()).copied()
    }

    /// Takes a path; returns who has it already.
    pub(crate) fn take(&mut self, path: &str, part: Part, origin: Option<Origin>) -> Option<(Part, Option<Origin>)> {
        let folded = if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            path.to_ascii_lowercase()
        } else {
            path.to_owned()
        };
        match self.0.entry(folded) {
            std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert((part, origin));
                None
            }
        }
    }
}

/// Paths of which a folder is a file as well, with that folder; one for each.
pub(crate) fn files_and_folders(record: &Record) -> Vec<(&str, &str)> {
    let (mut last, mut found) = ("", Vec::<(&str, &str)>::new());
    for path in record.files.keys() {
        let folder = crate::path::folder(path);
        if std::mem::replace(&mut last, folder) == folder {
            continue;
        }
        let mut above = crate::path::ancestors(path);
        let both = above.find(|folder| record.files.contains_key(*folder));
        let both = both.filter(|both| found.last().is_none_or(|(_, known)| known != both));
        found.extend(both.map(|both| (path.as_str(), both)));
    }
    found
}

/// Says why a component cannot be part of a path.
pub(crate) fn check_component(component: &str) -> Result<(), &'static str> {
    if is_ordinary(component) {
        return Ok(());
    }
    let git = component.to_ascii_lowercase();
    match component {
        "." | ".." => Err("leads outside its folder"),
        _ if git == ".git" || git.starts_with(".git::") || git == "git~1" => Err("is inside a `.git` folder"),
        _ if component.contains(['/', '\\', '\0', ':']) => {
            Err("contains a character that separates folders on some systems")
        }
        _ if component.ends_with(['.', ' ']) || component.starts_with(' ') => Err("starts or ends with a space or dot"),
        _ if component.chars().any(crate::diagnostic::is_hostile) => Err("contains control characters"),
        _ if component.len() > 255 => Err("is longer than 255 bytes"),
        _ => Ok(()),
    }
}

/// Whether a component is one of the many that need no second look.
fn is_ordinary(component: &str) -> bool {
    let bytes = component.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    let letters = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    letters && *first != b'.' && *last != b'.' && bytes.len() <= 255
}

/// Says why a path cannot be a repository's.
pub(crate) fn check_repository(path: &str) -> Result<(), &'static str> {
    if path.is_empty() || path.split('/').any(str::is_empty) {
        return Err("is not of the form `group/name`");
    }
    if path.len() > 1000 {
        return Err("is longer than 1000 bytes");
    }
    path.split('/').try_for_each(check_component)
}
