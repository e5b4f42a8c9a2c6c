//! Shows what a plan changes: in a terminal, in a merge request, in a browser, and to scripts.
//!
//! A format is one file with one function from a plan to text, one row in [`FORMATS`] and one arm in [`report`].
//! Nothing here prints, and no text that came from a file leaves without having been made harmless.

mod block;
mod escape;
pub(crate) mod html;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod markdown;
mod picture;
mod rows;
#[cfg(test)]
mod tests;

use super::Style;
use crate::diagnostic::suggest;
use crate::plan::Plan;
use crate::plan::count::{Count, Counts};
use crate::words::counted;

/// What a plan is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Human,
    Markdown,
    Json,
    Html,
}

/// The formats by the names that users type.
pub(crate) const FORMATS: &[(&str, Format)] =
    &[("human", Format::Human), ("markdown", Format::Markdown), ("json", Format::Json), ("html", Format::Html)];

/// Most bytes of the markdown when nothing else is said: GitHub and some others refuse a comment of 65,536.
pub const MARKDOWN_BYTES: usize = 60_000;

impl Format {
    /// The format called `name`; the error says which one was meant.
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        let names = FORMATS.iter().map(|(name, _)| *name);
        let found = FORMATS.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let name = crate::diagnostic::visible(name);
            format!("unknown format `{name}`; {}", suggest(&name, names))
        })
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub plan: &'a Plan,
    /// What the new tree was compared with, in a few words: "`main` at 1a2b3c4d".
    pub base: &'a str,
    /// What a reader must know first, such as why everything is new; one sentence each.
    pub notes: &'a [String],
    /// When it deletes too much to be carried out; the last note says so.
    pub refused: Option<Refused<'a>>,
    /// When a blueprint is tried.
    pub impact: Option<Impact<'a>>,
}

/// More is deleted than goes without saying, as the JSON has it.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Refused<'a> {
    pub deletions: usize,
    /// The other number that was allowed.
    pub allowed: Option<usize>,
    /// What makes it too much, in a few words each.
    pub reasons: &'a [String],
}

/// What another version of a blueprint does to those who use it, as the JSON has it.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Impact<'a> {
    pub blueprint: &'a str,
    pub version: &'a str,
    pub semantic: &'a [String],
    /// Every reader of their files gets the same values.
    pub cosmetic: &'a [String],
    pub unchanged: &'a [String],
}

impl<'a> Impact<'a> {
    /// How many use it, in a sentence.
    fn head(&self) -> String {
        let all = self.semantic.len() + self.cosmetic.len() + self.unchanged.len();
        let version = crate::diagnostic::visible(self.version);
        match all {
            0 => format!("nothing in this inventory uses `{}`", self.blueprint),
            _ => format!("`{}` {version} is tried on {}", self.blueprint, counted(all, "user")),
        }
    }

    /// Its users by what becomes of them, the worst first; sorts without any are left out.
    fn sorts(&self) -> impl Iterator<Item = (String, &'a [String])> + use<'a> {
        let sorts = [
            ("semantic changes", self.semantic),
            ("cosmetic changes only", self.cosmetic),
            ("nothing changes", self.unchanged),
        ];
        let some = sorts.into_iter().filter(|(_, users)| !users.is_empty());
        some.map(|(what, users)| (format!("{what} for {}", users.len()), users))
    }
}

/// How much of it, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub style: Style,
    /// Most bytes of the markdown.
    pub markdown_bytes: usize,
}

/// The plan as one text that ends with a newline.
pub fn report(format: Format, report: &Report<'_>, look: &Look) -> String {
    match format {
        Format::Human => human::report(report, &look.style),
        Format::Markdown => markdown::report(report, look.markdown_bytes),
        Format::Json => json::report(report),
        Format::Html => html::report(report),
    }
}

/// How much there is of what in one sentence: "2 repositories changed, 1 file created".
fn summary(counts: &Counts) -> String {
    let sorts = [("repository", counts.repositories), ("file", counts.files), ("object", counts.objects)];
    let mut parts: Vec<String> = sorts.iter().flat_map(|(noun, count)| in_words(noun, *count)).collect();
    if counts.unwritten > 0 {
        parts.push(format!("{} not written", counted(counts.unwritten, "file")));
    }
    if parts.is_empty() { "nothing changes".into() } else { parts.join("; ") }
}

fn in_words(noun: &str, count: Count) -> Option<String> {
    let all =
        [("created", count.created), ("changed", count.changed), ("removed", count.removed), ("moved", count.moved)];
    let mut told = String::new();
    for (word, number) in all.into_iter().filter(|(_, number)| *number > 0) {
        match told.is_empty() {
            true => told = format!("{} {word}", counted(number, noun)),
            false => told.push_str(&format!(", {number} {word}")),
        }
    }
    (!told.is_empty()).then_some(told)
}
