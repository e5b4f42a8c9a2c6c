//! What looks like a password, a token or a key.

/// How the names of secret values end.
const WORDS: [&str; 15] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "privatekey",
    "private_key",
    "private-key",
    "secret_key",
    "secretkey",
    "accesskey",
    "access_key",
];
/// How the tokens of well-known services begin, and how long one is at least.
const TOKENS: [(&str, usize); 14] = [
    ("AKIA", 20),
    ("ghp_", 40),
    ("gho_", 40),
    ("ghu_", 40),
    ("ghs_", 40),
    ("ghr_", 40),
    ("github_pat_", 40),
    ("glpat-", 26),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxa-", 20),
    ("AIza", 39),
    ("https://hooks.slack.com/services/", 40),
    ("sk_live_", 24),
];

/// What a value gives away, if anything; the value itself is never shown.
pub(crate) fn fault(name: &str, value: &str) -> Option<&'static str> {
    if value.len() < 6 {
        return None;
    }
    if value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let is_one = |(start, length): &(&str, usize)| value.starts_with(start) && value.len() >= *length && is_word(value);
    if TOKENS.iter().any(is_one) || is_jwt(value) {
        return Some("a token");
    }
    if has_password(value) {
        return Some("an address with a password");
    }
    (is_secret_name(name, value) && is_written_out(value)).then_some("a value that should be secret")
}

fn is_word(value: &str) -> bool {
    !value.contains(char::is_whitespace)
}

fn is_jwt(value: &str) -> bool {
    let mut parts = value.split('.');
    let is_part = |part: Option<&str>| part.is_some_and(|part| part.starts_with("eyJ") && part.len() > 16);
    is_part(parts.next()) && is_part(parts.next()) && parts.next().is_some() && is_word(value)
}

/// `scheme://user:password@host`.
fn has_password(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#', ' ', '\n', '"']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
    user.is_some_and(|(_, password)| !password.is_empty() && is_written_out(password))
}

/// Whether a name such as `DATABASE_PASSWORD` is that of a secret; `imagePullSecret: orders` names an object.
fn is_secret_name(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'/');
    let names_object = lower.ends_with("secret") && value.bytes().all(is_name);
    WORDS.iter().any(|word| lower.ends_with(word)) && !names_object
}

/// Whether a value is no placeholder, reference, path, number or switch.
fn is_written_out(value: &str) -> bool {
    let begins = ["$", "{{", "<", "/", "./", "ENC[", "arn:", "vault:", "ref+", "secret:", "http://", "https://", "%"];
    let is_reference =
        begins.iter().any(|begin| value.starts_with(begin)) || value.contains("${") || value.contains("{{");
    let is_hidden = value.chars().all(|c| c == '*' || c == 'x' || c == 'X' || c == '.' || c.is_ascii_digit());
    let lower = value.to_ascii_lowercase();
    let is_filler =
        ["changeme", "change-me", "placeholder", "example", "redacted", "todo"].iter().any(|word| lower.contains(word));
    !is_reference && !is_hidden && !is_filler && is_word(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_what_is_about_them() {
        assert!(fault("DATABASE_PASSWORD", "correct-horse").is_some());
        assert!(fault("apiKey", "a8f5f167f44f4964e6c998dee827110c").is_some());
        assert!(fault("URL", "postgres://orders:correct-horse@db.example.com/orders").is_some());
        assert!(fault("x", "glpat-abcdefghijklmnopqrst").is_some());
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
        ] {
            assert_eq!(fault(name, value), None, "{name}");
        }
    }
}
