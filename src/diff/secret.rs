//! What must not be shown: values of Secrets, values whose key calls them a secret, and texts that look like one.
//!
//! A reference to a secret (a path, a name, a variable) is no secret. Where that is in doubt, the value is hidden.

use super::Identity;
use super::form::secret_in;
use super::given::gives_a_secret;
use crate::yaml::node::{Node, Value};

/// Stands for a hidden value inside one that is shown.
pub(crate) const MASK: &str = "(secret)";

/// What is hidden at a place in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything is shown.
    Open,
    /// The document itself, and what it is.
    Document(Category),
    /// Somewhere below; keys and texts decide.
    Below(Category),
    /// The key calls it a secret: plain values are, and those of a list or mapping of plain values.
    Called,
    /// Everything from here on.
    Hidden,
}

/// What a document is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Secret,
    /// It holds references to secrets only.
    Reference,
    Other,
}

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
/// Fields below a secret that say where it is, or what it is about.
const REFERENCES: [&str; 22] = [
    "name",
    "namespace",
    "key",
    "keys",
    "path",
    "property",
    "version",
    "kind",
    "type",
    "title",
    "description",
    "format",
    "pattern",
    "store",
    "provider",
    "from",
    "optional",
    "field",
    "items",
    "aud",
    "engine",
    "$ref",
];
impl Scope {
    /// Where a document begins.
    pub(crate) fn document(identity: Option<&Identity>) -> Self {
        let sort = identity.map_or(Category::Other, |object| match (object.group.as_str(), object.kind.as_str()) {
            ("", "Secret") => Category::Secret,
            ("external-secrets.io", _) => Category::Reference,
            _ => Category::Other,
        });
        Self::Document(sort)
    }

    /// The scope of what stands under `key` of a mapping.
    pub(crate) fn key(self, key: &str, mapping: &Node<'_>) -> Self {
        match self {
            Self::Open | Self::Hidden => self,
            Self::Document(Category::Secret) if matches!(key, "data" | "stringData") => Self::Hidden,
            // What the API server remembers of the Secret is the Secret.
            Self::Below(Category::Secret) if key == "kubectl.kubernetes.io/last-applied-configuration" => Self::Hidden,
            Self::Called if REFERENCES.contains(&key) => Self::Below(Category::Other),
            Self::Called => Self::Called,
            Self::Document(Category::Reference) | Self::Below(Category::Reference) => Self::Below(Category::Reference),
            Self::Document(sort) | Self::Below(sort) => {
                let named = || mapping.get("name").and_then(Node::as_str).is_some_and(calls_a_secret);
                if calls_a_secret(key) || (key == "value" && named()) { Self::Called } else { Self::Below(sort) }
            }
        }
    }

    /// The scope of an item of a list.
    pub(crate) fn item(self, item: &Node<'_>) -> Self {
        match (self, &item.value) {
            (Self::Called, Value::Mapping(_)) => Self::Below(Category::Other),
            (Self::Document(sort), _) => Self::Below(sort),
            (scope, _) => scope,
        }
    }

    /// Whether a value must not be shown. Lists and mappings are asked for each of their values.
    pub(crate) fn hides(self, node: &Node<'_>) -> bool {
        match (self, &node.value) {
            (Self::Open, _) | (_, Value::Sequence(_) | Value::Mapping(_)) => false,
            (Self::Hidden, _) => true,
            (Self::Called, Value::String(text)) => !is_reference(text),
            (Self::Called, Value::Int(_) | Value::Float(_)) => true,
            (_, Value::String(text)) => secret_in(text).is_some() || gives_a_secret(text),
            (_, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Null) => false,
        }
    }
}

/// Whether anything below a value must not be shown.
pub(crate) fn holds(node: &Node<'_>, scope: Scope) -> bool {
    match &node.value {
        Value::Mapping(entries) => entries.iter().any(|entry| holds(&entry.value, scope.key(&entry.key.text, node))),
        Value::Sequence(items) => items.iter().any(|item| holds(item, scope.item(item))),
        _ => scope.hides(node),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    fn hidden(text: &str) -> bool {
        let roots = read(FileId::FIRST, text, &mut Sink::default());
        holds(&roots[0], Scope::document(super::super::document::identity(&roots[0]).as_ref()))
    }

    #[test]
    fn secrets_are_known_by_kind_by_key_and_by_look() {
        for text in [
            "apiVersion: v1\nkind: Secret\ndata: { a: YQ== }",
            "apiVersion: v1\nkind: Secret\nstringData:\n  config: |\n    a: 1",
            "a: [{ adminPassword: x }]",
            "DB_PASSWORD: 1234",
            "env: [{ name: API_TOKEN, value: x }]",
            "secrets: { bank: x }",
            "tokens: [a, b]",
            "clientSecret: x",
            "url: postgres://app:hunter2@db.example.com/app",
            "text: \"see glpat-abcdefghijkl0123 there\"",
            "env: { AUTH: Bearer abcdefabcdef123456 }",
            "env: { HOOK: https://hooks.slack.com/services/T00/B00/XXXX }",
            "key: |\n  -----BEGIN EC PRIVATE KEY-----\n  x",
        ] {
            assert!(hidden(text), "{text}");
        }
    }

    #[test]
    fn references_to_secrets_are_shown() {
        for text in [
            "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ntype: Opaque",
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec: { data: [{ secretKey: PASSWORD }] }",
            "imagePullSecrets: [{ name: registry }]",
            "pullSecret: idp/platform/pull",
            "existingSecret: database",
            "secrets: [{ name: PASSWORD, path: idp/a, key: password }]",
            "passwordSecretRef: { name: a, key: b }",
            "password: \"\"\ntoken: $CI_JOB_TOKEN\nsecret: ${{ secrets.TOKEN }}",
            "automountServiceAccountToken: false",
            "properties: { password: { type: string, description: what you type } }",
            "url: https://app@db.example.com:8080/app",
            "key: value",
            "tokenizer: words",
        ] {
            assert!(!hidden(text), "{text}");
        }
    }
}
