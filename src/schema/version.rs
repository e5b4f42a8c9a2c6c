//! Minor versions of Kubernetes, and versions of its API groups.

use std::fmt;

use crate::values::is_digits;

/// A minor version, such as 1.34.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u16);

impl Version {
    /// The oldest version whose built-in kinds are known.
    pub(crate) const OLDEST: Self = Self(31);
    /// The newest version whose built-in kinds are known.
    pub const NEWEST: Self = Self(37);

    /// Reads `1.34`, `v1.34` or `1.34.2`.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.")?;
        let (minor, patch) = rest.split_once('.').unwrap_or((rest, "0"));
        (is_digits(minor) && is_digits(patch)).then(|| minor.parse().ok().map(Self)).flatten()
    }

    /// The nearest version whose built-in kinds are known.
    pub(crate) fn known(self) -> Self {
        self.clamp(Self::OLDEST, Self::NEWEST)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

/// The group and the version of an `apiVersion`; the core group is empty.
pub(crate) fn group_and_version(api_version: &str) -> (&str, &str) {
    api_version.rsplit_once('/').unwrap_or(("", api_version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_write_them() {
        for text in ["1.34", "v1.34", "1.34.2"] {
            assert_eq!(Version::parse(text), Some(Version(34)), "{text}");
        }
        for text in ["", "1", "1.", "1.x", "2.34", "1.34.", "1.34-alpha", "1.+4"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert_eq!(Version(34).to_string(), "1.34");
        assert_eq!(Version(12).known(), Version::OLDEST);
    }
}
