//! A template as the engine gets it, and the way back from there to what was written.

use std::ops::Range;

use serde::Deserialize;

/// What cannot be said, where, and what to say instead.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) range: Range<usize>,
    pub(crate) reason: String,
    pub(crate) help: &'static str,
}

/// Which lines of a template vanish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Trim {
    /// Those of tags and blanks alone.
    #[default]
    Lines,
    /// None, as in Jinja and nunjucks by default.
    None,
}

/// A template as the engine gets it.
#[derive(Debug, Default)]
pub(crate) struct Guarded {
    /// What the engine gets.
    pub(crate) source: String,
    /// What was written.
    pub(crate) written: String,
    pub(crate) trim: Trim,
    edits: Vec<Edit>,
    /// Those before them, from what was written to what these edits change.
    before: Vec<Edit>,
    /// Files that it names, with the bytes that name them.
    pub(crate) links: Vec<Link>,
    /// Up to where the source is copied.
    done: usize,
    /// An expression whose parts were not found in order.
    lost: Option<Range<usize>>,
    /// Whether it declares macros, and whether it does nothing else.
    pub(crate) declares: bool,
    pub(crate) library: bool,
}

/// A file that a template includes or imports.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) range: Range<usize>,
    pub(crate) import: bool,
}

/// A text that stands for another in the source.
#[derive(Debug)]
struct Edit {
    /// The text, in what the engine gets.
    text: Range<usize>,
    /// Where the source goes on behind it.
    resumes: usize,
    /// The expression that it belongs to, in the source.
    whole: Range<usize>,
}

/// The bytes before some edits that became these.
fn back(edits: &[Edit], given: Range<usize>) -> Range<usize> {
    let find = |offset: usize| edits[..edits.partition_point(|edit| edit.text.start <= offset)].last();
    let back = |offset: usize| match find(offset) {
        Some(edit) => edit.resumes + offset.saturating_sub(edit.text.end),
        None => offset,
    };
    match find(given.start) {
        Some(edit) if given.start < edit.text.end => edit.whole.clone(),
        _ => back(given.start)..back(given.end).max(back(given.start)),
    }
}

impl Guarded {
    /// One that the engine was not given.
    pub(crate) fn refused(trim: Trim) -> Self {
        Self { trim, ..Self::default() }
    }

    /// The bytes of the source that were meant by bytes of what the engine got.
    pub(crate) fn range(&self, given: Range<usize>) -> Range<usize> {
        back(&self.before, back(&self.edits, given))
    }

    /// Says that the source was not what was written, but what another text became.
    pub(crate) fn after(mut self, first: Self) -> Self {
        self.links.iter_mut().for_each(|link| link.range = first.range(link.range.clone()));
        self.before = first.edits;
        self
    }

    /// Copies the source up to a stretch, and says something else in its place.
    pub(crate) fn replace(&mut self, source: &str, replaced: Range<usize>, text: &str, whole: &Range<usize>) {
        match source.get(self.done..replaced.start) {
            Some(stretch) if replaced.start <= replaced.end => self.source.push_str(stretch),
            _ => self.lost = Some(whole.clone()),
        }
        let begin = self.source.len();
        self.source.push_str(text);
        self.edits.push(Edit { text: begin..self.source.len(), resumes: replaced.end, whole: whole.clone() });
        self.done = replaced.end;
    }

    /// Copies the rest of the source.
    pub(crate) fn finish(mut self, source: &str) -> Result<Self, Refusal> {
        if let Some(range) = self.lost {
            let reason = "expression too complex to check".to_owned();
            return Err(Refusal { range, reason, help: "split it up, with `{% set name = .. %}` for each part" });
        }
        self.source.push_str(source.get(self.done..).unwrap_or_default());
        Ok(self)
    }
}
