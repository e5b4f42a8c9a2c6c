//! Names of secrets, and values that only stand for one.

/// How the last word of a secret's name ends, so that `PGPASSWORD` and `htpasswd` are names as well.
const ENDINGS: [&str; 20] = [
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "pwd",
    "dbpass",
    "pgpass",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "apikey",
    "accesskey",
    "accountkey",
    "secretkey",
    "privatekey",
    "dockercfg",
    "dockerconfigjson",
];
/// Last words that call a secret only as a whole: `DB_PASS`, not `bypass`.
const WORDS: [&str; 3] = ["pass", "salt", "dsn"];
/// Words that make a secret of a key behind them.
const KEYS: [&str; 12] = [
    "access",
    "account",
    "api",
    "auth",
    "encryption",
    "hmac",
    "license",
    "master",
    "private",
    "secret",
    "signing",
    "ssh",
];
/// Words before `secret` that make it the name of an object.
const NAMED: [&str; 7] = ["pull", "existing", "tls", "ssl", "ca", "cert", "certificate"];
/// Words before `pass` that make it a directive of nginx, whose value is an address.
const PASSING: [&str; 6] = ["proxy", "fastcgi", "uwsgi", "scgi", "grpc", "memcached"];

/// Whether a name is that of a secret.
pub(crate) fn calls_a_secret(name: &str) -> bool {
    if name.is_ascii() && !ends_like_a_secret(name) {
        return false;
    }
    let words = words(name);
    let Some(last) = words.last() else { return false };
    let before = words.len().checked_sub(2).map_or("", |at| words[at].as_str());
    match last.as_str() {
        "key" => KEYS.iter().any(|word| before.ends_with(word)),
        "pass" => !PASSING.contains(&before),
        "secret" | "secrets" => !NAMED.contains(&before),
        word => match word.trim_end_matches('s').strip_suffix("secret") {
            Some(stem) => !NAMED.iter().any(|word| stem.ends_with(word)),
            None => WORDS.contains(&word) || ENDINGS.iter().any(|ending| word.ends_with(ending)),
        },
    }
}

/// Whether the last word of a name may be one of those that call a secret; most names are none at first sight.
fn ends_like_a_secret(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).as_bytes();
    let ends = |word: &str| {
        name.len().checked_sub(word.len()).is_some_and(|at| name[at..].eq_ignore_ascii_case(word.as_bytes()))
    };
    ENDINGS.into_iter().chain(WORDS).chain(["key"]).any(ends)
}

/// The words of a name in any of the usual spellings, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower) {
            words.push(String::new());
        }
        lower = c.is_lowercase() || c.is_ascii_digit();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The name of an option that takes the argument after it: `--api-key`, not `--api-key=x`.
pub(crate) fn option(argument: &str) -> Option<&str> {
    let name = argument.strip_prefix('-')?.trim_start_matches('-');
    (!name.contains(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c))).then_some(name)
}

/// Whether a string stands for a secret that is elsewhere, or for none at all.
pub(crate) fn is_reference(text: &str) -> bool {
    let text = text.trim();
    let elsewhere = ["vault:", "ref+", "op://", "file:", "env:", "secret:", "arn:", "ENC["];
    !text.contains(char::is_alphanumeric)
        || text.starts_with(['$', '<', '%'])
        || text.contains("{{")
        || text.contains("${")
        || elsewhere.iter().any(|prefix| text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_in_every_spelling() {
        for name in [
            "PGPASSWORD",
            "DB_PASS",
            "pass",
            "MYSQL_PWD",
            "htpasswd",
            "SALT",
            ".dockerconfigjson",
            "dockerconfigjson",
            "x-api-key",
            "myapi_key",
            "APIKey",
            "awsaccesskey",
            "AccountKey",
            "clientsecret",
            "spring.datasource.password",
        ] {
            assert!(calls_a_secret(name), "{name}");
        }
        for name in [
            "bypass",
            "proxy_pass",
            "monkey",
            "public_key",
            "imagePullSecrets",
            "pullsecret",
            "tlsSecret",
            "passwordKey",
            "TOKEN_URL",
            "tokenizer",
            "basalt",
        ] {
            assert!(!calls_a_secret(name), "{name}");
        }
    }
}
