//! An ExternalSecret reads from a store that does not exist, while others do.
//!
//! ## Why
//! The Secret is never created, and whatever needs it does not start.
//!
//! ## Bad
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ClusterSecretStore
//! metadata: { name: vault }
//! spec: { provider: { fake: { data: [] } } }
//! ---
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders, namespace: orders }
//! spec: { secretStoreRef: { kind: ClusterSecretStore, name: valut }, dataFrom: [{ extract: { key: orders } }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: external-secrets.io/v1
//! kind: ClusterSecretStore
//! metadata: { name: vault }
//! spec: { provider: { fake: { data: [] } } }
//! ---
//! apiVersion: external-secrets.io/v1
//! kind: ExternalSecret
//! metadata: { name: orders, namespace: orders }
//! spec: { secretStoreRef: { kind: ClusterSecretStore, name: vault }, dataFrom: [{ extract: { key: orders } }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::warning("missing-secret-store", Verdict::Groma, "0.1.0", include_str!("missing_secret_store.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    for reference in index.facts.references.iter().filter(|reference| reference.field == "secretStoreRef") {
        let (kind, from) = (&*reference.kind, &reference.from);
        let mut stores = index.named("external-secrets.io", kind, &reference.name.value);
        let is_there = match kind {
            "ClusterSecretStore" => stores.any(|store| store.shares_cluster(from)),
            _ => stores.any(|store| store.is_beside(from)),
        };
        let is_closed = match kind {
            "ClusterSecretStore" => index.holds_kind_in_cluster(kind, from),
            _ => index.holds_kind(kind, from),
        };
        if is_closed && !is_there {
            let message = format!("unknown {kind} `{}`", visible(&reference.name.value));
            sink.push(RULE.at(reference.name.span, message).help("write the name of an existing store"));
        }
    }
}
