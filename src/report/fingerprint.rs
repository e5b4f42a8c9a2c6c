//! What identifies a finding from one report to the next.
//!
//! It is made of what stays when lines move: rule, file, the text of the line at fault, the message; and of a number
//! where several findings share all of these. It never depends on a position.

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};

/// Bytes of a line that count; beyond them lines are data, not text.
const LINE: usize = 4096;

/// One fingerprint for each finding, in hexadecimal, none of them twice.
pub(super) fn fingerprints(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let mut seen: FxHashMap<[u8; 32], u64> = FxHashMap::default();
    let number = |diagnostic: &Diagnostic| {
        let mut hasher = blake3::Hasher::new();
        let file = &sources.get(diagnostic.primary.span.file).name;
        let message = without_positions(&diagnostic.message);
        for part in [diagnostic.rule.name, file, line(diagnostic.primary.span, sources), &message] {
            // The length keeps the parts apart.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let times = seen.entry(*hasher.finalize().as_bytes()).or_default();
        *times += 1;
        hasher.update(&times.to_le_bytes());
        hasher.finalize().to_hex().to_string()
    };
    diagnostics.iter().map(number).collect()
}

/// The line on which a span begins, without the blanks around it; nothing for a finding on the file as a whole.
fn line(span: Span, sources: &Sources) -> &str {
    if span == Span::top(span.file) {
        return "";
    }
    let source = sources.get(span.file);
    let number = source.position(span.start as usize).line as usize;
    let start = source.line_starts()[number - 1] as usize;
    let text = source.text[start..].trim_start();
    let text = &text[..text.floor_char_boundary(LINE)];
    text.split('\n').next().unwrap_or_default().trim_end()
}

/// A message without the numbers of lines and columns in it.
fn without_positions(message: &str) -> String {
    let mut of_place = false;
    let normalize = message.split(' ').map(|word| {
        let kept = if of_place { word.trim_matches(|c: char| c.is_ascii_digit()) } else { word };
        of_place = matches!(word, "line" | "lines" | "column" | "columns");
        kept
    });
    normalize.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules::invalid_value;

    /// The fingerprints of findings on every `x` of a text.
    fn of(name: &str, text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add(name, text);
        let spans = text.match_indices('x').map(|(at, _)| Span::new(file, at..at + 1));
        let found: Vec<_> = spans.map(|span| invalid_value::RULE.at(span, "a fault in line 3, `3`")).collect();
        fingerprints(&found, &sources)
    }

    #[test]
    fn a_fingerprint_survives_lines_that_move_and_indentation() {
        let before = of("a.yaml", "a: x\nb: 1\nc: x\n");
        assert_eq!(of("a.yaml", "# new\n\nb: 1\n  a: x  \n\t\n   c: x"), before);
        assert_ne!(before[0], before[1]);
        assert_ne!(of("b.yaml", "a: x\nb: 1\nc: x\n"), before);
        assert_ne!(of("a.yaml", "a: x1\nb: 1\nc: x1\n"), before);
    }

    #[test]
    fn equal_findings_are_told_apart_by_their_number() {
        let three = of("a.yaml", "- x\n- x\n- x\n");
        let two = of("a.yaml", "- x\n- x\n");
        assert_eq!(three[..2], two);
        assert!(three[0] != three[1] && three[1] != three[2] && three[0] != three[2]);
        assert!(three.iter().all(|print| print.len() == 64 && print.bytes().all(|byte| byte.is_ascii_hexdigit())));
    }

    #[test]
    fn a_finding_on_a_whole_file_does_not_depend_on_its_first_line() {
        let of = |text: &str| {
            let mut sources = Sources::default();
            let file = sources.add("a.yaml", text);
            fingerprints(&[invalid_value::RULE.at(Span::top(file), "something is missing")], &sources)
        };
        assert_eq!(of("a: 1\n"), of("# new\na: 1\n"));
        assert_eq!(of(""), of("a"));
    }

    #[test]
    fn positions_in_a_message_do_not_count() {
        assert_eq!(without_positions("at line 12, column 3: `max: 2`"), "at line , column : `max: 2`");
    }
}
