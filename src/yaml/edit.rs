//! Applies the fixes of findings to files, all at once.
//!
//! A change is made only where no other one touches the same bytes, and it says nothing of what it means: whoever has
//! the text mended reads it again.

use super::write;
use crate::diagnostic::{Diagnostic, Fix};
use crate::source::{FileId, Sources, Span};

/// A text with the changes of its findings.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) file: FileId,
    pub(crate) text: String,
    /// How many findings it mends.
    pub(crate) count: usize,
}

/// Every text for which there are changes, in the order of the findings.
pub(crate) fn mend(found: &[Diagnostic], sources: &Sources) -> Vec<Mended> {
    let mut mended: Vec<Mended> = Vec::new();
    let mut edits: Vec<(Span, String)> =
        found.iter().filter_map(|finding| edit(finding.fix.as_ref()?, sources)).collect();
    edits.sort();
    for edits in edits.chunk_by(|a, b| a.0.file == b.0.file) {
        let file = edits[0].0.file;
        let before = &sources.get(file).text;
        let (mut text, mut end, mut count) = (String::with_capacity(before.len()), 0, 0);
        for (span, new) in edits {
            if span.start as usize >= end {
                text.push_str(&before[end..span.start as usize]);
                text.push_str(new);
                (end, count) = (span.end as usize, count + 1);
            }
        }
        text.push_str(&before[end..]);
        mended.push(Mended { file, text, count });
    }
    mended
}

fn edit(fix: &Fix, sources: &Sources) -> Option<(Span, String)> {
    let (Fix::Quote(span) | Fix::Rename(span, _) | Fix::Replace(span, _)) = fix;
    let text = &sources.get(span.file).text;
    let raw = text.get(span.range())?;
    let new = match fix {
        Fix::Replace(_, new) => Some(new.clone()),
        // What an anchor names is meant in other places too.
        Fix::Quote(_) | Fix::Rename(..) if has_anchors(text) => None,
        Fix::Quote(_) => quoted(raw).filter(|_| !is_tagged(&text[..span.start as usize])),
        Fix::Rename(_, name) => renamed(raw, name),
    };
    Some((*span, new?))
}

fn quoted(raw: &str) -> Option<String> {
    // A text over several lines would become another one.
    let plain = !raw.is_empty() && !raw.contains(['\n', '"', '\'']);
    let mut text = String::new();
    write::quoted(&mut text, raw);
    plain.then_some(text)
}

/// Another name between the quotes of the one that stands there, from which it differs in large and small letters only.
fn renamed(raw: &str, name: &str) -> Option<String> {
    let at = raw.len().checked_sub(name.len())? / 2;
    let (before, rest) = raw.split_at_checked(at)?;
    let (old, after) = rest.split_at_checked(name.len())?;
    let bare = before == after && matches!(before, "" | "\"" | "'");
    (bare && old.eq_ignore_ascii_case(name)).then(|| format!("{before}{name}{after}"))
}

fn is_tagged(before: &str) -> bool {
    before.split_ascii_whitespace().next_back().is_some_and(|word| word.starts_with('!'))
}

/// Whether a text may name values that stand in several places.
fn has_anchors(text: &str) -> bool {
    let (mut before, bytes) = (b'\n', text.as_bytes());
    bytes.windows(2).any(|pair| {
        let begins =
            matches!(std::mem::replace(&mut before, pair[0]), b' ' | b'\t' | b'\n' | b'[' | b'{' | b',' | b':');
        begins && pair[0] == b'&' && !matches!(pair[1], b' ' | b'&' | b'\n' | b'=')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules::invalid_value;

    #[test]
    fn texts_are_mended_and_the_change_is_shown() {
        let before = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n# gone\ng: yes\n";
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", before);
        let span = |text: &str| {
            let start = before.find(text).unwrap();
            Span::new(file, start..start + text.len())
        };
        let finding = |fix| invalid_value::RULE.at(Span::top(file), "a fault").fix(fix);
        let found = [
            finding(Fix::Replace(span("# gone\n"), String::new())),
            finding(Fix::Quote(span("yes"))),
            finding(Fix::Quote(span("1"))),
            finding(Fix::Replace(span("1\nb"), "0\nb".into())),
        ];
        let mended = mend(&found, &sources);
        assert_eq!((mended.len(), mended[0].count), (1, 3));
        assert_eq!(mended[0].text, "a: \"1\"\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: \"yes\"\n");
    }

    #[test]
    fn what_has_another_meaning_too_is_left_alone() {
        let tried = |text: &str, old: &str, rename: Option<&str>| {
            let mut sources = Sources::default();
            let file = sources.add("a.yaml", text);
            let start = text.find(old).unwrap();
            let span = Span::new(file, start..start + old.len());
            let fix = rename.map_or(Fix::Quote(span), |name| Fix::Rename(span, name.to_owned()));
            let found = [invalid_value::RULE.at(Span::top(file), "a fault").fix(fix)];
            mend(&found, &sources).pop().map(|mended| mended.text)
        };
        assert_eq!(tried("a: 1 # b & c && d\n", "1", None).as_deref(), Some("a: \"1\" # b & c && d\n"));
        assert_eq!(tried("a: &one 1\nb: *one\n", "1", None), None);
        assert_eq!(tried("a: !!int 1\n", "1", None), None);
        assert_eq!(tried("a: 'always'\n", "'always'", Some("Always")).as_deref(), Some("a: 'Always'\n"));
        assert_eq!(tried("a: always\n", "always", Some("Always")).as_deref(), Some("a: Always\n"));
        assert_eq!(tried("a: |-\n  always\n", "|-\n  always", Some("Always")), None);
    }
}
