//! Every report format: goldens in `fixtures/reports/<format>/`, and what holds for each finding in each of them, read
//! by `tests/readers.rs`. `GROMA_BLESS=1` rewrites the goldens; read the difference before you commit it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use groma::check::rules::all;
use groma::diagnostic::rule::{Level, Rule, Status, Verdict};
use groma::diagnostic::{Diagnostic, visible};
use groma::report::{Format, Style, github, gitlab, json, junit, markdown, report, sarif};
use groma::source::{Sources, Span};
use serde_json::Value;

use crate::readers::{self, Element};
use crate::support::{Scratch, groma, root};

/// Findings and the texts they are about.
struct Case {
    name: &'static str,
    found: Vec<Diagnostic>,
    sources: Sources,
}

/// The extension of a golden, and what makes it.
type Golden = (&'static str, &'static str, fn(&Case) -> String);

const GOLDENS: [Golden; 6] = [
    ("json", "json", |case| json::report(&case.found, &case.sources)),
    ("sarif", "sarif", |case| sarif::report(&case.found, &case.sources, &rules())),
    ("gitlab", "json", |case| gitlab::report(&case.found, &case.sources)),
    ("github", "txt", |case| github::report(&case.found, &case.sources)),
    ("junit", "xml", |case| junit::report(&case.found, &case.sources, &rules())),
    ("markdown", "md", |case| markdown::report(&case.found, &case.sources)),
];

/// The page of a made-up rule.
macro_rules! page {
    ($name:literal) => {
        concat!("//! What `", $name, "` finds.\n//!\n//! ## Why\n//! `a: [b]`.\n//!\n//! ## Bad\n//! `b: [c]`.\n")
    };
}

static UNKNOWN_TEAM: Rule = Rule::error("unknown-team", Verdict::Groma, "0.1.0", page!("unknown-team"));
static AMBIGUOUS_SCALAR: Rule = Rule::warning("ambiguous-scalar", Verdict::Server, "0.2.0", page!("ambiguous-scalar"));
static CLEAN_RULE: Rule = {
    let mut rule = Rule::error("clean-rule", Verdict::Helm, "0.1.0", page!("clean-rule"));
    (rule.status, rule.aliases) = (Status::Deprecated, &["tidy-rule"]);
    rule
};
static UNDEFINED_VARIABLE: Rule =
    Rule::error("undefined-variable", Verdict::Groma, "0.1.0", page!("undefined-variable"));
static NOT_DESCRIBED: Rule = Rule::info("not-described", Verdict::Groma, "0.1.0", page!("not-described"));
static NO_SCHEMA: Rule = Rule::info("no-schema", Verdict::Groma, "0.1.0", page!("no-schema"));

/// Two rules that find something and one that does not; others with findings are described because of these.
fn rules() -> [&'static Rule; 3] {
    [&UNKNOWN_TEAM, &CLEAN_RULE, &AMBIGUOUS_SCALAR]
}

/// A finding at a level of its own.
fn at_level(rule: &'static Rule, level: Level, span: Span, message: String) -> Diagnostic {
    let mut finding = rule.at(span, message);
    finding.level = level;
    finding
}

fn cases() -> [Case; 4] {
    [Case { name: "clean", found: Vec::new(), sources: Sources::default() }, faults(), many(), hostile()]
}

/// One finding of each kind: with help, with other places, of a rendered file, of a whole file, of several lines.
fn faults() -> Case {
    let mut sources = Sources::default();
    let orders = sources.add(
        "systems/orders.yaml",
        "systems:\n  orders:\n    owner: tëam-b\n    title: on\n    apps: { api: &api\n      { port: 1 } }\n",
    );
    let teams = sources.add("./teams.yaml", "teams:\n  team-a: {}\n");
    let template = sources.add("blueprint:notes/a b.yaml", "a: ${{ app.nam }}\n");
    let span = |file, text: &str, sources: &Sources| {
        let start = sources.get(file).text.find(text).expect("the text is there");
        Span::new(file, start..start + text.len())
    };
    let found = vec![
        AMBIGUOUS_SCALAR.at(span(orders, "on\n", &sources), "`on` is a boolean to YAML 1.1").help("quote it: `\"on\"`"),
        UNKNOWN_TEAM
            .at(span(orders, "tëam-b", &sources), "unknown team `tëam-b`")
            .label("no such team")
            .related(span(teams, "team-a", &sources), "the nearest one")
            .help("did you mean `team-a`?"),
        UNDEFINED_VARIABLE
            .at(span(template, "app.nam", &sources), "`app.nam` is undefined")
            .related(span(orders, "api", &sources), "rendered for this")
            .help("did you mean `app.name`?")
            .rendered("idp/team-a/orders api/a b.yaml", 1, 4),
        NO_SCHEMA.at(span(orders, "{ api: &api\n      { port: 1 } }", &sources), "no schema"),
        UNKNOWN_TEAM.at(Span::top(teams), "the file names no team"),
        UNKNOWN_TEAM.at(Span::top(teams), "the file names no team"),
    ];
    Case { name: "faults", found, sources }
}

/// More than GitHub shows.
fn many() -> Case {
    let mut sources = Sources::default();
    let text: String = (0..40).map(|line| format!("- team-{line}\n")).collect();
    let file = sources.add("teams.yaml", text.as_str());
    let levels = [Level::Error, Level::Warning, Level::Info];
    let found = text.match_indices("team").enumerate().map(|(number, (at, _))| {
        let level = levels[number % 3];
        at_level(&UNKNOWN_TEAM, level, Span::new(file, at..at + 4), format!("unknown team number {number}"))
    });
    Case { name: "many", found: found.collect(), sources }
}

/// Texts that try to be more than text, in every place where a text of a file can stand.
fn hostile() -> Case {
    let long = "very ".repeat(2000);
    let texts = [
        "control \u{1b}[31mred\u{7}\u{0}\u{9b}0m \u{1b}]8;;https://evil.example.com\u{1b}\\",
        "bidi \u{202e}lmay.exe\u{2066} zero\u{200b}width \u{2028}\u{85}",
        "::error file=a.yaml,line=1::forged",
        " ::stop-commands::x ##[error]forged ##vso[task.setvariable variable=a]b ##teamcity[c] ##[stop-commands]d",
        "100% %0A::warning::%25 %3A a\r\nb\n::error::c\r::error::d",
        "]]> <![CDATA[x]]> <!-- --> &amp; &#10; </failure></testcase> \"a\" 'b'",
        "`code` ``` ~~~ ````\n```\n# heading\n/close\n> quote\n- [ ] item",
        "| a | b |\n|---|---|\n| c | d |",
        "<img src=x onerror=alert(1)> <script>alert(1)</script> </code></pre></details><h1>",
        "@team-a @org/team #1 !1 GH-1 ~bug $1 &2 %\"v1\" 0123456789012345678901234567890123456789",
        "[text](https://evil.example.com) ![i](https://evil.example.com/i.png) https://evil.example.com www.evil.example.com",
        "${{ secrets.TOKEN }} $\\{x} $(id) {0} {{1}} [here](0) \\[a\\](b) $`a+b`$ **bold** _it_ :tada:",
        &long,
        "noncharacters \u{fffe}\u{ffff} \u{fdd0} joined \u{1f469}\u{200d}\u{1f680} \u{e0041} ä\u{308}",
    ];
    let names = [
        "::error file=a,line=1::b.yaml",
        "a\nb\r\u{1b}[2J.yaml",
        "<b>@team-a #1.yaml",
        "spa ce%41,x:1=2;ü.yaml",
        "blueprint:notes/a b.yaml",
        "/absolute/``` ]]>.yaml",
        "../[up](https://evil.example.com).yaml",
    ];
    let mut sources = Sources::default();
    let mut found = Vec::new();
    let levels = [Level::Error, Level::Warning, Level::Info];
    for (number, text) in texts.iter().enumerate() {
        let line = format!("key: {text}\nnext: 1\n");
        let file = sources.add(names[number % names.len()], line.as_str());
        let other = sources.add(format!("{number}/{text}"), line.as_str());
        let whole = Span::new(file, 5..5 + text.len());
        let rule = [&UNKNOWN_TEAM, &AMBIGUOUS_SCALAR, &NOT_DESCRIBED][number % 3];
        let finding = at_level(rule, levels[number % 3], whole, format!("found {text}"));
        found.push(finding.label(*text).related(Span::top(other), *text).help(*text).rendered(*text, 1, 1));
        found.push(UNKNOWN_TEAM.at(Span::top(other), *text));
    }
    Case { name: "hostile", found, sources }
}

#[test]
fn reports_are_their_goldens() {
    let (mut wrong, mut made) = (String::new(), BTreeSet::new());
    for case in cases() {
        for (format, extension, make) in GOLDENS {
            let path = format!("fixtures/reports/{format}/{}.{extension}", case.name);
            let text = make(&case);
            assert_eq!(make(&case), text, "{path} is not the same twice");
            let file = root().join(&path);
            if std::env::var_os("GROMA_BLESS").is_some() {
                fs::create_dir_all(file.parent().expect("a file has a folder")).expect("folders can be made");
                fs::write(&file, &text).expect("goldens can be written");
            }
            if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
                wrong += &format!("{path}\n");
            }
            made.insert(path);
        }
    }
    let known = crate::golden::listed(&root().join("fixtures/reports"));
    let stale = known.iter().map(|path| format!("fixtures/reports/{path}")).filter(|path| !made.contains(path));
    let stale: Vec<_> = stale.collect();
    assert!(stale.is_empty(), "no case makes {stale:?}");
    assert!(wrong.is_empty(), "these differ:\n{wrong}GROMA_BLESS=1 rewrites them");
}

#[test]
fn no_report_holds_what_drives_a_terminal_or_a_build_log() {
    for case in cases() {
        for (format, _, make) in GOLDENS {
            let text = make(&case);
            let hostile = text.chars().find(|c| *c != '\n' && groma::diagnostic::is_hostile(*c));
            assert_eq!(hostile, None, "{format}/{}", case.name);
            for line in text.lines() {
                assert_eq!(readers::old_command(line), None, "{format}/{}: {line}", case.name);
                if format != "github" {
                    assert!(readers::command(line).is_none(), "{format}/{}: {line}", case.name);
                }
            }
        }
        let human = report(Format::Human, &case.found, &case.sources, &Style::PLAIN);
        assert!(human.lines().all(|line| readers::command(line).is_none() && readers::old_command(line).is_none()));
    }
}

/// What a page shows of a text: its hostile characters spelled out, its end left out when it is long.
fn is_shown_as(text: &str, shown: &str) -> bool {
    let visible = visible(text);
    match shown.rsplit_once("... (") {
        Some((head, rest)) if rest.ends_with(" more characters)") => visible.starts_with(head) && head.len() > 300,
        Some(_) | None => visible == shown,
    }
}

#[test]
fn github_reads_each_annotation_as_it_was_meant() {
    for case in cases() {
        let text = github::report(&case.found, &case.sources);
        let commands: Vec<_> = text.lines().filter_map(readers::command).collect();
        let mut ordered: Vec<&Diagnostic> = case.found.iter().collect();
        ordered.sort_by_key(|finding| finding.level);
        let mut shown: BTreeMap<Level, usize> = BTreeMap::new();
        ordered.retain(|finding| {
            let times = shown.entry(finding.level).or_default();
            *times += 1;
            *times <= 10
        });
        assert_eq!(commands.len(), ordered.len());
        for (command, finding) in commands.iter().zip(ordered) {
            let name = ["error", "warning", "notice"][finding.level as usize];
            assert_eq!(command.name, name);
            let (start, end) = case.sources.locate(finding.primary.span);
            let name = &case.sources.get(finding.primary.span.file).name;
            let name = visible(name.strip_prefix("./").unwrap_or(name));
            let mut expected =
                vec![("file", name), ("line", start.line.to_string()), ("endLine", end.line.to_string())];
            if start.line == end.line {
                expected.push(("col", start.column.to_string()));
                expected.push(("endColumn", end.column.to_string()));
            }
            expected.push(("title", finding.rule.name.to_owned()));
            let properties: Vec<_> =
                command.properties.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
            assert_eq!(properties, expected);
            let (message, help) = match command.data.split_once("\nhelp: ") {
                Some((message, help)) => (message, Some(help)),
                None => (command.data.as_str(), None),
            };
            assert!(is_shown_as(&finding.message, message), "{message}");
            assert_eq!(finding.help.is_some(), help.is_some());
            assert!(finding.help.iter().zip(help).all(|(help, shown)| is_shown_as(help, shown)), "{help:?}");
            // The runner cuts longer ones.
            assert!(command.data.chars().count() < 4096);
        }
    }
    let lines = github::report(&many().found, &many().sources);
    assert!(
        lines.ends_with("; not annotated, because GitHub shows 10 per level: 4 errors, 3 warnings, 3 infos\n"),
        "{lines}"
    );
}

#[test]
fn gitlab_gets_its_documented_fields_and_no_fingerprint_twice() {
    for case in cases() {
        let report: Value = serde_json::from_str(&gitlab::report(&case.found, &case.sources)).expect("it is JSON");
        let violations = report.as_array().expect("it is an array");
        assert_eq!(violations.len(), case.found.len());
        let mut fingerprints = BTreeSet::new();
        for (violation, finding) in violations.iter().zip(&case.found) {
            let keys: Vec<&String> = violation.as_object().expect("it is an object").keys().collect();
            assert_eq!(keys, ["description", "check_name", "fingerprint", "severity", "location"]);
            assert_eq!(violation["check_name"], finding.rule.name);
            assert_eq!(violation["severity"], ["major", "minor", "info"][finding.level as usize]);
            let (start, _) = case.sources.locate(finding.primary.span);
            assert_eq!(violation["location"]["lines"], serde_json::json!({ "begin": start.line }));
            let path = violation["location"]["path"].as_str().expect("it is a text");
            let name = &case.sources.get(finding.primary.span.file).name;
            assert_eq!(path, visible(name.strip_prefix("./").unwrap_or(name)));
            let description = violation["description"].as_str().expect("it is a text");
            let begin: String = visible(&finding.message).chars().take(900).collect();
            assert!(description.starts_with(&begin) && description.chars().count() < 2100, "{description}");
            assert!(fingerprints.insert(violation["fingerprint"].to_string()), "twice: {violation}");
        }
    }
}

/// A text of SARIF as a reader shows it; a link or a placeholder in it would be one that groma did not write.
fn unescaped(text: &str) -> String {
    let (mut shown, mut rest) = (String::new(), text.chars());
    while let Some(c) = rest.next() {
        match c {
            '\\' => shown.push(rest.next().expect("a backslash stands before something")),
            '{' | '}' => {
                assert_eq!(rest.next(), Some(c), "a single brace in {text}");
                shown.push(c);
            }
            '[' | ']' => panic!("a bracket in {text}"),
            _ => shown.push(c),
        }
    }
    shown
}

#[test]
fn sarif_points_at_each_place_and_holds_no_link_of_a_file() {
    for case in cases() {
        let report: Value = serde_json::from_str(&sarif::report(&case.found, &case.sources, &rules())).expect("JSON");
        let run = &report["runs"][0];
        let described = run["tool"]["driver"]["rules"].as_array().expect("rules are there");
        assert!(described.len() >= rules().len());
        let results = run["results"].as_array().expect("results are there, if none");
        assert_eq!(results.len(), case.found.len());
        let mut fingerprints = BTreeSet::new();
        for (result, finding) in results.iter().zip(&case.found) {
            let index = result["ruleIndex"].as_u64().expect("it is a number") as usize;
            assert_eq!(described[index]["id"], finding.rule.name);
            assert_eq!(result["ruleId"], finding.rule.name);
            assert_eq!(result["level"], ["error", "warning", "note"][finding.level as usize]);
            assert!(fingerprints.insert(result["partialFingerprints"].to_string()));
            let links: Vec<String> = finding.related.iter().enumerate().map(|(at, _)| format!("]({at}))")).collect();
            let message = result["message"]["text"].as_str().expect("it is a text");
            let own = match links.is_empty() {
                true => message,
                false => message.split(" ([").next().expect("a split has a part"),
            };
            assert!(links.iter().all(|link| message.contains(link)), "{message}");
            let begin: String = visible(&finding.message).chars().take(900).collect();
            assert!(unescaped(own).starts_with(&begin), "{message}");
            let related = result["relatedLocations"].as_array().cloned().unwrap_or_default();
            assert_eq!(related.len(), finding.related.len() + usize::from(finding.rendered.is_some()));
            for location in related.iter().chain([&result["locations"][0]]) {
                let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("it is a text");
                let relative = uri.strip_prefix("file:///").unwrap_or(uri);
                assert!(
                    relative.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-._~/".contains(&byte)),
                    "{uri}"
                );
            }
        }
    }
}

#[test]
fn sarif_and_junit_describe_the_documented_rules() {
    let (found, sources) = (Vec::new(), Sources::default());
    let shown = |format| report(format, &found, &sources, &Style::PLAIN);
    let log: Value = serde_json::from_str(&shown(Format::Sarif)).expect("it is JSON");
    let tests = readers::xml(&shown(Format::JUnit));
    let rules = all();
    let described = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(described.len(), rules.len());
    for rule in described {
        let texts = ["shortDescription", "fullDescription"].map(|name| rule[name]["text"].as_str().unwrap_or_default());
        assert!(texts.iter().all(|text| !text.is_empty() && text.chars().count() <= 1024), "GitHub refuses {rule}");
    }
    assert_eq!(tests.attribute("tests"), rules.len().to_string());
    assert_eq!((tests.attribute("failures"), tests.children.len()), ("0", rules.len()));
}

#[test]
fn junit_has_a_test_for_each_finding_and_each_clean_rule() {
    for case in cases() {
        let suites = readers::xml(&junit::report(&case.found, &case.sources, &rules()));
        let (mut findings, mut names) = (0, BTreeSet::new());
        for suite in &suites.children {
            let rule = suite.attribute("name");
            let mut expected = case.found.iter().filter(|finding| finding.rule.name == rule);
            let failed = |name: &str| {
                let children = suite.children.iter().flat_map(|test| &test.children);
                children.filter(|child| child.name == name).count().to_string()
            };
            assert_eq!(suite.attribute("tests"), suite.children.len().to_string());
            assert_eq!(suite.attribute("failures"), failed("failure"));
            assert_eq!(suite.attribute("skipped"), failed("skipped"));
            for test in &suite.children {
                assert!(names.insert((rule.to_owned(), test.attribute("name").to_owned())), "twice: {test:?}");
                assert_eq!(test.attribute("classname"), rule);
                let Some(finding) = expected.next() else {
                    assert_eq!((test.attribute("name"), test.children.len()), ("no findings", 0));
                    continue;
                };
                findings += 1;
                assert_case(test, finding, &case.sources);
            }
        }
        assert_eq!(findings, case.found.len());
        let is_clean = |rule: &&&Rule| case.found.iter().all(|finding| finding.rule != **rule);
        let clean = rules().iter().filter(is_clean).count();
        assert_eq!(suites.attribute("tests"), (findings + clean).to_string());
    }
}

fn assert_case(test: &Element, finding: &Diagnostic, sources: &Sources) {
    let (start, _) = sources.locate(finding.primary.span);
    assert_eq!(test.attribute("line"), start.line.to_string());
    let [result] = test.children.as_slice() else { panic!("not one result: {test:?}") };
    assert_eq!(result.name, if finding.level == Level::Info { "skipped" } else { "failure" });
    assert_eq!(result.attribute("type"), finding.level.name());
    // Noncharacters cannot stand in XML.
    let expected = finding.message.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    assert!(is_shown_as(&expected, result.attribute("message")), "{result:?}");
    assert!(result.text.starts_with(&format!("{}[{}]: ", finding.level.name(), finding.rule.name)), "{}", result.text);
}

#[test]
fn markdown_shows_all_text_of_files_in_code_blocks() {
    for case in cases() {
        let page = markdown::report(&case.found, &case.sources);
        let (outside, inside) = readers::fenced(&page);
        for line in &outside {
            let own = line.strip_prefix("### groma: ").or_else(|| line.strip_prefix("<summary>")).unwrap_or(line);
            let words = own.replace("<code>", "").replace("</code></summary>", "");
            let plain = |c: char| c.is_ascii_alphanumeric() || " ,:-".contains(c);
            let fixed = ["", "<details>", "</details>"].contains(line);
            assert!(fixed || words.chars().all(plain), "{}: {line}", case.name);
        }
        let shown: Vec<&&str> = inside.iter().filter(|line| line.starts_with("--> ")).collect();
        assert_eq!(shown.len(), case.found.len());
        assert!(inside.iter().all(|line| line.starts_with("--> ") || line.starts_with("    help: ")), "{inside:?}");
        for finding in &case.found {
            let begin: String = visible(&finding.message).chars().take(390).collect();
            assert!(shown.iter().any(|line| line.contains(&format!(": {begin}"))), "{}", finding.message);
        }
    }
}

#[test]
fn a_long_page_says_what_it_leaves_out() {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", "a: 1\n");
    let finding = |number: usize| {
        let rule = [&UNKNOWN_TEAM, &UNDEFINED_VARIABLE][number % 2];
        rule.at(Span::new(file, 0..1), format!("number {number} {}", "x".repeat(200)))
    };
    let found: Vec<_> = (0..1000).map(finding).collect();
    let page = markdown::report(&found, &sources);
    let shown = page.lines().filter(|line| line.starts_with("--> ")).count();
    assert!(page.len() <= 60_000 && page.len() > 59_000, "{}", page.len());
    assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
    let last = format!("\n{} findings left out to keep the page under 60000 bytes.\n", 1000 - shown);
    assert!(page.ends_with(&last), "{}", page.lines().next_back().unwrap_or_default());
}

const SMALL: &str = "\
apiVersion: groma/v1
platform:
  name: acme
  owner: taem-a
  git: { provider: gitlab, host: gitlab.example.com, group: idp }
  registry: registry.example.com/idp
  labels: idp.example.org
environments: { production: { domain: prod.example.com, kubernetes: \"1.34\" } }
teams: { team-a: { title: on } }
";

#[test]
fn a_file_gets_the_bytes_that_stdout_gets_and_several_are_written_at_once() {
    let scratch = Scratch::new("formats");
    scratch.write("platform.yaml", SMALL);
    let formats = ["human", "json", "sarif", "gitlab", "github", "junit", "markdown"];
    let files = formats.map(|format| format!("--format={format}=out.{format}"));
    let mut arguments = vec!["check"];
    arguments.extend(files.iter().map(String::as_str));
    assert_eq!(groma(scratch.path(), &arguments), (String::new(), String::new(), 1));
    for format in formats {
        let (out, _, code) = groma(scratch.path(), &["check", "--format", format]);
        let file = fs::read_to_string(scratch.path().join(format!("out.{format}"))).expect("it was written");
        assert!(code == 1 && out == file && !out.is_empty(), "{format}");
    }
    assert_eq!(crate::golden::listed(scratch.path()).len(), 1 + formats.len());
}

#[test]
fn two_reports_for_one_place_are_refused_before_anything_is_read() {
    let scratch = Scratch::new("places");
    for (formats, place) in [
        (["--format=human", "--format=json"], "stdout"),
        (["--format=json=a.json", "--format=sarif=./a.json"], "`./a.json`"),
        (["--format=json=none/a.json", "--format=sarif=none/a.json"], "`none/a.json`"),
    ] {
        let (out, err, code) = groma(scratch.path(), &["check", formats[0], formats[1]]);
        assert_eq!((out.as_str(), code), ("", 2));
        assert!(err.starts_with(&format!("error: two reports for {place}\n")) && err.contains("help: "), "{err}");
    }
    assert!(crate::golden::listed(scratch.path()).is_empty());
}

#[test]
fn a_report_that_cannot_be_written_ends_with_two_and_its_path() {
    let scratch = Scratch::new("unwritable");
    scratch.write("platform.yaml", SMALL);
    let (_, err, code) = groma(scratch.path(), &["check", "--format", "sarif=none/groma.sarif"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: cannot write `none/groma.sarif`: no such file or folder\n"), "{err}");
    let (_, err, code) = groma(scratch.path(), &["check", "--format", "sarif="]);
    assert!(code == 2 && err.contains("missing file name after `=`"), "{err}");
}

#[test]
fn findings_fail_the_command_from_the_level_that_was_named() {
    let scratch = Scratch::new("fail-on");
    scratch.write("platform.yaml", &SMALL.replace("taem-a", "team-a"));
    let (out, _, code) = groma(scratch.path(), &["check"]);
    assert!(code == 0 && out.ends_with("warning: 1 warning in 1 file\n"), "{out}");
    for (level, expected) in [("error", 0), ("warning", 1), ("info", 1)] {
        let (shown, _, code) = groma(scratch.path(), &["check", "--fail-on", level]);
        assert_eq!((shown, code), (out.clone(), expected), "{level}");
    }
    scratch.write("platform.yaml", SMALL);
    assert_eq!(groma(scratch.path(), &["check", "--fail-on", "error"]).2, 1);
    assert_eq!(groma(scratch.path(), &["check", "--fail-on", "never"]).2, 2);
}
