//! Lines of a file with the secrets in them masked.

use std::borrow::Cow;
use std::ops::Range;

use super::names::{calls_a_secret, is_reference};
use super::token_patterns::secrets_in;
use crate::path::{extension, file_name};

/// Stands for a hidden value inside one that is shown.
pub(crate) const MASK: &str = "(secret)";

/// How the lines of a file give values to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// `NAME=value`, all of it the value.
    Settings,
    /// A value stands between quotes; anything else is a program at work.
    Code,
    /// A value stands between quotes, or alone behind the name; anything else is a sentence.
    Prose,
    /// YAML, of which the values were judged by structure: only the comments are looked at.
    Comments,
}

impl Manner {
    /// The manner of a file by its name.
    pub(crate) fn of(path: &str) -> Self {
        let name = file_name(path);
        match extension(path) {
            _ if name.starts_with(".env") => Self::Settings,
            "env" | "properties" | "ini" | "cfg" | "conf" | "toml" | "tfvars" => Self::Settings,
            "md" | "markdown" | "rst" | "adoc" | "txt" => Self::Prose,
            _ => Self::Code,
        }
    }
}

/// The lines with what is secret in them replaced.
pub(crate) fn masked<'t>(lines: &[&'t str], manner: Manner) -> Vec<Cow<'t, str>> {
    let mut inside_key = false;
    let one = |line: &&'t str| {
        let begins = line.contains("-----BEGIN ") && line.contains("PRIVATE KEY-----");
        if begins || inside_key {
            inside_key = !line.contains("-----END ");
            let whole = 0..line.trim_end_matches(['\r', '\n']).len();
            return Cow::Owned(replaced(line, vec![whole]));
        }
        let mut found: Vec<_> = secrets_in(line).into_iter().map(|found| found.range).collect();
        found.extend(assigned(line, manner));
        if found.is_empty() { Cow::Borrowed(*line) } else { Cow::Owned(replaced(line, found)) }
    };
    lines.iter().map(one).collect()
}

/// Whether anything in a text is secret.
pub(crate) fn hides(text: &str, manner: Manner) -> bool {
    let lines = text.lines().filter(|line| manner != Manner::Comments || line.contains('#'));
    masked(&lines.collect::<Vec<_>>(), manner).iter().any(|line| matches!(line, Cow::Owned(_)))
}

/// The line without the ranges, which may overlap.
fn replaced(line: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let (mut made, mut from) = (String::new(), 0);
    for range in ranges {
        if range.start >= from {
            made.push_str(&line[from..range.start]);
            made.push_str(MASK);
        }
        from = range.end.max(from);
    }
    made + &line[from..]
}

/// Where a line gives a value to a name that calls it a secret.
fn assigned(line: &str, manner: Manner) -> Option<Range<usize>> {
    let from = match manner {
        Manner::Comments => line.find('#')?,
        Manner::Settings | Manner::Code | Manner::Prose => 0,
    };
    let signs = line[from..].match_indices(['=', ':']).map(|(at, _)| from + at);
    signs.filter_map(|at| value(line, at, manner)).next()
}

/// The value behind the sign at `at`, if the name before it calls it a secret.
fn value(line: &str, at: usize, manner: Manner) -> Option<Range<usize>> {
    let before = line[..at].trim_end_matches([' ', ':', '"', '\'', '*', '`']);
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = &before[before.trim_end_matches(part).len()..];
    if line[at + 1..].starts_with(['=', '/']) || !calls_a_secret(name) {
        return None;
    }
    let (marks, ends): (&[char], &[char]) = match manner {
        Manner::Prose => (&[' ', '*', '`', '|'], &[' ', '*', '`', '|']),
        Manner::Settings | Manner::Code | Manner::Comments => (&[' ', '='], &[]),
    };
    let rest = line[at + 1..].trim_end().trim_start_matches(marks);
    let start = line.trim_end().len() - rest.len();
    let rest = rest.trim_end_matches(ends);
    let (inner, quoted) = match rest.chars().next()? {
        quote @ ('"' | '\'') => (start + 1..start + 1 + rest[1..].find(quote)?, true),
        _ => (start..start + rest.split(" #").next().map_or(0, |value| value.trim_end().len()), false),
    };
    let text = &line[inner.clone()];
    let alone = !text.contains(' ') && text.len() >= 6 && text.bytes().any(|byte| byte.is_ascii_digit());
    let secret = match manner {
        Manner::Settings => true,
        Manner::Code => quoted,
        Manner::Prose => quoted || alone,
        Manner::Comments => alone,
    };
    (secret && !is_reference(text)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str, manner: Manner) -> String {
        masked(&[line], manner).concat()
    }

    #[test]
    fn values_of_secrets_are_hidden_and_nothing_else() {
        assert_eq!(of("DB_PASSWORD=a b # c\n", Manner::Settings), "DB_PASSWORD=(secret) # c\n");
        assert_eq!(of("export TOKEN=\"abc\"\n", Manner::Settings), "export TOKEN=\"(secret)\"\n");
        assert_eq!(of("TOKEN=\n", Manner::Settings), "TOKEN=\n");
        assert_eq!(of("TOKEN=${CI_JOB_TOKEN}\n", Manner::Settings), "TOKEN=${CI_JOB_TOKEN}\n");
        assert_eq!(of("    password = 'x'  # y\n", Manner::Code), "    password = '(secret)'  # y\n");
        assert_eq!(of("{ \"apiKey\": \"x\" }", Manner::Code), "{ \"apiKey\": \"(secret)\" }");
        assert_eq!(of("token = read_token()\n", Manner::Code), "token = read_token()\n");
        assert_eq!(of("if token == \"none\":\n", Manner::Code), "if token == \"none\":\n");
        assert_eq!(of("db: postgres://a:b@c/d\n", Manner::Code), "db: postgres://a:(secret)@c/d\n");
        assert_eq!(
            of("curl https://a:b@c/?token=d https://e:f@g\n", Manner::Code),
            "curl https://a:(secret)@c/?token=(secret) https://e:(secret)@g\n"
        );
        assert_eq!(of("PASSWORD=https://a:b@c/d\n", Manner::Settings), "PASSWORD=(secret)\n");
        assert_eq!(of("a: 1 # password: hunter22\n", Manner::Comments), "a: 1 # password: (secret)\n");
        assert_eq!(of("- **Password:** `hunter22`\n", Manner::Prose), "- **Password:** `(secret)`\n");
        assert_eq!(of("the token: whoever asks 2 teams\n", Manner::Prose), "the token: whoever asks 2 teams\n");
        assert_eq!(of("<password>hunter</password>\n", Manner::Code), "<password>(secret)</password>\n");
        assert_eq!(of("# the token: see below\n", Manner::Comments), "# the token: see below\n");
        assert_eq!(of("password: hunter22\n", Manner::Comments), "password: hunter22\n");
    }

    #[test]
    fn a_private_key_is_hidden_whole() {
        let lines = ["a\n", "-----BEGIN PRIVATE KEY-----\n", "MIIE\n", "-----END PRIVATE KEY-----\n", "b\n"];
        assert_eq!(masked(&lines, Manner::Code).concat(), "a\n(secret)\n(secret)\n(secret)\nb\n");
    }
}
