//! The name of an object leaves no room for what its controller appends.
//!
//! ## Why
//! A CronJob is refused beyond 52 characters, a Service or a Namespace beyond 63, and the autoscaler of a ScaledObject
//! beyond 54; the pods of a StatefulSet beyond 52 or of a Job beyond 63 are never created.
//!
//! ## Bad
//! ```yaml
//! apiVersion: keda.sh/v1alpha1
//! kind: ScaledObject
//! metadata: { name: storefront-recommendations-service-with-a-queue-of-its-own }
//! spec: { scaleTargetRef: { name: recommendations }, triggers: [{ type: cron, metadata: {} }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: keda.sh/v1alpha1
//! kind: ScaledObject
//! metadata: { name: recommendations }
//! spec: { scaleTargetRef: { name: recommendations }, triggers: [{ type: cron, metadata: {} }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Object;

pub(crate) static RULE: Rule = Rule::error("too-long-name", Verdict::Server, "0.1.0", include_str!("too_long_name.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let most = match (&*object.identity.group, &*object.identity.kind) {
        ("batch", "CronJob") | ("apps", "StatefulSet") => 52,
        ("keda.sh", "ScaledObject") => 54,
        ("", "Service" | "Namespace") | ("batch", "Job") => 63,
        _ => return,
    };
    let name = &*object.identity.name;
    if name.len() > most {
        let length = name.len();
        let message =
            format!("`{}` has {length} characters, the limit for a {} is {most}", visible(name), object.identity.kind);
        sink.push(RULE.at(object.span(), message).help("choose a shorter name"));
    }
}
