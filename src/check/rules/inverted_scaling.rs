//! The fewest pods of an autoscaler are more than the most.
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

use crate::check::rule::{Rule, Run};
use crate::diagnostic::{Level, Sink};
use crate::object::Object;

pub(crate) const RULE: Rule = Rule {
    name: "inverted-scaling",
    level: Level::Error,
    source: include_str!("inverted_scaling.rs"),
    run: Run::Object(check),
};

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
        let finding = RULE.at(fewest.span, format!("at least {low} pods cannot be at most {high}"));
        sink.push(finding.related(most.span, "the most").help("swap the numbers"));
    }
}
