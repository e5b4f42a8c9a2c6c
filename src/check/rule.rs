//! What a rule is: a name, a level, its documentation and a function.
//!
//! The documentation is the opening comment of the rule's file; `groma explain`, SARIF and the tests take it from there.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Level, Sink};
use crate::object::Object;
use crate::object::index::Index;
use crate::source::Span;

/// One rule; a row of [`super::rules::RULES`].
pub struct Rule {
    /// Kebab-case, naming the fault; the file is called the same in snake_case.
    pub name: &'static str,
    pub(crate) level: Level,
    /// The source of the rule's own file: `include_str!("<rule>.rs")`.
    pub source: &'static str,
    pub(crate) run: Run,
}

/// What a rule looks at.
pub(crate) enum Run {
    /// Each Kubernetes object, chart, values file and kustomization by itself, as soon as it is read.
    Object(fn(&Object<'_>, &mut Sink)),
    /// Each entity of a Backstage catalog by itself.
    Entity(fn(&Object<'_>, &mut Sink)),
    /// Everything together, by the facts that were kept of it.
    Index(fn(&Index, &mut Sink)),
    /// The reader, the schemas and the allows find these.
    Elsewhere,
}

impl Rule {
    /// A finding of this rule.
    pub(crate) fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.name, self.level, span, message)
    }

    /// The rule's page: the opening comment of its file, as Markdown.
    pub(crate) fn page(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
    }

    /// What the rule finds, in one sentence or two: the first paragraph of the page.
    pub fn summary(&self) -> String {
        let page = self.page();
        let end = page.find("\n\n").unwrap_or(page.len());
        page[..end].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text of a section of the page, such as `Why`.
    pub fn section(&self, title: &str) -> Option<String> {
        let page = self.page();
        let (_, rest) = page.split_once(&format!("## {title}\n"))?;
        let end = rest.find("\n## ").unwrap_or(rest.len());
        Some(rest[..end].trim().to_owned())
    }
}

/// One file of an example.
#[derive(Debug)]
pub struct Example<'p> {
    pub path: &'p str,
    pub text: Cow<'p, str>,
}

/// The files in the fenced blocks of a section. A line `# file: <path>` begins a file, which needs no such line when it
/// is the only one.
pub fn examples(section: &str) -> Vec<Example<'_>> {
    let mut files: Vec<Example<'_>> = Vec::new();
    let mut inside = false;
    for line in section.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if let Some(path) = line.strip_prefix("# file: ").filter(|_| inside) {
            files.push(Example { path: path.trim(), text: "".into() });
        } else if inside {
            if files.is_empty() {
                files.push(Example { path: "example.yaml", text: "".into() });
            }
            if let Some(file) = files.last_mut() {
                file.text = format!("{}{line}\n", file.text).into();
            }
        }
    }
    files
}
