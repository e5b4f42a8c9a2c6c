//! Paths below a folder, relative and with `/` on every system.

/// The folder of a path; empty for a bare name.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// All folders above a path, the outermost first.
pub(crate) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// `named` as seen from `folder`; nothing when it leads out of the tree or is an address.
pub(crate) fn joined(folder: &str, named: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in named.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part if part.ends_with(':') => return None,
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
