//! A template as the engine gets it, and the way back from there to what was written.

use std::ops::Range;

/// What cannot be said, where, and what to say instead.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) range: Range<usize>,
    pub(crate) reason: String,
    pub(crate) help: &'static str,
}

/// A template as the engine gets it.
#[derive(Debug, Default)]
pub(crate) struct Guarded {
    /// What the engine gets.
    pub(crate) source: String,
    /// What was written.
    pub(crate) written: String,
    edits: Vec<Edit>,
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

impl Guarded {
    /// The bytes of the source that were meant by bytes of what the engine got.
    pub(crate) fn range(&self, given: Range<usize>) -> Range<usize> {
        let find = |offset: usize| self.edits.iter().rev().find(|edit| edit.text.start <= offset);
        let back = |offset: usize| match find(offset) {
            Some(edit) => edit.resumes + offset.saturating_sub(edit.text.end),
            None => offset,
        };
        match find(given.start) {
            Some(edit) if given.start < edit.text.end => edit.whole.clone(),
            _ => back(given.start)..back(given.end).max(back(given.start)),
        }
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
