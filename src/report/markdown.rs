//! The report as a page in Markdown, for a job summary or the comment on a merge request.
//!
//! What comes from files stands only in code blocks, in lines that begin with words of groma: there neither HTML nor a
//! link, a mention, an issue's number or a command means anything.

use std::collections::BTreeMap;

use super::{Summary, place, shortened};
use crate::diagnostic::rule::Level;
use crate::diagnostic::{Diagnostic, visible};
use crate::source::Sources;
use crate::words::counted;

/// Longest page in bytes; GitHub takes 65,536 characters in a comment.
const LIMIT: usize = 60_000;
/// Room for the sentence about what was left out.
const LAST: usize = 200;
/// Longest text in a line, in characters.
const LINE: usize = 400;

/// The counts, then one folded list for each rule, errors first.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    if diagnostics.is_empty() {
        return "### groma: no findings\n".to_owned();
    }
    let mut rules: BTreeMap<(Level, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        rules.entry((diagnostic.level, diagnostic.rule.name)).or_default().push(diagnostic);
    }
    let mut page = format!("### groma: {}\n", Summary::of(diagnostics).normalize());
    let mut left = 0;
    for ((level, rule), findings) in rules {
        let count = counted(findings.len(), level.name());
        page.push_str(&format!("\n<details>\n<summary>{count}: <code>{rule}</code></summary>\n\n```text\n"));
        for finding in findings {
            let entry = entry(finding, sources);
            if page.len() + entry.len() + CLOSING.len() + LAST > LIMIT {
                left += 1;
            } else {
                page.push_str(&entry);
            }
        }
        page.push_str(CLOSING);
    }
    if left > 0 {
        let left = counted(left, "finding");
        page.push_str(&format!("\n{left} left out to keep the page under {LIMIT} bytes.\n"));
    }
    page
}

const CLOSING: &str = "```\n\n</details>\n";

/// Where and what, and how to mend it; no line of it begins with text from a file.
fn entry(finding: &Diagnostic, sources: &Sources) -> String {
    let said = |text: &str| shortened(visible(text), LINE);
    let mut text = format!("--> {}: {}\n", said(&place(finding, sources)), said(&finding.message));
    if let Some(help) = &finding.help {
        text.push_str(&format!("    help: {}\n", said(help)));
    }
    text
}
