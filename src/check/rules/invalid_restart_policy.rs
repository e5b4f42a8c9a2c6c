//! A Job's pods use `restartPolicy: Always`, the default, or another workload's pods do not.
//!
//! ## Why
//! The API server refuses the object, so it is never applied.
//!
//! ## Bad
//! ```yaml
//! apiVersion: batch/v1
//! kind: Job
//! metadata: { name: migrate }
//! spec: { template: { spec: { containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] } } }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: batch/v1
//! kind: Job
//! metadata: { name: migrate }
//! spec:
//!   template:
//!     spec: { restartPolicy: Never, containers: [{ name: app, image: "registry.example.com/orders:1.4.2" }] }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::error("invalid-restart-policy", Verdict::Server, "0.1.0", include_str!("invalid_restart_policy.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let is_job = match (&*object.identity.group, &*object.identity.kind) {
        ("batch", "Job" | "CronJob") => true,
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") => false,
        _ => return,
    };
    let policy = object.pod().and_then(|pod| pod.at("spec.restartPolicy"));
    let is_known = |policy: &str| matches!(policy, "Always" | "OnFailure" | "Never");
    if policy.and_then(|policy| policy.as_str()).is_some_and(|policy| !is_known(policy)) {
        return;
    }
    let always = policy.and_then(|policy| policy.as_str()).is_none_or(|policy| policy == "Always");
    if object.pod().is_none() || always != is_job {
        return;
    }
    let span = policy.map_or(object.span(), |policy| policy.span);
    let (message, help) = match is_job {
        true => ("a job cannot use `restartPolicy: Always`", "write `restartPolicy: Never`, or `OnFailure`"),
        false => ("this workload must use `restartPolicy: Always`", "remove `restartPolicy`"),
    };
    sink.push(RULE.at(span, message).help(help));
}
