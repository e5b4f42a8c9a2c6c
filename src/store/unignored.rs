//! The files of a folder that git does not ignore, for linting.
//!
//! Only the `.gitignore` files of the repository count, not what one user or one clone ignores: the verdict is the same
//! on every machine. Outside of a repository nothing is ignored.

use std::fs;
use std::io;
use std::path::Path;

use crate::store::{Fault, Listing};

/// Lists the files below `dir`. A link within the folder is passed over, for its target is listed in its own place; one
/// that leads nowhere or out of the folder is refused, as the consumers of a repository refuse it.
pub(crate) fn unignored(dir: &Path) -> Listing {
    let mut listing = Listing::default();
    let walk = ignore::WalkBuilder::new(dir)
        .hidden(false)
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        .filter_entry(|entry| entry.file_name() != ".git" && entry.file_name() != "node_modules")
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type().expect("only the standard input has none");
                listing.add(dir, kind, entry.into_path());
            }
            Err(error) => {
                let error = error.into_io_error().and_then(|error| error.downcast::<walkdir::Error>().ok());
                listing.refuse(dir, error.expect("it walks by walkdir, and follows no link into a loop"));
            }
        }
    }
    let home = fs::canonicalize(dir);
    listing.refused.retain_mut(|refused| {
        if !matches!(refused.fault, Fault::Link) {
            return true;
        }
        match (fs::canonicalize(&refused.file), &home) {
            (Ok(target), Ok(home)) if target.starts_with(home) => return false,
            (Ok(_), _) => refused.fault = Fault::Outside,
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => refused.fault = Fault::Dangling,
            (Err(error), _) => refused.fault = error.into(),
        }
        true
    });
    listing.sorted()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "it makes the files that are listed")]

    use std::os::unix::fs::symlink;

    use super::*;

    /// What is listed below a folder of a tree of these files, in a repository if it has a `.git`.
    fn listed(files: &[(&str, &str)], below: &str) -> Vec<String> {
        let temp = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = temp.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let listing = unignored(&temp.path().join(below));
        assert!(listing.refused.is_empty());
        listing.files.into_iter().filter(|file| !file.ends_with(".gitignore")).collect()
    }

    const TREE: [(&str, &str); 10] = [
        (".git/config", ""),
        (".git/info/exclude", "a.yaml\n"),
        (".gitignore", "*.tmp.yaml\n!kept.tmp.yaml\n/dist/\n"),
        (".ignore", "a.yaml\n"),
        ("a.yaml", ""),
        ("b.tmp.yaml", ""),
        ("kept.tmp.yaml", ""),
        ("dist/a.yaml", ""),
        ("dist/x/b.yaml", ""),
        ("node_modules/a.yaml", ""),
    ];

    #[test]
    fn what_the_repository_ignores_is_not_listed() {
        assert_eq!(listed(&TREE, ""), [".ignore", "a.yaml", "kept.tmp.yaml"]);
        // A folder that is named is listed.
        assert_eq!(listed(&TREE, "dist"), ["a.yaml", "x/b.yaml"]);
        assert_eq!(listed(&TREE, "dist/x"), ["b.yaml"]);
    }

    #[test]
    fn an_inner_gitignore_counts_below_its_folder_and_wins() {
        let inner = [
            ("apps/.gitignore", "!b.tmp.yaml\n/x/\n"),
            ("apps/b.tmp.yaml", ""),
            ("apps/c.yaml", ""),
            ("apps/x/a.yaml", ""),
            ("apps/y/x/a.yaml", ""),
            ("apps/y/d.tmp.yaml", ""),
            ("x/a.yaml", ""),
        ];
        let tree = [&TREE[..], &inner].concat();
        assert_eq!(listed(&tree, "apps"), ["b.tmp.yaml", "c.yaml", "y/x/a.yaml"]);
        let whole =
            [".ignore", "a.yaml", "apps/b.tmp.yaml", "apps/c.yaml", "apps/y/x/a.yaml", "kept.tmp.yaml", "x/a.yaml"];
        assert_eq!(listed(&tree, ""), whole);
    }

    #[test]
    fn without_a_repository_nothing_is_ignored() {
        let tree = [(".gitignore", "*.yaml\n"), ("a.yaml", "")];
        assert_eq!(listed(&tree, ""), ["a.yaml"]);
    }

    #[test]
    fn links_are_not_followed_and_what_is_not_there_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("a.yaml"), "").unwrap();
        for (target, link) in [("a.yaml", "inside"), (".", "loop"), ("nowhere", "dangling"), ("/usr", "outside")] {
            symlink(target, temp.path().join(link)).unwrap();
        }
        let listing = unignored(temp.path());
        assert_eq!(listing.files, ["a.yaml"]);
        assert!(matches!(
            listing.refused.iter().map(|refused| &refused.fault).collect::<Vec<_>>()[..],
            [Fault::Dangling, Fault::Outside]
        ));
        let none = unignored(&temp.path().join("none"));
        assert!(matches!(none.refused[..], [crate::store::ReadError { fault: Fault::Missing, .. }]));
    }
}
