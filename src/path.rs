//! Paths below a folder, relative and with `/` on every system.

/// Name of the folder in which everything is prepared that is going to be written into the one around it.
pub(crate) const STAGING: &str = ".groma-staging";

/// The folder of a path; empty for a bare name.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// What follows the last dot of a path's name; empty where there is none.
pub(crate) fn extension(path: &str) -> &str {
    file_name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Whether `path` is `folder` or lies below it.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder and the name of a path.
pub(crate) fn split(path: &str) -> (&str, &str) {
    (folder(path), file_name(path))
}

/// Why a path must not be followed or made.
pub(crate) fn illegal(path: &str) -> Option<&'static str> {
    if path.bytes().any(|byte| matches!(byte, 0 | b'\\')) {
        return Some("it contains a NUL byte or a backslash");
    }
    path.split('/').find_map(|name| match name {
        "" => Some("it is absolute, or has an empty segment"),
        "." | ".." => Some("it contains `.` or `..`"),
        name if name.eq_ignore_ascii_case(".git") => Some("it leads into a `.git` folder"),
        name if name.eq_ignore_ascii_case(STAGING) => Some("it is the name of the staging folder"),
        _ => None,
    })
}

/// All folders above a path, the outermost first.
pub(crate) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b'/', path.as_bytes()).map(|end| &path[..end])
}

/// `path` below `folder`; the folder itself when it is empty.
pub(crate) fn below(folder: &str, path: &str) -> String {
    if path.is_empty() { folder.to_owned() } else { format!("{folder}/{path}") }
}

/// A name in `folder`; the name alone when the folder is the tree's own.
pub(crate) fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// `named` as seen from `folder`; nothing when it leads out of the tree or is an address.
pub(crate) fn joined(folder: &str, named: &str) -> Option<String> {
    let is_address = named.split('/').any(|part| part.ends_with(':'));
    if is_address { None } else { resolved(folder, named) }
}

/// The path `below` a folder; nothing when it leads out of the tree.
pub(crate) fn resolved(folder: &str, below: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(below.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_out_of_its_tree() {
        assert_eq!(joined("a/b", "../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(joined("a", "../../c.yaml"), None);
        assert_eq!(joined("a", "https://git.example.com/x"), None);
    }
}
