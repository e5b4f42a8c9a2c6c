//! The selector of a workload does not select its own pods.
//!
//! ## Why
//! The API server refuses the object: the sync fails, and the old version keeps running.
//!
//! ## Bad
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders }
//! spec:
//!   selector: { matchLabels: { app: orders } }
//!   template:
//!     metadata: { labels: { app: order } }
//!     spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders }
//! spec:
//!   selector: { matchLabels: { app: orders } }
//!   template:
//!     metadata: { labels: { app: orders } }
//!     spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::error("selector-mismatch", Verdict::Server, "0.1.0", include_str!("selector_mismatch.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    if !matches!((&*object.identity.group, &*object.identity.kind), ("apps", _) | ("argoproj.io", "Rollout")) {
        return;
    }
    let Some(wanted) = object.at("spec.selector.matchLabels") else { return };
    let labels = object.at("spec.template.metadata.labels");
    for entry in wanted.entries() {
        let Some(value) = entry.value.as_str() else { continue };
        let own = labels.and_then(|labels| labels.get(&entry.key.text));
        if own.and_then(|own| own.as_str()) == Some(value) {
            continue;
        }
        let message = format!("the pods have no label `{}: {}`", visible(&entry.key.text), visible(value));
        let finding = RULE.at(entry.value.span, message);
        let finding = match own {
            Some(own) => finding.related(own.span, "the pods have this label"),
            None => finding,
        };
        sink.push(finding.help("give the selector and `template.metadata.labels` the same value"));
    }
}
