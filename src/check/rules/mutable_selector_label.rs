//! A selector contains a label that changes with each version, such as `app.kubernetes.io/version` or `helm.sh/chart`.
//!
//! ## Why
//! The selector of a workload cannot be changed: the next version cannot be deployed until somebody deletes the
//! workload.
//!
//! ## Bad
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: { name: orders }
//! spec:
//!   selector: { matchLabels: { app: orders, app.kubernetes.io/version: 1.4.2 } }
//!   template:
//!     metadata: { labels: { app: orders, app.kubernetes.io/version: 1.4.2 } }
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
//!     metadata: { labels: { app: orders, app.kubernetes.io/version: 1.4.2 } }
//!     spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::warning("mutable-selector-label", Verdict::Groma, "0.1.0", include_str!("mutable_selector_label.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

const CHANGING: [&str; 4] = ["app.kubernetes.io/version", "helm.sh/chart", "chart", "pod-template-hash"];

fn check(object: &Object<'_>, sink: &mut Sink) {
    if *object.identity.group != *"apps" {
        return;
    }
    let Some(labels) = object.at("spec.selector.matchLabels") else { return };
    for entry in labels.entries() {
        let key = &*entry.key.text;
        // `version: v1` divides the traffic of a mesh and stays; a release does not.
        let is_release = key == "version" && entry.value.as_str().is_some_and(|value| value.contains('.'));
        if CHANGING.contains(&key) || is_release {
            let message = format!("`{}` changes over time, but a selector cannot change", visible(key));
            sink.push(
                RULE.at(entry.key.span, message).help("keep the label on the pods, and remove it from the selector"),
            );
        }
    }
}
