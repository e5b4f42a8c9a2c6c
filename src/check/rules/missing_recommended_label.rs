//! A workload or a Service lacks `app.kubernetes.io/name`, or a workload `app.kubernetes.io/part-of`.
//!
//! ## Why
//! Dashboards, cost reports and the portal group by these labels; what lacks them is missing there.
//!
//! ## Bad
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, labels: { app: orders } }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: { name: orders, labels: { app.kubernetes.io/name: orders } }
//! spec: { selector: { app: orders }, ports: [{ port: 80 }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::info("missing-recommended-label", Verdict::Groma, "0.1.0", include_str!("missing_recommended_label.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let wanted: &[&str] = match (&*object.identity.group, &*object.identity.kind) {
        ("", "Service") => &["app.kubernetes.io/name"],
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet") | ("batch", "CronJob") => {
            &["app.kubernetes.io/name", "app.kubernetes.io/part-of"]
        }
        _ => return,
    };
    // Kustomize may add them.
    if object.identity.place.kustomization.is_some() || wanted.iter().all(|key| object.identity.label(key).is_some()) {
        return;
    }
    let missing = wanted.iter().copied().filter(|key| object.identity.label(key).is_none());
    let message = format!("{} missing", missing.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and "));
    sink.push(RULE.at(object.span(), message).help("add it under `metadata.labels`"));
}
