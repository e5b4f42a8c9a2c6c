//! What differs between two texts, for people: a unified diff. Nothing is left out of it and nothing masked.

use std::fmt::Write;

use super::sequence::Hunk;
use super::text;

/// Lines shown before and after each change.
const AROUND: usize = 3;

/// How the text `name` changes; empty when it does not.
pub(crate) fn show(name: &str, old: &str, new: &str) -> String {
    let hunks = text::hunks(old, new);
    let (old, new) = (text::lines(old), text::lines(new));
    let mut shown = String::new();
    for near in hunks.chunk_by(|a, b| b.before.start - a.before.end <= 2 * AROUND) {
        if shown.is_empty() {
            shown = format!("--- {name}\n+++ {name}\n");
        }
        show_near(&mut shown, near, &old, &new);
    }
    shown
}

/// Changes that share the lines between them.
fn show_near(shown: &mut String, hunks: &[Hunk], old: &[&str], new: &[&str]) {
    let (Some(first), Some(last)) = (hunks.first(), hunks.last()) else { return };
    let before = first.before.start.saturating_sub(AROUND)..(last.before.end + AROUND).min(old.len());
    let after = first.after.start - (first.before.start - before.start)..last.after.end + before.end - last.before.end;
    let place =
        |range: &std::ops::Range<usize>| format!("{},{}", range.start + usize::from(!range.is_empty()), range.len());
    _ = writeln!(shown, "@@ -{} +{} @@", place(&before), place(&after));
    let mut at = before.start;
    for hunk in hunks {
        put(shown, ' ', &old[at..hunk.before.start]);
        put(shown, '-', &old[hunk.before.clone()]);
        put(shown, '+', &new[hunk.after.clone()]);
        at = hunk.before.end;
    }
    put(shown, ' ', &old[at..before.end]);
}

fn put(shown: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
        _ = write!(shown, "{mark}{line}{end}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::sample::select;
    use proptest::strategy::Strategy;

    use super::*;
    use crate::tests::holds;

    /// The new text, made of the old one and a diff as `patch` would read it.
    fn patched(old: &str, shown: &str) -> String {
        let (old, mut made, mut at) = (text::lines(old), String::new(), 0);
        let mut lines = shown.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = lines.next() {
            let is_cut = lines.next_if(|next| next.starts_with('\\')).is_some();
            let body = if is_cut { line[1..].trim_end_matches('\n') } else { &line[1..] };
            match line.as_bytes()[0] {
                b'@' => {
                    let place = line.split(['-', ' ']).nth(2).unwrap();
                    let (from, count) = place.split_once(',').unwrap();
                    let (from, count): (usize, usize) = (from.parse().unwrap(), count.parse().unwrap());
                    let from = from - usize::from(count > 0);
                    made.extend(old[at..from].iter().copied());
                    at = from;
                }
                b'+' => made.push_str(body),
                sign => {
                    assert_eq!(body, old[at]);
                    made.push_str(if sign == b' ' { body } else { "" });
                    at += 1;
                }
            }
        }
        made.extend(old[at..].iter().copied());
        made
    }

    #[test]
    fn a_diff_makes_the_new_text_of_the_old_one() {
        let line = select(&["a\n", "b\n", "c\n", "\n", "-d\n", "+d\n", " d\r\n", "@@ -1 +1 @@\n", "\\ e\n", "é"]);
        let text = || proptest::collection::vec(line.clone(), 0..24).prop_map(|lines| lines.concat());
        holds(1_000, (text(), text()), |(old, new)| {
            assert_eq!(patched(&old, &show("a", &old, &new)), new);
        });
    }

    #[test]
    fn changes_are_shown_with_the_lines_around_them() {
        let old: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let new = old.replace("\n2\n", "\ntwo\n").replace("\n7\n", "\n").replace("\n20\n", "\n20");
        let expected = "--- a\n+++ a\n@@ -1,10 +1,9 @@\n 1\n-2\n+two\n 3\n 4\n 5\n 6\n-7\n 8\n 9\n 10\n\
                        @@ -17,4 +16,4 @@\n 17\n 18\n 19\n-20\n+20\n\\ No newline at end of file\n";
        assert_eq!(show("a", &old, &new), expected);
        assert_eq!(show("a", &old, &old), "");
        assert_eq!(show("a", "", "b\n"), "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+b\n");
    }
}
