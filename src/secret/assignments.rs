//! Strings that give a value to the name of a secret: `Password=..;`, `{"token":".."}`, `--api-key ..`.
//!
//! For values of YAML, which are hidden whole: what stands in programs is hidden by `mask`.

use std::ops::Range;

use super::names::{calls_a_secret, is_reference};

/// What is said about a secret in its place.
const WORDS: [&str; 7] = ["true", "false", "required", "optional", "none", "null", "string"];

/// The name of a secret and the value given to it.
pub(crate) struct Assignment {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// Where names of secrets get values in a string.
pub(crate) fn assignments(text: &str) -> impl Iterator<Item = Assignment> + '_ {
    text.match_indices(['=', ':', ' ']).filter_map(|(at, sign)| {
        // Looking back from each blank of a long row would take the square of its length.
        if sign == " " && !text[..at].ends_with(is_part) {
            return None;
        }
        let before = text[..at].trim_end_matches([' ', '\t', '"', '\'', '\\']);
        let name = before.trim_end_matches(is_part).len()..before.len();
        let after = &text[at + 1..];
        let gives = match sign {
            " " => before[name.clone()].starts_with("--") && !after.starts_with('-'),
            // `a == b`, `Token::new`, `token://`.
            _ if after.starts_with(['=', ':']) || after.starts_with("//") => false,
            // `tools/token:1.2` is an image, `..:secret:name` the address of a secret.
            ":" if before.len() == at && !after.starts_with([' ', '\t', '"', '\'', '\\']) => {
                !before[..name.start].ends_with(['/', ':'])
            }
            _ => true,
        };
        let value = (gives && calls_a_secret(&before[name.clone()])).then(|| value(text, at + 1))??;
        Some(Assignment { name, value })
    })
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The value behind a sign, if it must not be shown.
fn value(text: &str, from: usize) -> Option<Range<usize>> {
    let after = text[from..].trim_start_matches([' ', '\t', '"', '\'', '\\']);
    // Templates have blanks and quotes within.
    if is_reference(after.get(..2).unwrap_or(after)) && after.starts_with(['$', '<', '%', '{']) {
        return None;
    }
    let value = after.split([';', '&', '"', '\'', '\\']).next().unwrap_or_default();
    let value = value.split(char::is_whitespace).next().unwrap_or_default();
    let word = value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let in_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/._-".contains(c);
    let is_path = value.starts_with(['/', '.']) && value.contains('/') && value.chars().all(in_path);
    let hidden = value.chars().count() >= 4 && !WORDS.contains(&word) && !is_path && !is_reference(value);
    let start = text.len() - after.len();
    hidden.then_some(start..start + value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_names_in_a_text_are_secrets() {
        for text in [
            "Server=db;User Id=sa;Password=SEKRET16pw;",
            r#"{"password":"SEKRET26"}"#,
            r#"{ "password" : "SEKRET26" }"#,
            r#"{\"password\":\"SEKRET26\"}"#,
            "psql --password=SEKRET29",
            "x-api-key: SEKRET28abc",
            "PASSWORD=SEKRET9",
            "PGPASSWORD=SEKRET9",
            "DB_PASS=SEKRET9",
            "db: { pass: SEKRET }",
            "user=app password=SEKRET",
            "export API_TOKEN=SEKRET",
            "AccountKey=abc==;EndpointSuffix=core.example.com",
            "tool --api-key SEKRET",
            "tool --api-key 'SEKRET'",
            "a: 1\npassword: hunter\nb: 2",
            "password=${X},token=SEKRET",
            "token=/aB3dEf",
            "Zugang für äöü: token=SEKRET",
        ] {
            assert!(assignments(text).next().is_some(), "{text}");
        }
    }

    #[test]
    fn words_references_and_other_names_stay_readable() {
        for text in [
            "Basic plan",
            "Bearer of news",
            "MONKEY=business",
            "TOKEN_TTL=3000",
            "https://x.example.com/?key=name",
            "password: required",
            "automountServiceAccountToken: false",
            "password=${VAR} --token=$(VAR)",
            "password: {{ .Values.password }}",
            r#"{"password":{{ .password | toJson }}}"#,
            r#"{"password":{"type":"string"}}"#,
            "--token <token> --secret",
            "--token --verbose",
            "TOKEN=/run/secrets/token1",
            "token=vault:idp/a#token",
            "existingSecret: database",
            "clientSecret:\n  name: database",
            "tools/token:1.2.3",
            "arn:aws:secretsmanager:eu:1:secret:orders",
            "if token == \"none\"",
            "a secret of the team",
        ] {
            assert!(assignments(text).next().is_none(), "{text}");
        }
    }
}
