//! The report as SARIF 2.1.0, for code scanning on GitHub and other readers of it.
//!
//! The rules are the same in every report, found or not. Paths are relative to the folder that groma ran in, which is
//! the root of the repository in a pipeline; where that is on the machine is nobody's business.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::{json, said, sentence};
use crate::diagnostic::rule::{Level, Rule};
use crate::diagnostic::{Diagnostic, Label, Rendered};
use crate::source::{Sources, Span};

/// What the standard calls its schema; readers compare it, nobody fetches it.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The folder that groma ran in, and the folder that it renders into.
const ROOT: &str = "%SRCROOT%";
const RENDERED: &str = "%RENDERED%";
/// How much of a rule's text is its description, in characters; GitHub takes 1,024, with the words that say what is left out.
const DESCRIPTION: usize = 960;

/// The findings as one document; `rules` are those that it describes, those with findings in any case.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources, rules: &[&Rule]) -> String {
    let mut described: Vec<Value> = rules.iter().map(|known| rule(known)).collect();
    let mut index: FxHashMap<&str, usize> = rules.iter().enumerate().map(|(index, rule)| (rule.name, index)).collect();
    let mut results = Vec::with_capacity(diagnostics.len());
    for (diagnostic, fingerprint) in diagnostics.iter().zip(fingerprints(diagnostics, sources)) {
        let index = *index.entry(diagnostic.rule.name).or_insert_with(|| {
            described.push(rule(diagnostic.rule));
            described.len() - 1
        });
        results.push(result(diagnostic, index, &fingerprint, sources));
    }
    json::document(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "groma",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": described,
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The folder that groma ran in." } },
                RENDERED: { "description": { "text": "The folder that groma renders repositories into." } },
            },
            "results": results,
        }],
    }))
}

fn rule(rule: &Rule) -> Value {
    let short = |text: &str| super::shortened(text.to_owned(), DESCRIPTION);
    let page = rule.page();
    let mut described = json!({
        "id": rule.name,
        "shortDescription": { "text": short(rule.summary) },
        "fullDescription": { "text": short(rule.reasons().trim_end()) },
        "help": { "text": page, "markdown": page },
        "helpUri": concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md"),
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": {
            "tags": [rule.verdict.name()],
            "verdict": rule.verdict.name(),
            "status": rule.status.name(),
            "since": rule.since,
        },
    });
    if !rule.aliases.is_empty() {
        described["deprecatedIds"] = json!(rule.aliases);
    }
    described
}

fn result(diagnostic: &Diagnostic, rule: usize, fingerprint: &str, sources: &Sources) -> Value {
    let mut message = literal(&sentence(diagnostic));
    let mut related = Vec::new();
    for (number, label) in diagnostic.related.iter().enumerate() {
        let mut location = location(label, sources);
        location["id"] = json!(number);
        related.push(location);
        if !label.message.is_empty() {
            message.push_str(&format!(" ([{}]({number}))", literal(&said(&label.message))));
        }
    }
    if let Some(place) = &diagnostic.rendered {
        let mut location = rendered(place);
        location["id"] = json!(related.len());
        related.push(location);
    }
    let mut result = json!({
        "ruleId": diagnostic.rule.name,
        "ruleIndex": rule,
        "level": level(diagnostic.level),
        "message": { "text": message },
        "locations": [location(&diagnostic.primary, sources)],
        // The only fingerprint that GitHub compares.
        "partialFingerprints": { "primaryLocationLineHash": fingerprint },
    });
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn location(label: &Label, sources: &Sources) -> Value {
    let name = &sources.get(label.span.file).name;
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact(name, ROOT), "region": region(label.span, sources) },
    });
    if !label.message.is_empty() {
        location["message"] = json!({ "text": literal(&said(&label.message)) });
    }
    location
}

fn rendered(place: &Rendered) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": artifact(&place.path, RENDERED),
            "region": { "startLine": place.line, "startColumn": place.column },
        },
        "message": { "text": "in the rendered file" },
    })
}

fn region(span: Span, sources: &Sources) -> Value {
    let (start, end) = sources.locate(span);
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A file as a URI: absolute where its path is, else relative to `base`.
fn artifact(path: &str, base: &str) -> Value {
    let path = path.strip_prefix("./").unwrap_or(path);
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{}", encoded(path)) }),
        false => json!({ "uri": encoded(path), "uriBaseId": base }),
    }
}

/// Percent-encodes all but what stands for itself in any part of a path, the colon included, which would end a scheme.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// A text that holds neither a placeholder nor a link of SARIF (3.11.5, 3.11.6).
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '[' | ']' => literal.extend(['\\', c]),
            '{' | '}' => literal.extend([c, c]),
            _ => literal.push(c),
        }
    }
    literal
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}
