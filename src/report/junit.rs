//! The report as JUnit XML, which GitLab and the test reporters of GitHub show as a list of tests.
//!
//! A rule is a suite. Each of its findings is a failed test, named so that the name stays when lines move, and a rule
//! that found nothing is a test that passed: a clean run shows what was judged. A finding of level info is a test that
//! was skipped.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::human::{Shown, render};
use super::{Style, path, said, shortened};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::{Level, Rule};
use crate::source::Sources;

/// Longest name of a test, in characters.
const NAME: usize = 250;

/// The findings as one document; `rules` are those that were judged.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources, rules: &[&Rule]) -> String {
    let mut found: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    diagnostics.iter().for_each(|diagnostic| found.entry(diagnostic.rule.name).or_default().push(diagnostic));
    let (mut suites, mut tests) = (String::new(), diagnostics.len());
    for rule in rules {
        let findings = found.remove(rule.name).unwrap_or_default();
        tests += usize::from(findings.is_empty());
        suites.push_str(&suite(rule.name, &findings, sources));
    }
    found.iter().for_each(|(rule, findings)| suites.push_str(&suite(rule, findings, sources)));
    let failed = diagnostics.iter().filter(|diagnostic| diagnostic.level < Level::Info).count();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"groma\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\">\n{suites}</testsuites>\n"
    )
}

fn suite(rule: &str, findings: &[&Diagnostic], sources: &Sources) -> String {
    let failed = findings.iter().filter(|finding| finding.level < Level::Info).count();
    let skipped = findings.len() - failed;
    let tests = findings.len().max(1);
    let name = escaped(rule);
    let mut text = format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\">\n"
    );
    if findings.is_empty() {
        text.push_str(&format!("    <testcase classname=\"{name}\" name=\"no findings\"/>\n"));
    }
    let mut names: FxHashMap<String, usize> = FxHashMap::default();
    for finding in findings {
        let name = shortened(format!("{}: {}", path(finding, sources), said(&finding.message)), NAME);
        let times = names.entry(name.clone()).or_default();
        *times += 1;
        // Of two tests of one name readers keep the first.
        let name = if *times == 1 { name } else { format!("{name} ({times})") };
        text.push_str(&case(finding, &name, sources));
    }
    text + "  </testsuite>\n"
}

fn case(finding: &Diagnostic, name: &str, sources: &Sources) -> String {
    let (start, _) = sources.locate(finding.primary.span);
    let (rule, file) = (escaped(finding.rule.name), escaped(&path(finding, sources)));
    let element = match finding.level {
        Level::Error | Level::Warning => "failure",
        Level::Info => "skipped",
    };
    let level = finding.level.name();
    let (name, message) = (escaped(name), escaped(&said(&finding.message)));
    let body = escaped(&render(&Shown::new(finding, sources), &Style::PLAIN));
    format!(
        "    <testcase classname=\"{rule}\" name=\"{name}\" file=\"{file}\" line=\"{}\">\n      \
         <{element} type=\"{level}\" message=\"{message}\">{body}</{element}>\n    </testcase>\n",
        start.line
    )
}

/// A text for an attribute or an element; what XML cannot hold is replaced.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            '\n' | '\t' => xml.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => xml.push(char::REPLACEMENT_CHARACTER),
            _ => xml.push(c),
        }
    }
    xml
}
