//! The minimum of an autoscaler is above its maximum.
//!
//! ## Why
//! The autoscaler is refused, or never scales.
//!
//! ## Bad
//! ```yaml
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: { name: orders }
//! spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }, minReplicas: 5, maxReplicas: 2 }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: { name: orders }
//! spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }, minReplicas: 2, maxReplicas: 5 }
//! ```

use crate::check::rule::{Check, Run};
use crate::diagnostic::Sink;
use crate::diagnostic::rule::{Rule, Verdict};
use crate::object::Object;

pub(crate) static RULE: Rule =
    Rule::error("inverted-scaling", Verdict::Server, "0.1.0", include_str!("inverted_scaling.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Object(check) };

fn check(object: &Object<'_>, sink: &mut Sink) {
    let (fewest, most) = match (&*object.identity.group, &*object.identity.kind) {
        ("autoscaling", "HorizontalPodAutoscaler") => ("spec.minReplicas", "spec.maxReplicas"),
        ("keda.sh", "ScaledObject") => ("spec.minReplicaCount", "spec.maxReplicaCount"),
        _ => return,
    };
    let (Some(fewest), Some(most)) = (object.at(fewest), object.at(most)) else { return };
    if let (Some(low), Some(high)) = (fewest.as_int(), most.as_int())
        && low > high
    {
        let finding = RULE.at(fewest.span, format!("the minimum of {low} pods is above the maximum of {high}"));
        sink.push(finding.related(most.span, "the maximum").help("swap the numbers"));
    }
}
