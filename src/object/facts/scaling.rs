//! What changes the number of pods: autoscalers, and budgets that keep it up.

use std::sync::Arc;

use super::network::{Selected, Selector, selector};
use crate::object::facts::{Facts, Reference, Text, amount, number, text};
use crate::object::{Identity, Object};
use crate::schema::version::group_and_version;

/// A HorizontalPodAutoscaler, or a ScaledObject of KEDA.
#[derive(Debug)]
pub(crate) struct Scaler {
    pub(crate) target: Reference,
    /// The fewest pods.
    pub(crate) fewest: i64,
}

/// A PodDisruptionBudget.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) selector: Selector,
    pub(crate) fewest: Option<Text>,
    pub(crate) most_away: Option<Text>,
}

impl Scaler {
    pub(crate) fn of(&self) -> &Arc<Identity> {
        &self.target.from
    }

    /// Whether it decides how many pods of a workload there are.
    pub(crate) fn scales(&self, workload: &Identity) -> bool {
        let target = &self.target;
        *target.kind == *workload.kind && *target.name.value == *workload.name && target.may_mean(workload)
    }
}

/// Keeps an autoscaler.
pub(crate) fn scaler(object: &Object<'_>, facts: &mut Facts) {
    let Some(name) = text(object.node, "spec.scaleTargetRef.name") else { return };
    let is_keda = &*object.identity.group == "keda.sh";
    let kind = object.text("spec.scaleTargetRef.kind").unwrap_or("Deployment");
    let group = object.text("spec.scaleTargetRef.apiVersion").unwrap_or("apps/v1");
    let (field, fewest) = if is_keda { ("spec.minReplicaCount", 0) } else { ("spec.minReplicas", 1) };
    facts.scalers.push(Scaler {
        target: Reference {
            from: object.identity.clone(),
            field: "scaleTargetRef",
            group: group_and_version(group).0.into(),
            kind: kind.into(),
            namespace: None,
            name,
            optional: false,
        },
        fewest: number(object.node, field).map_or(fewest, |fewest| fewest.value),
    });
}

/// Keeps a PodDisruptionBudget.
pub(crate) fn budget(object: &Object<'_>, facts: &mut Facts) {
    let Some(selector) = selector(object, "spec.selector", Selected::Pods) else { return };
    let (fewest, most_away) = (amount(object.node, "spec.minAvailable"), amount(object.node, "spec.maxUnavailable"));
    facts.budgets.push(Budget { selector, fewest, most_away });
}
