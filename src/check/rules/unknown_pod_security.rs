//! A Pod Security Admission label has an unknown level, version or name.
//!
//! This covers labels of a Namespace, and those that an Application sets on the namespace it creates.
//!
//! ## Why
//! The API server refuses a Namespace with such a level or version. It accepts a label that it does not know, and the
//! setting applies to no pod.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders, labels: { pod-security.kubernetes.io/enforce: strict } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: { name: orders, labels: { pod-security.kubernetes.io/enforce: restricted } }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Sink, suggest, visible};
use crate::object::Object;
use crate::object::argo::is_plain;
use crate::object::facts::argo::template;
use crate::yaml::node::{Entry, Node};

pub(crate) static RULE: Rule =
    Rule::error("unknown-pod-security", Verdict::Server, "0.1.0", include_str!("unknown_pod_security.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const PREFIX: &str = "pod-security.kubernetes.io/";
const KEYS: [&str; 6] = ["enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version"];
const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    let labels = match object.is("", "Namespace") {
        true => object.at("metadata.labels"),
        false => template(object).and_then(|made| made.at("spec.syncPolicy.managedNamespaceMetadata.labels")),
    };
    let Some(labels) = labels else { return };
    for entry in labels.entries() {
        let Some(key) = entry.key.text.strip_prefix(PREFIX).filter(|key| is_plain(key)) else { continue };
        match KEYS.contains(&key) {
            true => sink.extend(wrong_value(key, &entry.value)),
            false => sink.push(unknown_key(key, entry, labels)),
        }
    }
}

fn unknown_key(key: &str, entry: &Entry<'_>, labels: &Node<'_>) -> Diagnostic {
    let mut finding = RULE.at(entry.key.span, format!("unknown label `{}`", visible(&entry.key.text)));
    let meant = KEYS.iter().find(|known| known.eq_ignore_ascii_case(key)).map(|known| format!("{PREFIX}{known}"));
    let meant = meant.filter(|meant| labels.entry(meant).is_none());
    finding.fix = meant.map(|meant| Fix::Rename(entry.key.span, meant));
    finding.help(suggest(key, KEYS))
}

fn wrong_value(key: &str, value: &Node<'_>) -> Option<Diagnostic> {
    // What is no string is told as such.
    let text = value.as_str().filter(|text| is_plain(text))?;
    if key.ends_with("-version") {
        let message = format!("unknown version `{}` of the Pod Security Standards", visible(text));
        let meant = Some(format!("v{text}")).filter(|meant| is_version(meant));
        let help = format!("write `{}`, or `latest`", meant.as_deref().unwrap_or("v1.34"));
        return (!is_version(text)).then(|| RULE.at(value.span, message).help(help));
    }
    let mut finding = RULE.at(value.span, format!("unknown level `{}`", visible(text)));
    let meant = LEVELS.iter().find(|level| level.eq_ignore_ascii_case(text));
    finding.fix = meant.map(|meant| Fix::Rename(value.span, (*meant).to_owned()));
    (!LEVELS.contains(&text)).then(|| finding.help(suggest(text, LEVELS)))
}

fn is_version(text: &str) -> bool {
    let is_number = |digits: &str| {
        let starts = digits == "0" || !digits.starts_with('0');
        !digits.is_empty() && starts && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    text == "latest" || text.strip_prefix("v1.").is_some_and(is_number)
}
