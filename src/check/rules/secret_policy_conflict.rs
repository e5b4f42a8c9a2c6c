//! The creation and deletion policies of an ExternalSecret contradict each other.
//!
//! ## Why
//! The operator refuses it and creates no Secret; older versions delete a Secret that somebody else owns.
//!
//! ## Bad
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders }
//! spec:
//!   secretStoreRef: { kind: ClusterSecretStore, name: vault }
//!   target: { creationPolicy: Merge, deletionPolicy: Delete }
//!   dataFrom: [{ extract: { key: orders } }]
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders }
//! spec:
//!   secretStoreRef: { kind: ClusterSecretStore, name: vault }
//!   target: { creationPolicy: Owner, deletionPolicy: Delete }
//!   dataFrom: [{ extract: { key: orders } }]
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::error("secret-policy-conflict", Verdict::Groma, "0.1.0", include_str!("secret_policy_conflict.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !object.is("external-secrets.io", "ExternalSecret") {
        return;
    }
    let (Some(deletion), Some(creation)) =
        (object.at("spec.target.deletionPolicy"), object.text("spec.target.creationPolicy"))
    else {
        return;
    };
    let allowed: &[&str] = match deletion.as_str() {
        Some("Delete") => &["Owner", "Orphan"],
        Some("Merge") => &["Owner", "Orphan", "Merge", "CreateOrMerge"],
        _ => return,
    };
    if !allowed.contains(&creation) {
        let shown = visible(deletion.as_str().unwrap_or_default());
        let message =
            format!("`deletionPolicy: {shown}` cannot be combined with `creationPolicy: {}`", visible(creation));
        sink.push(RULE.at(deletion.span, message).help("write `deletionPolicy: Retain`"));
    }
}
