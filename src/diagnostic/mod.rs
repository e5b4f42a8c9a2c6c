//! What is wrong with a user's file, where, and what to type instead.
//!
//! A diagnostic is data: it knows no terminal and no format ([`crate::report`] does), and it is never used for a
//! broken world (disk, git, arguments), which is an error of the command.

pub mod rule;
pub(crate) mod rules;

use crate::source::{Sources, Span};
use crate::words::{and_more, quoted_list};
use rule::{Level, Rule};
use rules::{ambiguous_scalar, control_character, invalid_value};

/// A place that explains the fault, with a word on why it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// A place in a file that groma rendered; lines and columns from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub path: String,
    pub line: u32,
    pub(crate) column: u32,
}

/// A change of the text that mends a fault, and changes nothing that was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fix {
    /// Puts what is written there between double quotes.
    Quote(Span),
    /// Writes a name another way, between the quotes that it has.
    Rename(Span, String),
    /// Puts another text there.
    Replace(Span, String),
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub level: Level,
    /// Lower-case, without a full stop, names in backticks.
    pub message: String,
    /// The smallest span at fault, and a short text beside it (may be empty).
    pub primary: Label,
    /// Other places that take part, in reading order.
    pub related: Vec<Label>,
    /// What to do, in the imperative.
    pub help: Option<String>,
    /// A change that `--fix` makes.
    pub(crate) fix: Option<Fix>,
    /// Where the fault shows in the rendered tree, when it does.
    pub rendered: Option<Rendered>,
}

impl Rule {
    /// A finding of this rule, at the rule's own level.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self,
            level: self.level,
            message: message.into(),
            primary: Label { span, message: String::new() },
            related: Vec::new(),
            help: None,
            fix: None,
            rendered: None,
        }
    }
}

impl Diagnostic {
    /// Adds the text shown beside the primary span.
    pub fn label(mut self, message: impl Into<String>) -> Self {
        self.primary.message = message.into();
        self
    }

    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    pub fn help(mut self, message: impl Into<String>) -> Self {
        self.help = Some(message.into());
        self
    }

    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    pub fn rendered(mut self, path: impl Into<String>, line: u32, column: u32) -> Self {
        self.rendered = Some(Rendered { path: path.into(), line, column });
        self
    }
}

/// Collects findings; their order never depends on the order in which they were found.
#[derive(Debug, Default)]
pub struct Sink {
    list: Vec<Diagnostic>,
}

impl Sink {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The findings so far, in the order in which they were found.
    pub(crate) fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The findings in the order in which they were found.
    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    /// The findings by file name, place, rule and message. Doubles are removed; one fault of a template that shows for
    /// many entities is told once, with their number.
    pub fn finish(mut self, sources: &Sources) -> Vec<Diagnostic> {
        let place = |span: Span| (sources.get(span.file).name.as_str(), span.start, span.end);
        let key = |d: &Diagnostic| (place(d.primary.span), d.rule.name, d.level);
        let beside = |d: &Diagnostic| d.related.first().map(|label| place(label.span));
        self.list.sort_by(|a, b| {
            key(a)
                .cmp(&key(b))
                .then_with(|| a.message.cmp(&b.message))
                .then_with(|| beside(a).cmp(&beside(b)))
                .then_with(|| rendered_key(a).cmp(&rendered_key(b)))
        });
        self.list.dedup_by(|later, first| {
            (later.rule, later.primary.span, &later.message, &later.related)
                == (first.rule, first.primary.span, &first.message, &first.related)
        });
        leave_weaker(&mut self.list);
        merged(self.list, |a, b| (a.rule, a.primary.span, &a.message) == (b.rule, b.primary.span, &b.message))
    }
}

/// One value, one fault: that a name is unknown says more than that its form is wrong, and an error says more than
/// that other tools read the value differently.
fn leave_weaker(list: &mut Vec<Diagnostic>) {
    let mut unknown: rustc_hash::FxHashSet<Span> = rustc_hash::FxHashSet::default();
    let (mut wrong, mut misnamed) = (unknown.clone(), unknown.clone());
    for diagnostic in list.iter().filter(|diagnostic| diagnostic.level == Level::Error) {
        wrong.insert(diagnostic.primary.span);
        if *diagnostic.rule != control_character::RULE {
            misnamed.insert(diagnostic.primary.span);
        }
        if diagnostic.rule.name.starts_with("unknown-") {
            unknown.insert(diagnostic.primary.span);
        }
    }
    list.retain(|diagnostic| {
        let stronger = [
            (&ambiguous_scalar::RULE, &wrong),
            (&control_character::RULE, &misnamed),
            (&invalid_value::RULE, &unknown),
        ];
        !stronger.iter().any(|(rule, spans)| diagnostic.rule == *rule && spans.contains(&diagnostic.primary.span))
    });
}

/// Sorted findings, of which each stands for those after it that are the same, with their number.
pub(crate) fn merged(sorted: Vec<Diagnostic>, same: impl Fn(&Diagnostic, &Diagnostic) -> bool) -> Vec<Diagnostic> {
    let mut merged: Vec<(Diagnostic, usize)> = Vec::with_capacity(sorted.len());
    for diagnostic in sorted {
        match merged.last_mut() {
            Some((first, more)) if same(first, &diagnostic) => *more += 1,
            Some(_) | None => merged.push((diagnostic, 0)),
        }
    }
    let numbered = merged.into_iter().map(|(mut diagnostic, more)| {
        if let Some(label) = diagnostic.related.last_mut().filter(|_| more > 0) {
            label.message += &format!(" (and for {more} more)");
        }
        diagnostic
    });
    numbered.collect()
}

/// The place in a rendered file, to be sorted by.
pub(crate) fn rendered_key(diagnostic: &Diagnostic) -> Option<(&str, u32, u32)> {
    diagnostic.rendered.as_ref().map(|place| (place.path.as_str(), place.line, place.column))
}

/// The known name nearest to a mistyped one, if one is near enough to be meant.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = wrong.to_lowercase();
    // A name cut short, or one that goes on, is meant too: `host` for `hostname`, `minimum` for `min`.
    let begins = |long: &str, short: &str| short.len() >= 3 && long.starts_with(short);
    let near = |name: &&str| is_slip(&folded, name) || begins(name, &folded) || begins(&folded, name);
    let distance = |name: &str| strsim::damerau_levenshtein(&folded, &name.to_lowercase());
    // Only lengths tell most of them apart; of very many the first have to do.
    let length = folded.chars().count();
    let alike = |name: &&str| is_of_length(length, name) || begins(name, &folded) || begins(&folded, name);
    known
        .into_iter()
        .filter(alike)
        .take(MOST_COMPARED)
        .filter(near)
        .map(|name| (distance(name), name))
        .min()
        .map(|(_, name)| name)
}

/// Whether a name is a slip of the keyboard away from a known one.
pub(crate) fn is_slip(wrong: &str, name: &str) -> bool {
    if !is_of_length(wrong.chars().count(), name) {
        return false;
    }
    let distance = strsim::damerau_levenshtein(&wrong.to_lowercase(), &name.to_lowercase());
    distance <= 1 + wrong.chars().count() / 4 && distance < name.chars().count().max(1)
}

/// Most names that one is compared with letter by letter.
const MOST_COMPARED: usize = 1_000;
/// Longest name that anybody mistypes.
const LONGEST: usize = 300;

/// Whether a name is about as long as a wrong one.
fn is_of_length(wrong: usize, name: &str) -> bool {
    let length = name.chars().take(LONGEST + 1).count();
    length <= LONGEST && wrong.abs_diff(length) <= 1 + wrong / 4
}

/// A help text for an unknown name: the nearest one, or all of them when they are few.
pub(crate) fn suggest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = nearest(wrong, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let mut names: Vec<_> = known.into_iter().take(MOST_COMPARED + 1).collect();
    if names.len() > MOST_COMPARED {
        return "use a name that is defined".into();
    }
    names.sort_unstable();
    names.dedup();
    match names.len() {
        0 => "none are defined yet".into(),
        1..=12 => format!("known: {}", quoted_list(&names)),
        more if holding(wrong, &names).len() != 1 => {
            format!("known: {}{}", quoted_list(&names[..10]), and_more(more - 10))
        }
        _ => format!("did you mean `{}`?", holding(wrong, &names)[0]),
    }
}

/// The names that hold every word of a shorter one: `latest-image-tag` for `latest-tag`.
fn holding<'a>(wrong: &str, names: &[&'a str]) -> Vec<&'a str> {
    let holds = |name: &&&str| wrong.split('-').all(|word| name.split('-').any(|known| known == word));
    names.iter().filter(holds).copied().collect()
}

/// Whether a character could drive a terminal, reorder text or hide in it: C0, C1, bidirectional controls, line
/// separators, characters without width, interlinear annotations, tags. Joiners make one emoji or letter of several.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        )
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether `c` after `before` would begin a command to a build server that reads them from any place of a log line:
/// `##[error]`, `##vso[..]`, `##teamcity[..]`.
pub(crate) fn opens_command(before: &str, c: char) -> bool {
    c == '[' && before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##")
}

/// The text with every hostile character, and every bracket that begins a command, written as `\u{..}`.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hostile(c) || opens_command(&shown, c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_name_is_near() {
        assert_eq!(nearest("team-payement", ["team-payments", "team-a"]), Some("team-payments"));
        assert_eq!(nearest("x", ["y", "abc"]), None);
        assert_eq!(nearest("Owner", ["owner"]), Some("owner"));
        assert_eq!(nearest("host", ["env", "hostname"]), Some("hostname"));
        assert_eq!(nearest("minimum", ["max", "min"]), Some("min"));
    }

    #[test]
    fn long_names_and_many_are_not_compared_letter_by_letter() {
        let long = "a".repeat(1_000_000);
        assert_eq!(nearest(&format!("{long}b"), [&*format!("{long}c")]), None);
        let names: Vec<String> = (0..5_000).map(|at| format!("app-{at}")).collect();
        let known = || names.iter().map(String::as_str);
        assert_eq!(suggest("nobody", known()), "use a name that is defined");
        assert_eq!(nearest("ap-12", known()), Some("app-12"));
    }

    #[test]
    fn hostile_characters_are_spelled_out() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
    }

    #[test]
    fn brackets_that_begin_a_command_are_spelled_out() {
        assert_eq!(visible("# ##[error]a ##vso[b] [c]"), "# ##\\u{5b}error]a ##vso\\u{5b}b] [c]");
    }
}
