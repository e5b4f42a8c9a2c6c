//! The report as JSON, for scripts; `schemas/report.schema.json` is its contract.
//!
//! Fields are added, never renamed or removed, as long as `version` stands. Lines and columns count from 1.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Summary;
use crate::diagnostic::rule::Rule;
use crate::diagnostic::{Diagnostic, is_hostile, opens_command};
use crate::source::{Sources, Span};

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    findings: Vec<Finding<'a>>,
    rules: BTreeMap<&'a str, Facts<'a>>,
    summary: Counts,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
}

/// What is known of a rule without its findings.
#[derive(Serialize)]
struct Facts<'a> {
    level: &'a str,
    since: &'a str,
    status: &'a str,
    verdict: &'a str,
    aliases: &'a [&'a str],
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// The findings as one JSON document, indented by two spaces.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let Summary { errors, warnings, infos, files: _ } = Summary::of(diagnostics);
    let report = Report {
        version: VERSION,
        findings: diagnostics.iter().map(|diagnostic| finding(diagnostic, sources)).collect(),
        rules: diagnostics.iter().map(|diagnostic| (diagnostic.rule.name, facts(diagnostic.rule))).collect(),
        summary: Counts { errors, warnings, infos },
    };
    document(&report)
}

/// A value as a JSON document that is safe to look at, indented by two spaces.
pub(super) fn document(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("texts and numbers always serialize");
    escaped(&text) + "\n"
}

fn finding<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
    let labels = diagnostic.related.iter();
    let labels = labels.map(|label| Related { message: &label.message, place: place(label.span, sources) });
    let rendered = diagnostic.rendered.iter().map(|place| Related {
        message: "in the rendered file",
        place: Place {
            file: &place.path,
            line: place.line,
            column: place.column,
            end_line: place.line,
            end_column: place.column,
        },
    });
    Finding {
        rule: diagnostic.rule.name,
        level: diagnostic.level.name(),
        message: &diagnostic.message,
        place: place(diagnostic.primary.span, sources),
        help: diagnostic.help.as_deref(),
        related: labels.chain(rendered).collect(),
    }
}

fn facts(rule: &Rule) -> Facts<'_> {
    Facts {
        level: rule.level.name(),
        since: rule.since,
        status: rule.status.name(),
        verdict: rule.verdict.name(),
        aliases: rule.aliases,
    }
}

fn place(span: Span, sources: &Sources) -> Place<'_> {
    let (start, end) = sources.locate(span);
    Place {
        file: &sources.get(span.file).name,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// The same document with hostile characters as `\u....`: they stand only inside strings, and a report may be
/// read on a terminal or in a build log.
pub(super) fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && (is_hostile(c) || opens_command(&text, c)) {
            let mut units = [0; 2];
            text.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::diagnostic::rules::{ambiguous_scalar, invalid_name, unknown_team};

    fn sample() -> (Vec<Diagnostic>, Sources) {
        let mut sources = Sources::default();
        let apps = sources.add("apps.yaml", "a: ä\nb: tö\n");
        let teams = sources.add("teams.yaml", "team-a:\n");
        let error = unknown_team::RULE
            .at(Span::new(apps, 9..12), "unknown team `tö`")
            .related(Span::new(teams, 0..6), "the nearest team")
            .help("did you mean `team-a`?")
            .rendered("argocd/apps/tö.yaml", 7, 12);
        let warning = ambiguous_scalar::RULE.at(Span::top(teams), "team without a title");
        (vec![error, warning], sources)
    }

    #[test]
    fn findings_keep_their_order_and_show_every_place() {
        let (diagnostics, sources) = sample();
        let expected = r#"{
  "version": 1,
  "findings": [
    {
      "rule": "unknown-team",
      "level": "error",
      "message": "unknown team `tö`",
      "file": "apps.yaml",
      "line": 2,
      "column": 4,
      "end_line": 2,
      "end_column": 6,
      "help": "did you mean `team-a`?",
      "related": [
        {
          "message": "the nearest team",
          "file": "teams.yaml",
          "line": 1,
          "column": 1,
          "end_line": 1,
          "end_column": 7
        },
        {
          "message": "in the rendered file",
          "file": "argocd/apps/tö.yaml",
          "line": 7,
          "column": 12,
          "end_line": 7,
          "end_column": 12
        }
      ]
    },
    {
      "rule": "ambiguous-scalar",
      "level": "warning",
      "message": "team without a title",
      "file": "teams.yaml",
      "line": 1,
      "column": 1,
      "end_line": 1,
      "end_column": 1,
      "help": null,
      "related": []
    }
  ],
  "rules": {
    "ambiguous-scalar": {
      "level": "warning",
      "since": "0.1.0",
      "status": "stable",
      "verdict": "groma",
      "aliases": []
    },
    "unknown-team": {
      "level": "error",
      "since": "0.1.0",
      "status": "stable",
      "verdict": "groma",
      "aliases": []
    }
  },
  "summary": {
    "errors": 1,
    "warnings": 1,
    "infos": 0
  }
}
"#;
        assert_eq!(report(&diagnostics, &sources), expected);
    }

    #[test]
    fn a_clean_run_is_a_document_too() {
        let text = report(&[], &Sources::default());
        let expected = json!({
            "version": 1, "findings": [], "rules": {}, "summary": { "errors": 0, "warnings": 0, "infos": 0 }
        });
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }

    #[test]
    fn hostile_characters_are_escaped_without_changing_the_value() {
        let mut sources = Sources::default();
        let file = sources.add("a\u{9b}.yaml", "");
        let message = "\u{1b}[2J\u{202e}\u{7f}\u{feff}\n";
        let text = report(&[invalid_name::RULE.at(Span::top(file), message)], &sources);
        assert!(!text.chars().any(|c| c != '\n' && is_hostile(c)), "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["findings"][0]["message"], message);
        assert_eq!(value["findings"][0]["file"], "a\u{9b}.yaml");
    }

    #[test]
    fn the_published_schema_accepts_the_report_and_nothing_beside_it() {
        let schema = include_str!("../../schemas/report.schema.json");
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert!(jsonschema::meta::is_valid(&schema));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let (diagnostics, sources) = sample();
        let value: Value = serde_json::from_str(&report(&diagnostics, &sources)).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0]);
        for place in ["", "/findings/0", "/findings/0/related/0", "/rules/unknown-team", "/summary"] {
            let mut wider = value.clone();
            wider.pointer_mut(place).unwrap()["extra"] = json!(1);
            assert!(!validator.is_valid(&wider), "`{place}` is open");
        }
    }
}
