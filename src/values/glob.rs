//! Globs over paths with `/`, as an inventory and blueprints write them. Nobody else names the crate that matches them.

use globset::{GlobBuilder, GlobMatcher};

/// What to do about a string that is no glob.
pub(crate) const HELP: &str = "close `[a-z]` and `{a,b}`; `*`, `**` and `?` match any name";

#[derive(Debug)]
pub(crate) struct Glob(GlobMatcher);

impl Glob {
    /// Reads a glob in which only `**` stands for several folders; the error says what is wrong with it.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let glob = GlobBuilder::new(text).literal_separator(true).build();
        glob.map(|glob| Self(glob.compile_matcher())).map_err(|error| format!("invalid glob: {}", error.kind()))
    }

    /// The glob as it was written.
    pub(crate) fn text(&self) -> &str {
        self.0.glob().glob()
    }

    pub(crate) fn is_match(&self, path: &str) -> bool {
        self.0.is_match(path)
    }

    /// Whether a folder may hold files that the glob matches.
    pub(crate) fn may_hold(&self, folder: &str) -> bool {
        let mut wanted = self.text().split('/');
        for part in folder.split('/') {
            let Some(pattern) = wanted.next() else { return false };
            // Both may stand for several folders.
            if pattern == "**" || pattern.contains(['{', '}']) {
                return true;
            }
            if Self::new(pattern).is_ok_and(|glob| !glob.is_match(part)) {
                return false;
            }
        }
        wanted.next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_stars_go_through_folders() {
        let glob = |text: &str| Glob::new(text).expect("it is a glob");
        assert!(glob("teams/*.yaml").is_match("teams/a.yaml") && !glob("teams/*.yaml").is_match("teams/a/b.yaml"));
        assert!(glob("teams/**/*.yaml").is_match("teams/a/b.yaml"));
        assert!(glob("teams/*.yaml").may_hold("teams") && !glob("teams/*.yaml").may_hold("teams/a"));
        assert!(glob("**/a.yaml").may_hold("x/y") && !glob("t*/a.yaml").may_hold("x"));
        assert_eq!(Glob::new("[a").err().as_deref(), Some("invalid glob: unclosed character class; missing ']'"));
    }
}
