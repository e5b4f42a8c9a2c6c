//! The report as GitLab's Code Quality reads it: an array, empty when nothing was found.
//!
//! Only the fields that GitLab documents are written. A fingerprint that occurs twice would hide a finding.

use serde::Serialize;

use super::fingerprint::fingerprints;
use super::{json, path, sentence};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::Level;
use crate::source::Sources;

#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The findings as one JSON document.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let violation = |(diagnostic, fingerprint): (&'_ Diagnostic, String)| {
        let (start, _) = sources.locate(diagnostic.primary.span);
        Violation {
            description: sentence(diagnostic),
            check_name: diagnostic.rule.name,
            fingerprint,
            severity: severity(diagnostic.level),
            location: Location { path: path(diagnostic, sources), lines: Lines { begin: start.line } },
        }
    };
    let violations = diagnostics.iter().zip(fingerprints(diagnostics, sources)).map(violation);
    json::document(&violations.collect::<Vec<_>>())
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Info => "info",
    }
}
