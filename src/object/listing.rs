//! The paths of all files of a repository, with the look-ups of files and folders.

/// A repository, or a folder that the user named.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// As the user knows it; empty for the working directory.
    pub(crate) name: String,
    /// Every file, also those that are not judged; relative, with `/`, sorted.
    pub(crate) paths: Vec<String>,
    /// Whether only some files of it were named: nothing can be said of what is not there.
    pub(crate) partial: bool,
}

impl Tree {
    pub(crate) fn holds_file(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// Whether files lie below a folder; every tree has its root.
    pub(crate) fn holds_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let at = self.paths.partition_point(|known| *known < inside);
        path.is_empty() || self.paths.get(at).is_some_and(|known| known.starts_with(&inside))
    }

    /// The names of files and folders in a folder, sorted.
    pub(crate) fn names_in(&self, folder: &str) -> Vec<&str> {
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let (mut names, mut at) = (Vec::new(), self.paths.partition_point(|known| *known < inside));
        while let Some(rest) = self.paths.get(at).and_then(|path| path.strip_prefix(&inside)) {
            let Some((name, _)) = rest.split_once('/') else {
                names.push(rest);
                at += 1;
                continue;
            };
            names.push(name);
            // `0` is what follows the slash.
            let after = format!("{inside}{name}0");
            at += self.paths[at..].partition_point(|known| *known < after);
        }
        names
    }
}
