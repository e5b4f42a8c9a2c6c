//! Names of secrets, and values that only stand for one.

/// Words that end the name of a secret.
const WORDS: [&str; 14] = [
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "apikey",
    "privatekey",
    "dsn",
];
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
/// Whether a name is that of a secret.
pub(crate) fn calls_a_secret(name: &str) -> bool {
    if name.is_ascii() && !ends_like_a_secret(name) {
        return false;
    }
    let normalize = normalize(name);
    let Some(last) = normalize.last() else { return false };
    let before = normalize.len().checked_sub(2).map_or("", |at| normalize[at].as_str());
    match last.as_str() {
        "secret" | "secrets" => !NAMED.contains(&before),
        "key" => KEYS.contains(&before),
        word => WORDS.contains(&word),
    }
}

/// Whether a name such as `existingSecret` is that of a field with the name of an object.
pub(crate) fn names_an_object(name: &str) -> bool {
    matches!(normalize(name).as_slice(), [.., before, last] if last == "secret" && NAMED.contains(&before.as_str()))
}

/// Whether the last word of a name may be one of those that call a secret; most names are none at first sight.
fn ends_like_a_secret(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).as_bytes();
    let ends = |word: &str| {
        name.len().checked_sub(word.len()).is_some_and(|at| name[at..].eq_ignore_ascii_case(word.as_bytes()))
    };
    WORDS.into_iter().chain(["secret", "secrets", "key"]).any(ends)
}

/// The words of a name in any of the usual spellings, in lower case.
fn normalize(name: &str) -> Vec<String> {
    let mut normalize = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower) {
            normalize.push(String::new());
        }
        lower = c.is_lowercase() || c.is_ascii_digit();
        if let Some(word) = normalize.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    normalize.retain(|word| !word.is_empty());
    normalize
}

/// Whether a text stands for a secret that is elsewhere, or for none at all.
pub(crate) fn is_reference(text: &str) -> bool {
    let text = text.trim();
    let elsewhere = ["vault:", "ref+", "op://", "file:", "env:", "secret:"];
    !text.contains(char::is_alphanumeric)
        || text.starts_with(['$', '<', '%'])
        || text.contains("{{")
        || text.contains("${")
        || elsewhere.iter().any(|prefix| text.starts_with(prefix))
}
