//! What a rule is, as data: all that reports, pages and settings need to know of it, whether or not it finds something.
//!
//! A rule is a static in a file of its own, and the opening comment of that file is its page: a summary in one line,
//! then why it matters and examples. What is looked up of a page is cut out of it while groma is compiled.

use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Error,
    Warning,
    Info,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Whether users can rely on a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Stable,
    /// What it finds may still change.
    Preview,
    /// It goes with one of the next versions.
    Deprecated,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Preview => "preview",
            Self::Deprecated => "deprecated",
        }
    }
}

/// Who refuses, ignores or misreads what a rule finds. What they all accept, and groma advises against, is groma's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The API server of Kubernetes, with the admission that a kind brings along.
    Server,
    Argocd,
    Backstage,
    Kustomize,
    Helm,
    Groma,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Argocd => "argocd",
            Self::Backstage => "backstage",
            Self::Kustomize => "kustomize",
            Self::Helm => "helm",
            Self::Groma => "groma",
        }
    }
}

/// One rule. Two rules are the same when their names are.
pub struct Rule {
    /// Kebab-case, naming the fault, as users write it after "allow"; the file is called the same in snake_case.
    pub name: &'static str,
    /// The level of its findings unless they say otherwise.
    pub level: Level,
    /// The version of groma that brought it.
    pub since: &'static str,
    pub status: Status,
    /// Names that it had before.
    pub aliases: &'static [&'static str],
    pub verdict: Verdict,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// The opening comment of its file, and the part of it before the examples; each line with the signs of a comment.
    pub(crate) page: &'static str,
    pub(crate) reasons: &'static str,
}

impl Rule {
    /// A stable rule whose findings are errors; `source` is the text of its file.
    pub const fn error(name: &'static str, verdict: Verdict, since: &'static str, source: &'static str) -> Self {
        Self::new(name, Level::Error, verdict, since, source)
    }

    pub const fn warning(name: &'static str, verdict: Verdict, since: &'static str, source: &'static str) -> Self {
        Self::new(name, Level::Warning, verdict, since, source)
    }

    pub const fn info(name: &'static str, verdict: Verdict, since: &'static str, source: &'static str) -> Self {
        Self::new(name, Level::Info, verdict, since, source)
    }

    const fn new(
        name: &'static str,
        level: Level,
        verdict: Verdict,
        since: &'static str,
        source: &'static str,
    ) -> Self {
        let page = before(source, "\n\n");
        let (_, summary) = before(page, "\n").split_at("//! ".len());
        let reasons = before(page, "\n//!\n//! ## Bad");
        Self { name, level, since, status: Status::Stable, aliases: &[], verdict, summary, page, reasons }
    }

    /// Whether this is the rule's name, or was before.
    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    /// Its name, and those that it had before.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// The rule's page, as Markdown.
    pub fn page(&self) -> String {
        plain(self.page)
    }

    /// The rule's page up to its examples.
    pub fn reasons(&self) -> String {
        plain(self.reasons)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The text before the first `end`, or all of it.
const fn before(text: &'static str, end: &str) -> &'static str {
    let (bytes, end) = (text.as_bytes(), end.as_bytes());
    let mut at = 0;
    while at + end.len() <= bytes.len() {
        let mut same = 0;
        while same < end.len() && bytes[at + same] == end[same] {
            same += 1;
        }
        if same == end.len() {
            return text.split_at(at).0;
        }
        at += 1;
    }
    text
}

/// The lines of a comment without what makes them one.
fn plain(comment: &str) -> String {
    let lines = comment.lines().map(|line| line.trim_start_matches("//!"));
    lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    static RENAMED: Rule = Rule {
        status: Status::Deprecated,
        aliases: &["old-name"],
        ..Rule::error(
            "new-name",
            Verdict::Helm,
            "0.2.0",
            "//! Finds a.\n//!\n//! ## Why\n//! B.\n//!\n//! ## Bad\n//! C.\n\nuse d;",
        )
    };

    #[test]
    fn a_page_is_cut_out_of_the_source() {
        assert_eq!(RENAMED.summary, "Finds a.");
        assert_eq!(RENAMED.reasons(), "Finds a.\n\n## Why\nB.\n");
        assert_eq!(RENAMED.page(), "Finds a.\n\n## Why\nB.\n\n## Bad\nC.\n");
    }

    #[test]
    fn a_rule_answers_to_its_old_names() {
        assert!(RENAMED.is_called("new-name") && RENAMED.is_called("old-name") && !RENAMED.is_called("name"));
        assert_eq!((RENAMED.status.name(), RENAMED.verdict.name()), ("deprecated", "helm"));
    }
}
