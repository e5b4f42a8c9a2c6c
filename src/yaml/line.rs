//! Lines that can be removed without changing anything else.

use std::ops::Range;

/// How far lines around an entry are looked at.
const LONGEST: usize = 1_000;

/// The line of an entry that has it to itself, without a comment, anchor or alias that would go with it.
pub(crate) fn whole_line(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
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
    (alone
        && !text[..from].trim_end().ends_with(',')
        && !text[start..until].contains(['#', '&', '*'])
        && !joins_block(text, start - from, from..until))
    .then_some(from..until)
}

/// Whether what follows a line would belong to a block of text above, were it not for the line.
fn joins_block(text: &str, indent: usize, line: Range<usize>) -> bool {
    let behind = text[line.end..].lines().next().unwrap_or("x").trim_start();
    if !behind.is_empty() && !behind.starts_with('#') {
        return false;
    }
    let from = text.floor_char_boundary(line.start.saturating_sub(LONGEST));
    for above in text[from..line.start].lines().rev() {
        let head = above.split(" #").next().unwrap_or_default().trim_end();
        if head.trim_end_matches(|c: char| matches!(c, '-' | '+') || c.is_ascii_digit()).ends_with(['|', '>']) {
            return true;
        }
        let margin = above.len() - above.trim_start().len();
        if margin <= indent && margin < above.len() {
            return false;
        }
    }
    from > 0
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
        let (above, block) = ("b: 1\nt: x\nb: 1\n\nc: 1\n", "b: 1\nt: |+ # why\n  x\nb: 1\n");
        assert_eq!(line(above).as_deref(), Some("b: 1\n"));
        assert_eq!(line(block).as_deref(), Some("b: 1\n"));
        for behind in ["\nc: 1\n", "  # c\n"] {
            assert_eq!(line(&format!("{block}{behind}")), None, "{behind:?} would belong to the block");
        }
        for kept in ["- b: 1\n", "b: 1 # why\n", "b: 1", "{\n  b: 1,\n  b: 1\n}\n", "{ b: 1 }\n"] {
            assert_eq!(line(kept), None, "{kept}");
        }
    }
}
