//! Known findings: written to a file once, and hidden from then on.
//!
//! A finding is known by its fingerprint, which stays when lines move; what is new, or has changed, is shown.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value as Json, json};

use super::fingerprint::fingerprints;
use crate::diagnostic::{Diagnostic, visible};
use crate::source::Sources;

/// The findings of a baseline, by their fingerprints.
#[derive(Debug)]
pub(crate) struct Baseline(FxHashMap<String, Known>);

/// What a finding was about.
#[derive(Debug)]
struct Known {
    rule: String,
    file: String,
}

/// Whether a run judged a file by a rule.
pub(crate) type Judged<'j> = dyn Fn(&str, &str) -> bool + 'j;

/// A file that is no baseline.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{file}` is not a valid baseline: {reason}")]
#[diagnostic(help("write one with `--write-baseline {file}`"))]
pub(crate) struct BaselineError {
    file: String,
    reason: String,
}

/// What a baseline leaves of the findings.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) found: Vec<Diagnostic>,
    /// How many findings it left out.
    pub(crate) known: usize,
    /// How many findings of the baseline are no longer there, of those that could have been found.
    pub(crate) gone: usize,
}

/// The text of a baseline that holds these findings; for people, rule, file and message stand beside the fingerprint.
pub(crate) fn write(found: &[Diagnostic], sources: &Sources) -> String {
    let entries = found.iter().zip(fingerprints(found, sources)).map(|(finding, fingerprint)| {
        let file = &sources.get(finding.primary.span.file).name;
        json!({ "fingerprint": fingerprint, "rule": finding.rule.name, "file": visible(file), "message": visible(&finding.message) })
    });
    let baseline = json!({ "version": 1, "findings": entries.collect::<Vec<_>>() });
    serde_json::to_string_pretty(&baseline).expect("texts and numbers always serialize") + "\n"
}

impl Baseline {
    /// Reads the text of the baseline called `file`.
    pub(crate) fn read(file: &str, text: &str) -> Result<Self, BaselineError> {
        let wrong = |reason: &str| BaselineError { file: visible(file), reason: reason.to_owned() };
        let json: Json = serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?;
        if json.get("version") != Some(&json!(1)) {
            return Err(wrong("its version is not 1"));
        }
        let entries =
            json.get("findings").and_then(Json::as_array).ok_or_else(|| wrong("it has no list of findings"))?;
        let text = |entry: &Json, key: &str| entry.get(key).and_then(Json::as_str).map(str::to_owned);
        let known = |entry: &Json| {
            let of = |key: &str| text(entry, key).unwrap_or_default();
            Some((text(entry, "fingerprint")?, Known { rule: of("rule"), file: of("file") }))
        };
        let known: Option<_> = entries.iter().map(known).collect();
        known.map(Self).ok_or_else(|| wrong("a finding has no fingerprint"))
    }

    /// Leaves out what the baseline holds.
    pub(crate) fn apply(&self, found: Vec<Diagnostic>, sources: &Sources, judged: &Judged<'_>) -> Left {
        let prints = fingerprints(&found, sources);
        let total = found.len();
        let here: FxHashSet<&String> = prints.iter().collect();
        let gone = self.0.iter().filter(|(print, known)| !here.contains(print) && judged(&known.rule, &known.file));
        let gone = gone.count();
        let kept = found.into_iter().zip(&prints).filter(|(_, print)| !self.0.contains_key(*print));
        let found: Vec<Diagnostic> = kept.map(|(finding, _)| finding).collect();
        let known = total - found.len();
        Left { found, known, gone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules::invalid_value;
    use crate::source::{FileId, Span};

    fn found(text: &str) -> (Vec<Diagnostic>, Sources) {
        let mut sources = Sources::default();
        let file: FileId = sources.add("a.yaml", text);
        let at = |(start, part): (usize, &str)| Span::new(file, start..start + part.len());
        let found = text.match_indices('x').map(|place| invalid_value::RULE.at(at(place), "a fault"));
        (found.collect(), sources)
    }

    #[test]
    fn what_was_there_is_left_out_and_what_went_is_counted() {
        let (before, sources) = found("a: x\nb: x\nc: x\n");
        let baseline = Baseline::read("baseline.json", &write(&before, &sources)).unwrap();
        let (after, sources) = found("# new\nb: x\nd: x\na: x\n");
        let gone = |judged: &Judged<'_>| baseline.apply(after.clone(), &sources, judged).gone;
        assert_eq!(
            (gone(&|_, _| false), gone(&|rule, _| rule == "other"), gone(&|_, file| file == "a.yaml")),
            (0, 0, 1)
        );
        let left = baseline.apply(after, &sources, &|_, _| true);
        assert_eq!((left.found.len(), left.known, left.gone), (1, 2, 1));
        assert_eq!(sources.locate(left.found[0].primary.span).0.line, 3);
    }

    #[test]
    fn what_is_no_baseline_says_why() {
        for (text, reason) in [("{", "EOF"), ("{}", "version"), ("{\"version\": 1}", "list of findings")] {
            assert!(Baseline::read("a", text).unwrap_err().to_string().contains(reason), "{text}");
        }
    }
}
