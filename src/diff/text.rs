//! What differs between two texts, by line.

use super::Effect;
use super::sequence::{self, Hunk};

/// Lines around a change that are kept with it.
const AROUND: usize = 2;

/// Lines of one text that others take the place of, with a few around them: all that is kept of two texts.
#[derive(Clone, Debug)]
pub(crate) struct LineHunk {
    /// Their places in [`lines`] of either side.
    pub(crate) hunk: Hunk,
    /// The lines themselves, with their line breaks.
    pub(crate) old: String,
    pub(crate) new: String,
    /// Lines of the old text just before and just behind them, each in one stretch only.
    pub(crate) ahead: String,
    pub(crate) behind: String,
    /// Whether lines that are in no stretch stand behind those.
    pub(crate) more: bool,
}

/// What is kept of two texts of which only the lines that differ are of use.
pub(crate) fn bare(old: &str, new: &str) -> Vec<LineHunk> {
    let (olds, news) = (lines(old), lines(new));
    let stretch = |hunk: Hunk| LineHunk {
        old: olds[hunk.before.clone()].concat(),
        new: news[hunk.after.clone()].concat(),
        hunk,
        ahead: String::new(),
        behind: String::new(),
        more: true,
    };
    sequence::hunks(&olds, &news).into_iter().map(stretch).collect()
}

/// The same with lines around them, of texts that were cut into lines.
pub(crate) fn stretches<T: AsRef<str>>(hunks: Vec<Hunk>, old: &[T], new: &[T]) -> Vec<LineHunk> {
    let text = |lines: &[T]| lines.iter().map(AsRef::as_ref).collect::<String>();
    let (mut stretches, mut done) = (Vec::new(), 0);
    let mut hunks = hunks.into_iter().peekable();
    while let Some(hunk) = hunks.next() {
        let next = hunks.peek().map(|next| next.before.start);
        let end = (hunk.before.end + AROUND).min(next.unwrap_or(old.len()));
        stretches.push(LineHunk {
            old: text(&old[hunk.before.clone()]),
            new: text(&new[hunk.after.clone()]),
            ahead: text(&old[hunk.before.start.saturating_sub(AROUND).max(done)..hunk.before.start]),
            behind: text(&old[hunk.before.end..end]),
            more: end + next.map_or(0, |_| AROUND) < next.unwrap_or(old.len()),
            hunk,
        });
        done = end;
    }
    stretches
}

/// The lines of a text, each with its line break.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Lines that differ, as places in [`lines`] of either side.
pub(crate) fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    sequence::hunks(&lines(old), &lines(new))
}

/// Blanks at the end of a line, and empty lines at the end of the text, mean nothing to anybody.
pub(crate) fn effect(old: &str, new: &str) -> Effect {
    let bare = |text: &str| -> Vec<String> { text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect() };
    if bare(old) == bare(new) { Effect::Cosmetic } else { Effect::Semantic }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_name_the_lines_that_differ() {
        assert_eq!(hunks("a\nb\nc\n", "a\nx\ny\nc\n"), [Hunk { before: 1..2, after: 1..3 }]);
    }

    /// `-old+new`, with the lines around and `...` where others are left out behind.
    fn told(old: &str, new: &str) -> Vec<String> {
        let (olds, news) = (lines(old), lines(new));
        let one = |it: &LineHunk| {
            let more = if it.more { "..." } else { "" };
            format!("{}-{}+{} {}{more}", it.ahead, it.old, it.new, it.behind).replace('\n', "")
        };
        stretches(hunks(old, new), &olds, &news).iter().map(one).collect()
    }

    #[test]
    fn a_few_lines_are_kept_with_those_that_differ() {
        let old: String = "abcdefghijklmnop".chars().map(|line| format!("{line}\n")).collect();
        assert_eq!(told(&old, &old.replace('a', "A")), ["-a+A bc..."]);
        assert_eq!(told(&old, &old.replace('h', "H").replace("p\n", "")), ["fg-h+H ij...", "no-p+ "]);
        assert_eq!(told(&old, &old.replace('c', "C").replace('g', "G")), ["ab-c+C de", "f-g+G hi..."]);
        assert_eq!(told(&old, &old.replace('c', "C").replace('e', "E")), ["ab-c+C d", "-e+E fg..."]);
        let bare = bare(&old, &old.replace('h', "H"));
        assert_eq!((bare[0].old.as_str(), bare[0].new.as_str(), bare[0].ahead.as_str()), ("h\n", "H\n", ""));
    }

    #[test]
    fn blanks_at_the_end_of_lines_are_format() {
        assert_eq!(effect("a \nb\n\n", "a\nb"), Effect::Cosmetic);
        assert_eq!(effect(" a\n", "a\n"), Effect::Semantic);
    }
}
