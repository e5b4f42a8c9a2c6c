//! What differs between two texts, by line.

use super::sequence::{self, Hunk};
use super::{Body, Effect, FileChange, Version};

/// What differs between two texts, and how far it reaches.
pub fn compare(old: &str, new: &str) -> (Vec<Hunk>, Effect) {
    (hunks(old, new), effect(old, new))
}

/// The lines of a text, each with its line break.
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Lines that differ, as places in [`lines`] of either side.
pub fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    sequence::hunks(&lines(old), &lines(new))
}

/// Old and new text of every stretch that differs.
pub fn replaced(file: &FileChange) -> Vec<(String, String)> {
    let Body::Lines(hunks) = &file.body else { return Vec::new() };
    let text = |side: &Option<Version>| {
        let bytes = side.as_ref().map_or(&[][..], |version| version.content.bytes());
        String::from_utf8_lossy(bytes).into_owned()
    };
    let (old, new) = (text(&file.before), text(&file.after));
    let (olds, news) = (lines(&old), lines(&new));
    let part = |hunk: &Hunk| (olds[hunk.before.clone()].concat(), news[hunk.after.clone()].concat());
    hunks.iter().map(part).collect()
}

/// Blanks at the end of a line, and empty lines at the end of the text, mean nothing to anybody.
fn effect(old: &str, new: &str) -> Effect {
    let bare = |text: &str| -> Vec<String> { text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect() };
    if bare(old) == bare(new) { Effect::Format } else { Effect::Behaviour }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_name_the_lines_that_differ() {
        assert_eq!(hunks("a\nb\nc\n", "a\nx\ny\nc\n"), [Hunk { before: 1..2, after: 1..3 }]);
    }

    #[test]
    fn blanks_at_the_end_of_lines_are_format() {
        assert_eq!(effect("a \nb\n\n", "a\nb"), Effect::Format);
        assert_eq!(effect(" a\n", "a\n"), Effect::Behaviour);
    }
}
