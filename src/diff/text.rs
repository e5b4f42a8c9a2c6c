//! What differs between two texts, by line.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Body;

/// Lines of the old text that lines of the new one replace; either may be empty. Lines count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    pub before: Range<usize>,
    pub after: Range<usize>,
}

/// What differs between two files that are no YAML.
pub fn body(old: &[u8], new: &[u8]) -> Body {
    match (std::str::from_utf8(old), std::str::from_utf8(new)) {
        (Ok(old), Ok(new)) => Body::Lines(hunks(old, new)),
        _ => Body::Binary,
    }
}

/// The lines of a text, each with its line break.
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    // Myers: the others need a hundred times as long where lines repeat, as they do in YAML.
    let ops = capture_diff_slices(Algorithm::Myers, &lines(old), &lines(new));
    let changed = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changed.map(|op| Hunk { before: op.old_range(), after: op.new_range() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_name_the_lines_that_differ() {
        let found = hunks("a\nb\nc\n", "a\nx\ny\nc\n");
        assert_eq!(found, [Hunk { before: 1..2, after: 1..3 }]);
    }
}
