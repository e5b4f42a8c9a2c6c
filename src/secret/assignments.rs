//! Texts that give a value to the name of a secret: `Password=..;`, `{"token":".."}`, `--api-key ..`.
//!
//! For values of YAML, which are hidden whole: what stands in programs is judged by `mask`.

use super::names::{is_reference, names_an_object};

/// What names of secrets end in, in lower case and without `-` and `_`.
const NAMES: [&str; 9] =
    ["password", "passwd", "pwd", "secret", "token", "apikey", "accountkey", "accesskey", "privatekey"];
/// What is said about a secret in its place.
const WORDS: [&str; 7] = ["true", "false", "required", "optional", "none", "null", "string"];

/// Whether any name of a secret gets a value in a text.
pub(crate) fn gives_a_secret(text: &str) -> bool {
    text.match_indices(['=', ':', ' ']).any(|(at, sign)| {
        // Looking back from each blank of a long row would take the square of its length.
        if sign == " " && !text[..at].ends_with(is_part) {
            return false;
        }
        let before = text[..at].trim_end_matches([' ', '\t', '"', '\'', '\\']);
        let name = &before[before.trim_end_matches(is_part).len()..];
        let after = &text[at + 1..];
        let gives = match sign {
            " " => name.starts_with("--") && !after.starts_with('-'),
            // `a == b`, `Token::new`, `token://`.
            _ if after.starts_with(['=', ':']) || after.starts_with("//") => false,
            // `tools/token:1.2` is an image, `..:secret:name` the address of a secret.
            ":" if before.len() == at && !after.starts_with([' ', '\t', '"', '\'', '\\']) => {
                !before[..at - name.len()].ends_with(['/', ':'])
            }
            _ => true,
        };
        gives && is_name(name) && is_value(after)
    })
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn is_name(name: &str) -> bool {
    let plain = name.replace(['-', '_'], "").to_ascii_lowercase();
    NAMES.iter().any(|end| plain.ends_with(end)) && !names_an_object(name)
}

/// Whether what stands behind the sign begins with a value that must not be shown.
fn is_value(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\t', '"', '\'', '\\']);
    // Templates have blanks and quotes within.
    if is_reference(after.get(..2).unwrap_or(after)) && after.starts_with(['$', '<', '%', '{']) {
        return false;
    }
    let value = after.split([';', '&', '"', '\'', '\\']).next().unwrap_or_default();
    let value = value.split(char::is_whitespace).next().unwrap_or_default();
    let word = value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let in_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/._-".contains(c);
    let is_path = value.starts_with(['/', '.']) && value.contains('/') && value.chars().all(in_path);
    value.chars().count() >= 4 && !WORDS.contains(&word) && !is_path && !is_reference(value)
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
            assert!(gives_a_secret(text), "{text}");
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
            assert!(!gives_a_secret(text), "{text}");
        }
    }
}
