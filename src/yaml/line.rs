//! Lines that can be removed without changing anything else.

use std::ops::Range;

/// The line of an entry that has it to itself, without a comment, anchor or alias that would go with it.
pub(crate) fn whole_line(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 1_000;
    let bytes = text.as_bytes();
    let before = &bytes[start.saturating_sub(LONGEST)..start];
    let from = start - before.iter().rev().position(|byte| *byte == b'\n').unwrap_or(before.len());
    let after = &bytes[start..(start + LONGEST).min(bytes.len())];
    let until = start + memchr::memchr(b'\n', after)? + 1;
    let begins = from == 0 || bytes[from - 1] == b'\n';
    let alone = begins
        && text[from..start].trim().is_empty()
        && start < end
        && end < until
        && text[end..until].trim().is_empty();
    // A comma before it would have nothing to part.
    (alone && !text[..from].trim_end().ends_with(',') && !text[start..until].contains(['#', '&', '*']))
        .then_some(from..until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_line_of_its_own_can_go() {
        let line = |text: &str| {
            let start = text.rfind("b: 1").unwrap();
            whole_line(text, start, start + 4).map(|range| text[range].to_owned())
        };
        assert_eq!(line("a:\n  b: 1\n  b: 1\nc: 1\n").as_deref(), Some("  b: 1\n"));
        assert_eq!(line("b: 1\n").as_deref(), Some("b: 1\n"));
        for kept in ["- b: 1\n", "b: 1 # why\n", "b: 1", "{\n  b: 1,\n  b: 1\n}\n", "{ b: 1 }\n"] {
            assert_eq!(line(kept), None, "{kept}");
        }
    }
}
