//! Which line breaks and indentation a template's tags take with them.
//!
//! A line of tags and blanks alone leaves nothing behind; every other line stays as it is. The engine itself trims around
//! every tag, so the tags of all other lines are told not to: `{%+ .. +%}`.

use std::ops::Range;

use super::guarded::{Guarded, Refusal, Trim};

/// What takes no part in the text of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Hole,
    /// A statement or a comment.
    Tag,
    /// `{#` behind `$`, as in the shell's `${#array[@]}`: text, although the engine would begin a comment.
    Length,
}

#[derive(Debug)]
struct Tag {
    kind: Kind,
    range: Range<usize>,
}

/// A template in which the engine finds every tag with the blanks that it takes.
pub(crate) fn trim(source: &str, trim: Trim) -> Result<Guarded, Refusal> {
    let mut lines = Lines {
        source,
        trim,
        out: Guarded::default(),
        line: Vec::new(),
        alone: true,
        before_macro: None,
        begin: 0,
        gone: true,
    };
    let mut at = 0;
    for tag in tags(source)? {
        lines.text(at..tag.range.start);
        at = tag.range.end;
        lines.tag(tag);
    }
    lines.text(at..source.len());
    lines.end(source.len());
    lines.out.finish(source)
}

/// A template read line by line.
struct Lines<'s> {
    source: &'s str,
    trim: Trim,
    out: Guarded,
    /// The tags of this line.
    line: Vec<Tag>,
    /// Whether it holds nothing else so far.
    alone: bool,
    /// The same before a macro that began on it, whose text is not the line's.
    before_macro: Option<bool>,
    /// Where it begins.
    begin: usize,
    /// Whether nothing is left of the line break before it.
    gone: bool,
}

impl Lines<'_> {
    fn text(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for line in self.source[range].split_inclusive('\n') {
            self.alone &= line.trim_ascii().is_empty();
            at += line.len();
            if line.ends_with('\n') {
                self.end(at - 1);
                self.begin = at;
            }
        }
    }

    fn tag(&mut self, tag: Tag) {
        self.alone &= tag.kind == Kind::Tag;
        match word(self.source, tag.range.clone()).split(' ').next() {
            Some("macro") => self.before_macro = Some(self.alone),
            Some("endmacro") => self.alone = self.before_macro.take().unwrap_or(self.alone),
            _ => {}
        }
        self.line.push(tag);
    }

    /// Ends a line before its line break.
    fn end(&mut self, end: usize) {
        let tags = std::mem::take(&mut self.line);
        self.before_macro = None;
        let alone = std::mem::replace(&mut self.alone, true) && self.trim == Trim::Lines;
        let (Some(first), Some(last)) = (tags.first(), tags.last()) else {
            self.gone = false;
            return;
        };
        if !alone {
            tags.iter().for_each(|tag| self.keep(tag));
            self.gone = self.mark(last.range.end - 3) == Some('-');
            return;
        }
        // The break before it is taken in place of its own.
        let instead = self.mark(first.range.start + 2) == Some('-') && !self.gone;
        let (mut at, own) = (self.begin, self.mark(last.range.end - 3));
        for tag in &tags {
            if self.mark(tag.range.start + 2) != Some('+') && self.source[at..tag.range.start].trim_ascii().is_empty() {
                self.replace(at..tag.range.start, "", tag);
            }
            at = tag.range.end;
        }
        match own {
            Some(_) => {}
            None if instead => self.replace(at - 2..at - 2, "+", last),
            None => {
                let blanks = self.source[at..end].trim_end_matches('\r').len();
                self.replace(at..at + blanks, "", last);
            }
        }
        self.gone = own == Some('-') || own.is_none() && !instead;
    }

    /// Has a tag leave the text around it alone.
    fn keep(&mut self, tag: &Tag) {
        let Range { start, end } = tag.range;
        match tag.kind {
            Kind::Hole => {}
            Kind::Length => self.replace(start..end, "{% raw %}{#{% endraw +%}", tag),
            Kind::Tag => {
                let line = self.source[..start].rsplit('\n').next().unwrap_or_default();
                if !line.is_empty() && line.trim_ascii().is_empty() && self.mark(start + 2).is_none() {
                    self.replace(start + 2..start + 2, "+", tag);
                }
                if self.source[end..].starts_with(['\n', '\r']) && self.mark(end - 3).is_none() {
                    self.replace(end - 2..end - 2, "+", tag);
                }
            }
        }
    }

    /// What a tag says about the blanks around it.
    fn mark(&self, at: usize) -> Option<char> {
        self.source.as_bytes().get(at).map(|byte| *byte as char).filter(|mark| matches!(mark, '-' | '+'))
    }

    fn replace(&mut self, range: Range<usize>, text: &str, tag: &Tag) {
        if !range.is_empty() || !text.is_empty() {
            self.out.replace(self.source, range, text, &tag.range);
        }
    }
}

/// All tags of a template, in order, up to one that only the engine can explain.
fn tags(source: &str) -> Result<Vec<Tag>, Refusal> {
    let (mut tags, mut at) = (Vec::new(), 0);
    while let Some(found) = memchr::memchr(b'{', &source.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        let behind_dollar = source[..start].ends_with('$');
        let (kind, end) = match source.as_bytes().get(start + 1) {
            Some(b'{') if behind_dollar => (Kind::Hole, close(source, start + 2, "}}")),
            Some(b'#') if behind_dollar => (Kind::Length, Close::At(start + 2)),
            Some(b'#') => {
                (Kind::Tag, source[start + 2..].find("#}").map_or(Close::Nowhere, |end| Close::At(start + end + 4)))
            }
            Some(b'%') => (Kind::Tag, close(source, start + 2, "%}")),
            _ => continue,
        };
        let start = if kind == Kind::Hole { start - 1 } else { start };
        let end = match end {
            Close::At(end) => end,
            Close::Unclear => break,
            Close::Nowhere => return Err(unclosed(source, start)),
        };
        let raw = kind == Kind::Tag && word(source, start..end) == "raw";
        tags.push(Tag { kind, range: start..end });
        at = end;
        if raw {
            let Some(last) = end_of_raw(source, end) else { return Err(unclosed(source, start)) };
            at = last.end;
            tags.push(Tag { kind, range: last });
        }
    }
    Ok(tags)
}

/// Where a tag ends.
enum Close {
    At(usize),
    Nowhere,
    /// A string or a bracket is open: the engine says where.
    Unclear,
}

fn close(source: &str, begin: usize, delimiter: &str) -> Close {
    let (mut at, mut open) = (begin, 0_i32);
    while let Some(byte) = source.as_bytes().get(at) {
        if open == 0 && source[at..].starts_with(delimiter) {
            return Close::At(at + delimiter.len());
        }
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            b'"' | b'\'' => match string(source, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return Close::Unclear,
            },
            _ => {}
        }
        at += source[at..].chars().next().map_or(1, char::len_utf8);
    }
    if open == 0 { Close::Nowhere } else { Close::Unclear }
}

/// The end of the string that begins here.
fn string(source: &str, begin: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut at = begin + 1;
    while *bytes.get(at)? != bytes[begin] {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    Some(at + 1)
}

/// What stands in a tag, without its delimiters and marks.
fn word(source: &str, tag: Range<usize>) -> &str {
    source.get(tag.start + 2..tag.end - 2).unwrap_or_default().trim_matches(['-', '+']).trim_ascii()
}

/// The tag that ends the raw block whose content begins here.
fn end_of_raw(source: &str, begin: usize) -> Option<Range<usize>> {
    source[begin..].match_indices("{%").find_map(|(found, _)| {
        let start = begin + found;
        let end = start + source[start..].find("%}")? + 2;
        (word(source, start..end) == "endraw").then_some(start..end)
    })
}

fn unclosed(source: &str, start: usize) -> Refusal {
    let (what, help) = match &source[start..start + 2] {
        "{#" => ("comment", "end it with `#}`; for the two characters themselves write `{% raw %}{#{% endraw %}`"),
        "{%" if source[start..].contains("%}") => ("raw block", "end it with `{% endraw %}`"),
        "{%" => ("tag", "end it with `%}`"),
        _ => ("expression", "end it with `}}`"),
    };
    Refusal {
        range: start..start + if what == "expression" { 3 } else { 2 },
        reason: format!("this {what} is never closed"),
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(source: &str, how: Trim) -> String {
        trim(source, how).expect(source).source
    }

    #[test]
    fn only_lines_of_tags_and_blanks_are_trimmed() {
        for (source, expected) in [
            ("PORT={% if x %}8080{% endif %}\nHOST=db\n", "PORT={% if x %}8080{% endif +%}\nHOST=db\n"),
            ("  {% if x %}a{% endif %}\n", "  {%+ if x %}a{% endif +%}\n"),
            ("a: # {# note #}\nb: 1\n", "a: # {# note +#}\nb: 1\n"),
            ("  {% if x %} {# why #}\t\r\n  a\r\n", "{% if x %}{# why #}\r\n  a\r\n"),
            ("{% set x = [\n  1] %} \nb", "{% set x = [\n  1] %}\nb"),
            ("a {% set x = [\n  1] %}\nb", "a {% set x = [\n  1] +%}\nb"),
            ("{% raw %}\n ${{ a }} {# \n  {% endraw %}\nb", "{% raw %}\n ${{ a }} {# \n{% endraw %}\nb"),
            ("n=${#a[@]} # %}\n", "n=${% raw %}{#{% endraw +%}a[@]} # %}\n"),
            ("{% macro m() %}one{% endmacro %} \nb", "{% macro m() %}one{% endmacro %}\nb"),
            ("  {%+ if x +%}  \nb", "  {%+ if x +%}  \nb"),
        ] {
            assert_eq!(given(source, Trim::Lines), expected, "{source}");
        }
        assert_eq!(given("  {% if x %}\n a", Trim::None), "  {%+ if x +%}\n a");
    }

    #[test]
    fn a_break_taken_before_a_tag_is_not_taken_behind_it() {
        for (source, expected) in [
            ("a\n{%- if x %}\nb\n{%- endif %}\nc", "a\n{%- if x +%}\nb\n{%- endif +%}\nc"),
            ("{% if x %}\n{%- if y %}\nb", "{% if x %}\n{%- if y %}\nb"),
            ("a\n{%- if x %}\n{%- if y -%}\nb", "a\n{%- if x +%}\n{%- if y -%}\nb"),
            ("{%- if x %}\nb", "{%- if x %}\nb"),
        ] {
            assert_eq!(given(source, Trim::Lines), expected, "{source}");
        }
    }

    #[test]
    fn what_is_never_closed_is_shown_where_it_opens() {
        for (source, shown) in [
            ("a\nb {# c\nd", "{#"),
            ("a {% if\nb", "{%"),
            ("a ${{ b\n", "${{"),
            ("{% raw %}\na", "{%"),
            ("${{ '}}'\n", "${{"),
        ] {
            let refusal = trim(source, Trim::Lines).map(|_| ()).expect_err(source);
            assert_eq!(&source[refusal.range], shown, "{source}");
        }
        for source in ["${{ 'a }}", "{% if (a %}\n", "${{ a }", "{", "${", "{%"] {
            drop(trim(source, Trim::Lines));
        }
    }
}
