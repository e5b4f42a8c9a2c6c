//! A Secret has its values in git.
//!
//! ## Why
//! Anyone who can read the repository, a copy of it or an old commit knows the values; base64 hides nothing. They must
//! be rotated, because deleting them here leaves them in the history.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Secret
//! metadata: { name: orders }
//! stringData: { password: correct-horse }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders }
//! spec: { secretStoreRef: { kind: ClusterSecretStore, name: vault }, dataFrom: [{ extract: { key: orders } }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::{Identity, Object};
use crate::yaml::node::Node;

pub(crate) static RULE: Rule =
    Rule::error("plaintext-secret", Verdict::Groma, "0.1.0", include_str!("plaintext_secret.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

/// Types and labels of Secrets that hold no secret, or may: clusters and repositories of Argo CD name addresses.
fn check(object: &Object<'_>, sink: &mut Sink) {
    // One that was encrypted in place says so at its root.
    if !object.is("", "Secret") || object.at("sops").is_some() {
        return;
    }
    for entry in ["data", "stringData"].into_iter().filter_map(|key| object.at(key)).flat_map(Node::entries) {
        let Some(text) = entry.value.as_str().filter(|text| !text.is_empty()) else { continue };
        let is_placeholder =
            text.starts_with("ENC[") || text.starts_with('<') || text.contains("{{") || text.starts_with("${");
        if is_placeholder || is_public(&object.identity, &entry.key.text) {
            continue;
        }
        let finding = RULE.at(entry.key.span, format!("the value of `{}` is in git", visible(&entry.key.text)));
        sink.push(finding.help("rotate the value, keep it in a vault, and write an ExternalSecret"));
    }
}

/// The parts of Argo CD's own Secrets that name addresses, and certificates, which are public.
fn is_public(object: &Identity, key: &str) -> bool {
    let of_argo = object.label("argocd.argoproj.io/secret-type").is_some();
    let named = matches!(key, "url" | "name" | "type" | "project" | "server" | "enableOCI" | "namespaces");
    (of_argo && named) || matches!(key, "ca.crt" | "tls.crt")
}
