//! Values that are certainly secrets: a finding must be right, while a plan hides whatever is in doubt.

use super::assignments::{Assignment, assignments};
use super::names::{calls_a_secret, is_reference};
use super::token_patterns::{Form, Found, secrets_in};

/// What a value gives away, if anything; the value itself is never shown.
pub(crate) fn exposed(name: &str, value: &str) -> Option<Form> {
    if value.len() < 6 {
        return None;
    }
    let certain = |found: &Found| match found.form {
        Form::PrivateKey => true,
        Form::Address => is_written_out(&value[found.range.clone()]),
        Form::Token | Form::Value => found.range.len() >= 6 && is_written_out(&value[found.range.clone()]),
    };
    let found = secrets_in(value).into_iter().find(certain).map(|found| found.form);
    found.or_else(|| {
        let named = calls_a_secret(name) && !names_an_object(name, value) && is_written_out(value);
        let given = || assignments(value).any(|given| is_certain(value, &given));
        (named || given()).then_some(Form::Value)
    })
}

/// How many bytes on either side of an assignment tell whether it fills its line: more than any indentation.
const AROUND: usize = 256;

/// Whether an assignment inside a longer string is no program at work and no sentence.
fn is_certain(text: &str, Assignment { name, value }: &Assignment) -> bool {
    // A line may be as long as the string: to look at all of it each time would take the square of its length.
    let begin = text.floor_char_boundary(name.start.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((value.end + AROUND).min(text.len()));
    let line = text[begin..value.start].rsplit('\n').next().unwrap_or_default();
    let after = text[value.end..end].lines().next().unwrap_or_default();
    let (name, value) = (&text[name.clone()], &text[value.clone()]);
    let before = line.trim_start().trim_start_matches("- ").trim_start_matches("export ");
    let fills_line = before.starts_with(name) && after.trim().is_empty() && !value.contains('.');
    let looks_written = line.ends_with(['"', '\'']) || value.contains(|c: char| c.is_ascii_digit()) || fills_line;
    looks_written
        && value.len() >= 6
        && is_written_out(value)
        && !value.contains(['(', ')', '[', ']', '{', '}', '<', '>', ','])
        && !calls_a_secret(value)
        && !names_an_object(name, value)
}

/// Whether the value is more likely the name of an object or of a key than a secret: `imagePullSecret: orders`.
fn names_an_object(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let often = ["secret", "secrets", "credential", "credentials"].iter().any(|word| lower.ends_with(word))
        || ["encryption", "signing", "ssh", "license", "master", "account", "auth"].iter().any(|word| {
            lower.strip_suffix("key").is_some_and(|before| before.trim_end_matches(['-', '_', '.']).ends_with(word))
        });
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'/');
    let random =
        value.len() >= 16 && !value.contains(['-', '.', '/']) && value.bytes().any(|byte| byte.is_ascii_digit());
    often && value.bytes().all(is_part) && !random
}

/// Whether a value is no placeholder, reference, path, address, number or switch.
fn is_written_out(value: &str) -> bool {
    let is_place = value.starts_with(['/']) || value.starts_with("./") || value.contains("://");
    let is_hidden = value.chars().all(|c| c == '*' || c == 'x' || c == 'X' || c == '.' || c.is_ascii_digit());
    let mut last = value.chars().rev().take(6);
    let is_row = value.len() > 6 && last.next().is_some_and(|first| last.all(|c| c == first));
    let lower = value.to_ascii_lowercase();
    let is_filler =
        ["changeme", "change-me", "placeholder", "example", "redacted", "todo"].iter().any(|word| lower.contains(word));
    !is_reference(value) && !is_place && !is_hidden && !is_row && !is_filler && !value.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_of_assignments_is_looked_at_once() {
        let line = "\"token\":\"ab(cd\",".repeat(100_000);
        assert_eq!(exposed("app.json", &line), None);
        assert_eq!(exposed("app.json", &format!("{line}\"token\":\"correct0horse\"")), Some(Form::Value));
    }

    #[test]
    fn secrets_are_told_from_what_is_about_them() {
        for (name, value) in [
            ("DATABASE_PASSWORD", "correct-horse"),
            ("apiKey", "a8f5f167f44f4964e6c998dee827110c"),
            ("URL", "postgres://orders:correct-horse@db.example.com/orders"),
            ("x", "glpat-abcdefghijklmnopqrst"),
            ("x", "hvs.CAESIJ0abcdefghijklmnop"),
            ("x", "npm_0123456789abcdefghijABCDEFGHIJ012345"),
            ("x", "sk-ant-api03-abcdefghijklmnop0123"),
            ("PGPASSWORD", "correct-horse"),
            ("DB_PASS", "correct-horse"),
            ("pass", "correct-horse"),
            ("SALT", "correct-horse"),
            ("clientSecret", "a8f5f167f44f4964e6c998dee827110c"),
            ("dockerconfigjson", "eyJhdXRocyI6e319"),
            ("settings.xml", "<server>\n  <password>correct-horse</password>\n</server>"),
            ("run.sh", "mysql -u orders -pcorrect-horse orders"),
            ("run.sh", "docker login -u orders -p correct-horse registry.example.com"),
            ("app.env", "A=b\nDB_PASS=correct-horse\n"),
            ("app.yaml", "db:\n  password: correct-horse\n"),
            ("JDBC", "Server=db;User Id=sa;Password=correct0horse;"),
            ("app.json", r#"{"apiToken":"correct-horse"}"#),
        ] {
            assert!(exposed(name, value).is_some(), "{name}: {value}");
        }
        for (name, value) in [
            ("secretName", "orders-database"),
            ("passwordKey", "password"),
            ("TOKEN_URL", "https://login.example.com/token"),
            ("PASSWORD", "$(DATABASE_PASSWORD)"),
            ("PASSWORD_FILE", "/run/secrets/password"),
            ("password", "******"),
            ("secretStore", "vault-backend"),
            ("existingSecret", "orders-database"),
            ("accessKey", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders"),
            ("pullSecret", "idp/platform/pull-secret"),
            ("URL", "postgres://orders:$(PASSWORD)@db.example.com/orders"),
            ("credentials", "orders-database"),
            ("encryptionKey", "alias/orders-2"),
            ("x", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            ("nginx.conf", "location / { proxy_pass: http://orders; }"),
            ("app.py", "client = Client(token=token, password=settings.password)"),
            ("app.py", "self.token = read_token(path)\npassword: str = None"),
            ("README", "Ask your team for the token: whoever is on call has it."),
            ("app.yaml", "auth:\n  existingSecret: orders-database\n  secretKey: DATABASE_PASSWORD\n"),
            ("run.sh", "mysql -p orders\nmkdir -p/var/lib/orders\nssh -p 2222 login"),
        ] {
            assert_eq!(exposed(name, value), None, "{name}: {value}");
        }
    }
}
