//! What must not be shown: values of Secrets, values whose key says they are secret, and strings that look like one.
//!
//! A reference to a secret (a path, a name, a variable) is no secret. Where that is in doubt, the value is hidden.

use crate::object::id::ObjectId;
use crate::secret::assignments::assignments;
use crate::secret::names::{calls_a_secret, is_reference, option};
use crate::secret::token_patterns::secret_in;
use crate::yaml::node::{Node, Value};

/// What is hidden at a place in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrecy {
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
impl Secrecy {
    /// Where a document begins.
    pub(crate) fn document(identity: Option<&ObjectId>) -> Self {
        let sort = identity.map_or(Category::Other, |object| match (&*object.group, &*object.kind) {
            ("", "Secret") => Category::Secret,
            ("external-secrets.io", _) => Category::Reference,
            _ => Category::Other,
        });
        Self::Document(sort)
    }

    /// The secrecy of what stands under `key` of a mapping.
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

    /// The secrecy of an item of a list, which may be the argument of an option before it: `["--api-key", "x"]`.
    pub(crate) fn item(self, items: &[Node<'_>], at: usize) -> Self {
        let before = || items[at.checked_sub(1)?].as_str().and_then(option);
        let is_option = |text: &str| text.starts_with('-');
        match (self, &items[at].value) {
            (Self::Called, Value::Mapping(_)) => Self::Below(Category::Other),
            (Self::Document(_) | Self::Below(_), Value::String(text))
                if !is_option(text) && before().is_some_and(calls_a_secret) =>
            {
                Self::Called
            }
            (Self::Document(sort), _) => Self::Below(sort),
            (secrecy, _) => secrecy,
        }
    }

    /// Whether a value must not be shown. Lists and mappings are asked for each of their values.
    pub(crate) fn hides(self, node: &Node<'_>) -> bool {
        match (self, &node.value) {
            (Self::Open, _) | (_, Value::Sequence(_) | Value::Mapping(_)) => false,
            (Self::Hidden, _) => true,
            (Self::Called, Value::String(text)) => !is_reference(text),
            (Self::Called, Value::Int(_) | Value::Float(_)) => true,
            (_, Value::String(text)) => secret_in(text).is_some() || assignments(text).next().is_some(),
            (_, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Null) => false,
        }
    }
}

/// Whether anything below a value must not be shown.
pub(crate) fn holds(node: &Node<'_>, secrecy: Secrecy) -> bool {
    match &node.value {
        Value::Mapping(entries) => entries.iter().any(|entry| holds(&entry.value, secrecy.key(&entry.key.text, node))),
        Value::Sequence(items) => (0..items.len()).any(|at| holds(&items[at], secrecy.item(items, at))),
        _ => secrecy.hides(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;
    use crate::yaml::read::read;

    fn hidden(text: &str) -> bool {
        let roots = read(FileId::FIRST, text, &mut Sink::default());
        holds(&roots[0], Secrecy::document(super::super::document::identity(&roots[0]).as_ref()))
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
            "args: [\"--api-key\", x]",
            "args: [\"-p\", x, --db-pass, x]",
            "pass: x",
            "DB_PASS: x",
            "PGPASSWORD: x",
            "auth: { htpasswd: x, SALT: 1 }",
            "dockerconfigjson: x",
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
            "args: [--token, --verbose, x]",
            "args: [--token, $TOKEN]",
            "nginx: { proxy_pass: orders }",
        ] {
            assert!(!hidden(text), "{text}");
        }
    }
}
