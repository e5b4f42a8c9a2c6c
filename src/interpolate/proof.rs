//! Checks that a file is valid YAML or JSON, as its name says, without duplicate keys.

use super::Dialect;
use crate::diagnostic::rule::Rule;
use crate::diagnostic::rules::{duplicate_key, invalid_output, unsupported_tag};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{FileId, Span};
use crate::yaml::read;

/// The faults of a YAML or JSON text, with their places in it; other texts have none.
pub(crate) fn faults(dialect: Dialect, file: FileId, text: &str) -> Vec<Diagnostic> {
    match dialect {
        // The tools that read the file later may know its tags.
        Dialect::Yaml => yaml(file, text, |rule| *rule != unsupported_tag::RULE),
        Dialect::Json => match json(file, text) {
            Some(fault) => vec![fault],
            None => yaml(file, text, |rule| *rule == duplicate_key::RULE),
        },
        Dialect::Toml | Dialect::Prose | Dialect::Text | Dialect::Path => Vec::new(),
    }
}

fn yaml(file: FileId, text: &str, counts: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    read::read(file, text, &mut sink);
    let found = sink.into_list().into_iter().filter(|fault| counts(fault.rule));
    found.map(|fault| Diagnostic { rule: &invalid_output::RULE, ..fault }).collect()
}

fn json(file: FileId, text: &str) -> Option<Diagnostic> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let lines: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = text.floor_char_boundary(lines + error.column().saturating_sub(1));
    let before = text[..at].trim_end();
    if before.ends_with(',') && text[at..].starts_with([']', '}']) {
        let comma = Span::new(file, before.len() - 1..before.len());
        let diagnostic = invalid_output::RULE.at(comma, "trailing comma after the last entry");
        return Some(diagnostic.help("write it only between entries: `{% if not loop.last %},{% endif %}`"));
    }
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let width = text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    let diagnostic = invalid_output::RULE.at(Span::new(file, at..at + width), format!("not valid JSON: {reason}"));
    Some(diagnostic.help("correct the file; one with comments is copied as is when `verbatim:` lists it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_strictly() {
        for text in ["[1,]", "{\"a\": 1,}", "{a: 1}", "['a']", "", "[1] 2", "{\"a\": 1, \"a\": 2}", "{\"ä", "// a\n[]"]
        {
            assert!(!faults(Dialect::Json, FileId::FIRST, text).is_empty(), "{text}");
        }
        for text in ["[]", "{\"a\": [1, {}]}\n", "\"\\ud83d\\ude00\"", "1e3"] {
            assert_eq!(faults(Dialect::Json, FileId::FIRST, text), [], "{text}");
        }
    }
}
