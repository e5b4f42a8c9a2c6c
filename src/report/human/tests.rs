//! What people see, byte for byte.

use std::num::ParseIntError;

use miette::NamedSource;
use thiserror::Error;

use super::*;
use crate::diagnostic::is_hostile;
use crate::diagnostic::rule::Level;
use crate::diagnostic::rules::{absent_dependency, invalid_name, invalid_value};
use crate::source::Span;

const PLAIN: Style = Style { color: false, unicode: false, width: 80 };

/// The place of `text` in a file.
fn find(sources: &Sources, file: FileId, text: &str) -> Span {
    let start = sources.get(file).text.find(text).unwrap();
    Span::new(file, start..start + text.len())
}

#[track_caller]
fn assert_shows(diagnostic: &Diagnostic, sources: &Sources, expected: &str) {
    let shown = render(&Shown::new(diagnostic, sources), &PLAIN);
    assert_eq!(shown, expected, "\n{shown}");
    assert!(shown.lines().all(|line| line.trim_end() == line), "trailing space in\n{shown}");
}

/// One file and one finding at `text` in it.
fn single(name: &str, content: &str, text: &str) -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let file = sources.add(name, content);
    let span = find(&sources, file, text);
    (sources, invalid_value::RULE.at(span, "something is wrong"))
}

#[test]
fn one_label_points_at_its_line() {
    let (sources, diagnostic) = single("a.yaml", "a: 1\nowner: team-b\nc: 3\n", "team-b");
    let expected = "\
error[invalid-value]: something is wrong
 --> a.yaml:2:8
  |
2 | owner: team-b
  |        ^^^^^^ no such team
";
    assert_shows(&diagnostic.label("no such team"), &sources, expected);
}

#[test]
fn labels_in_two_files_the_rendered_place_and_help_follow_each_other() {
    let mut sources = Sources::default();
    let apps = sources.add("apps.yaml", "apps:\n  payments:\n    title: Pay\n    owner: team-b\n");
    let teams = sources.add("teams.yaml", "teams:\n  team-a: {}\n");
    let diagnostic = absent_dependency::RULE
        .at(find(&sources, apps, "team-b"), "unknown team `team-b`")
        .label("no such team")
        .related(find(&sources, apps, "payments"), "of this app")
        .related(find(&sources, teams, "team-a"), "the nearest one")
        .help("did you mean `team-a`?")
        .rendered("backstage/payments.yaml", 12, 10);
    let expected = "\
warning[absent-dependency]: unknown team `team-b`
 --> apps.yaml:4:12
  |
2 |   payments:
  |   -------- of this app
3 |     title: Pay
4 |     owner: team-b
  |            ^^^^^^ no such team
  |
 ::: teams.yaml:2:3
  |
2 |   team-a: {}
  |   ------ the nearest one
  |
  = note: in the rendered file `backstage/payments.yaml`:12:10
help: did you mean `team-a`?
";
    assert_shows(&diagnostic, &sources, expected);
}

#[test]
fn an_empty_span_at_the_end_of_a_file_is_visible() {
    let (sources, mut diagnostic) = single("a.yaml", "a: 1\nb: 2\n", "a");
    diagnostic.primary.span = Span::new(diagnostic.primary.span.file, 10..10);
    let expected = "\
error[invalid-value]: something is wrong
 --> a.yaml:3:1
  |
3 |
  | ^ `teams` is missing
";
    assert_shows(&diagnostic.label("`teams` is missing"), &sources, expected);
}

#[test]
fn a_finding_about_a_whole_file_shows_no_line() {
    let (sources, diagnostic) = single("a.yaml", "", "");
    let expected = "\
error[invalid-value]: something is wrong
--> a.yaml:1:1
";
    assert_shows(&diagnostic, &sources, expected);
}

#[test]
fn hostile_characters_are_visible_and_carets_stay_in_place() {
    let mut sources = Sources::default();
    let file = sources.add("a\u{1b}[31m.yaml", "a: \u{1b}[2J\u{202e}\u{9b}x\u{7f} # \u{200b}y\r\nb: 1\n");
    let diagnostic = invalid_name::RULE
        .at(find(&sources, file, "x"), "name `\u{1b}[2J\nerror: forged`")
        .label("la\u{9b}bel")
        .related(find(&sources, file, "y"), "y\u{2066}")
        .help("use\u{7} another")
        .rendered("b\u{1b}.yaml", 1, 2);
    let expected = "\
error[invalid-name]: name `\\u{1b}[2J\\u{a}error: forged`
 --> a\\u{1b}[31m.yaml:1:10
  |
1 | a: \u{241b}[2J\u{fffd}\u{fffd}x\u{2421} # \u{fffd}y
  |          ^     - y\\u{2066}
  |          |
  |          la\\u{9b}bel
  |
  = note: in the rendered file `b\\u{1b}.yaml`:1:2
help: use\\u{7} another
";
    assert_shows(&diagnostic, &sources, expected);
}

#[test]
fn a_tab_takes_four_columns_on_screen_and_one_in_the_place() {
    let (sources, diagnostic) = single("a.yaml", "a:\tb\tc\n", "c");
    let expected = "\
error[invalid-value]: something is wrong
 --> a.yaml:1:6
  |
1 | a:    b    c
  |            ^
";
    assert_shows(&diagnostic, &sources, expected);
}

#[test]
fn a_span_over_several_lines_ends_at_its_last_visible_character() {
    let (sources, diagnostic) = single("a.yaml", "a:\n  b: 1\n  c: 2\n\nd: 3\n", "b: 1\n  c: 2\n\n");
    let expected = "\
error[invalid-value]: something is wrong
 --> a.yaml:2:3
  |
2 | /   b: 1
3 | |   c: 2
  | |______^ all of this
";
    assert_shows(&diagnostic.label("all of this"), &sources, expected);
}

#[test]
fn a_very_long_line_is_cut_around_its_labels_and_keeps_its_column() {
    let content = format!("{}needle{}pin{}", "a,".repeat(5000), "b,".repeat(5000), "c,".repeat(5000));
    let (sources, diagnostic) = single("a.json", &content, "needle");
    let pin = find(&sources, diagnostic.primary.span.file, "pin");
    let expected = "\
error[invalid-value]: something is wrong
 --> a.json:1:10001
  |
1 | ...a,a,a,a,a,a,a,a,a,a,a,a,needleb,b,b,b,b,b,b,b,b,b,b,b,...
  |                            ^^^^^^ here
";
    assert_shows(&diagnostic.clone().label("here"), &sources, expected);
    let expected = "\
error[invalid-value]: something is wrong
 --> a.json:1:10001
  |
1 | ...a,a,a,a,a,a,a,needleb,b,b,b,b,b,b,...b,b,b,b,b,b,b,pinc,c,c,c,c,c,c,...
  |                  ^^^^^^ here                          --- there
";
    assert_shows(&diagnostic.label("here").related(pin, "there"), &sources, expected);
}

#[test]
fn a_long_value_is_elided_in_the_middle() {
    let (sources, diagnostic) = single("a.yaml", &format!("key: {}\n", "x".repeat(500)), &"x".repeat(500));
    let expected = "\
error[invalid-value]: something is wrong
 --> a.yaml:1:6
  |
1 | key: xxxxxxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxxxxxxx
  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
";
    assert_shows(&diagnostic, &sources, expected);
}

#[test]
fn wide_characters_take_two_columns_on_screen_and_one_in_the_place() {
    let (sources, diagnostic) = single("a.yaml", "名前: 値 # é\n", "値");
    let end = find(&sources, diagnostic.primary.span.file, "é");
    let expected = "\
error[invalid-value]: something is wrong
 --> a.yaml:1:5
  |
1 | 名前: 値 # é
  |       ^^   - narrow
  |       |
  |       wide
";
    assert_shows(&diagnostic.label("wide").related(end, "narrow"), &sources, expected);
}

#[test]
fn labels_far_apart_do_not_bring_the_lines_between() {
    let content = format!("first: 1\n{}last: 2\n", "x:\n".repeat(100_000));
    let (sources, diagnostic) = single("a.yaml", &content, "last");
    let file = diagnostic.primary.span.file;
    let first = find(&sources, file, "first");
    let expected = "\
error[invalid-value]: something is wrong
      --> a.yaml:100002:1
       |
100002 | last: 2
       | ^^^^
       |
      ::: a.yaml:1:1
       |
     1 | first: 1
       | ----- before
";
    assert_shows(&diagnostic.related(first, "before"), &sources, expected);
    let all = invalid_value::RULE.at(Span::new(file, 0..content.len()), "too much");
    let expected = "\
error[invalid-value]: too much
 --> a.yaml:1:1
  |
1 | first: 1
  | ^^^^^^^^
";
    assert_shows(&all, &sources, expected);
}

#[test]
fn only_the_lines_around_a_span_are_read() {
    let (sources, diagnostic) = single("a.yaml", &format!("{}last", "line\n".repeat(100_000)), "last");
    let span = diagnostic.primary.span;
    let lines = Lines(sources.get(span.file));
    let contents = lines.read_span(&span.range().into(), 1, 1).unwrap();
    assert_eq!((contents.data(), contents.line()), (&b"line\nlast"[..], 99_999));
}

#[test]
fn a_report_ends_with_the_counts() {
    let (sources, error) = single("a.yaml", "a: 1\n", "a");
    let mut warning = error.clone();
    warning.level = Level::Warning;
    let mut info = error.clone();
    info.level = Level::Info;
    let last = |list: &[Diagnostic]| report(list, &sources, &PLAIN).lines().last().map(str::to_owned);
    let all = [error.clone(), error, warning.clone(), info.clone()];
    assert_eq!(last(&all).as_deref(), Some("error: 2 errors, 1 warning, 1 info in 1 file"));
    assert_eq!(last(&[warning]).as_deref(), Some("warning: 1 warning in 1 file"));
    assert_eq!(last(&[info]).as_deref(), Some("info: 1 info in 1 file"));
    assert_eq!(report(&[], &sources, &PLAIN), "");
}

#[test]
fn findings_are_parted_by_an_empty_line() {
    let (sources, diagnostic) = single("a.yaml", "a: 1\n", "1");
    let expected = "\
info[invalid-value]: something is wrong
  \u{256d}\u{25b8} a.yaml:1:4
  \u{2502}
1 \u{2502} a: 1
  \u{2570}\u{2574}   \u{2501}

info: 1 info in 1 file
";
    let diagnostic = Diagnostic { level: Level::Info, ..diagnostic };
    assert_eq!(report(&[diagnostic], &sources, &Style { unicode: true, ..PLAIN }), expected);
}

#[derive(Debug, Error, miette::Diagnostic)]
#[error("cannot read the lock\nat all")]
#[diagnostic(code(lock), help("run `groma blueprint lock`"))]
struct Broken {
    #[source]
    cause: ParseIntError,
    #[source_code]
    text: NamedSource<String>,
    #[label("not a number")]
    place: (usize, usize),
}

#[test]
fn errors_of_the_command_look_like_findings() {
    let error = Broken {
        cause: "x".parse::<u32>().unwrap_err(),
        text: NamedSource::new("groma.lock", "a = 1\nb = x\n".into()),
        place: (10, 1),
    };
    let expected = "\
error[lock]: cannot read the lock
             at all
 --> groma.lock:2:5
  |
2 | b = x
  |     ^ not a number
  |
  = note: caused by: invalid digit found in string
help: run `groma blueprint lock`
";
    assert_eq!(render(&error, &PLAIN), expected);
}

#[test]
fn no_span_and_no_width_breaks_the_report() {
    let mut sources = Sources::default();
    let text = "\u{feff}ä\t\r\n\r\r\u{1b}\n\n漢e\u{301}\u{2028}\u{85}\n";
    let file = sources.add("", text);
    let other = sources.add("\n", "\n");
    for (start, end) in (0..text.len() + 3).flat_map(|start| (0..text.len() + 3).map(move |end| (start, end))) {
        let diagnostic = invalid_value::RULE
            .at(Span::new(file, start..end), "")
            .related(Span::new(file, end..start), text)
            .related(Span::new(other, start..end), "");
        for width in [0, 1000] {
            let shown = render(&Shown::new(&diagnostic, &sources), &Style { width, ..PLAIN });
            assert!(!shown.chars().any(|c| c != '\n' && is_hostile(c)), "{start}..{end}: {shown}");
            let at = sources.locate(Span::new(file, start..start)).0;
            let place = format!(":{}:{}\n", at.line, at.column);
            assert!(!text.is_char_boundary(start) || shown.contains(&place), "{start}..{end}: {place} in {shown}");
        }
    }
}

#[test]
fn colours_are_the_only_escapes() {
    let (sources, diagnostic) = single("a\u{1b}.yaml", "a: \u{1b}[2J\n", "a");
    let text = report(&[diagnostic], &sources, &Style { color: true, ..PLAIN });
    assert!(text.contains('\u{1b}'));
    for escape in text.split('\u{1b}').skip(1) {
        let end = escape.find(|c: char| !c.is_ascii_digit() && c != '[' && c != ';').unwrap();
        assert!(escape.starts_with('[') && escape[end..].starts_with('m'), "{escape:?}");
    }
}

#[derive(Debug, Error, miette::Diagnostic)]
#[error("two locks")]
struct Several(#[related] Vec<Broken>);

#[test]
fn related_errors_are_shown_below() {
    let text = NamedSource::new("groma.lock", "b = x\n".into());
    let broken = Broken { cause: "x".parse::<u32>().unwrap_err(), text, place: (4, 1) };
    let expected = "\
error: two locks
  |
error: cannot read the lock
       at all
 --> groma.lock:1:5
  |
1 | b = x
  |     ^ not a number
";
    assert_eq!(render(&Several(vec![broken]), &PLAIN), expected);
}
