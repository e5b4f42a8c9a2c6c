//! Versions of charts and programs. Those of Kubernetes, of which only the minor number counts, are in `schema`.

use semver::Version;

/// Whether a text is a version of semantic versioning 2.0, with the `v` before it that Helm lets pass.
pub(crate) fn is_version(text: &str) -> bool {
    Version::parse(text.strip_prefix('v').unwrap_or(text)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_semantic() {
        for text in ["1.4.0", "v1.4.0", "0.0.0", "1.4.0-rc.1+build.01", "1.0.0-01a", "1.0.0--", "1.0.0+a-b"] {
            assert!(is_version(text), "{text}");
        }
        for text in
            ["", "1.4", "1.0.0-01", "01.0.0", "1.0.0-", "1.0.0-a..b", "1.0.0+", "vv1.0.0", " 1.0.0", "1.0.0.0", "1.x.0"]
        {
            assert!(!is_version(text), "{text}");
        }
    }
}
