//! Two autoscalers scale the same workload; a KEDA ScaledObject creates one of its own.
//!
//! ## Why
//! Each undoes the number of pods the other sets, and pods come and go endlessly.
//!
//! ## Bad
//! ```yaml
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: { name: orders, namespace: orders }
//! spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }, maxReplicas: 5 }
//! ---
//! apiVersion: keda.sh/v1alpha1
//! kind: ScaledObject
//! metadata: { name: orders-queue, namespace: orders }
//! spec: { scaleTargetRef: { name: orders }, triggers: [{ type: cron, metadata: {} }] }
//! ```
//!
//! ## Good
//! ```yaml
//! apiVersion: keda.sh/v1alpha1
//! kind: ScaledObject
//! metadata: { name: orders-queue, namespace: orders }
//! spec: { scaleTargetRef: { name: orders }, triggers: [{ type: cron, metadata: {} }] }
//! ```

use rustc_hash::FxHashMap;
use std::sync::Arc;

use crate::check::rule::{Check, Run};
use crate::diagnostic::rule::{Rule, Verdict};
use crate::diagnostic::{Sink, visible};
use crate::object::Identity;
use crate::object::index::Index;

pub(crate) static RULE: Rule =
    Rule::error("rival-autoscalers", Verdict::Groma, "0.1.0", include_str!("rival_autoscalers.rs"));
pub(crate) const CHECK: Check = Check { rule: &RULE, run: Run::Index(check) };

fn check(index: &Index, sink: &mut Sink) {
    let mut known: FxHashMap<(&str, &str, &str), Vec<&Arc<Identity>>> = FxHashMap::default();
    for scaler in &index.facts.scalers {
        let target = &scaler.target;
        let key = (&*target.kind, &*target.name.value, target.from.place.cluster());
        let others = known.entry(key).or_default();
        // The same object twice is another rule's.
        let is_rival = |other: &&&Arc<Identity>| scaler.of().is_beside(other) && other.name != scaler.of().name;
        let same = |other: &&&Arc<Identity>| scaler.of().is_beside(other) && other.kind != scaler.of().kind;
        if let Some(first) = others.iter().find(|other| is_rival(other) || same(other)) {
            let message = format!("`{}` has two autoscalers", visible(&target.name.value));
            let finding = RULE.at(target.name.span, message).related(first.span, "first defined here");
            sink.push(finding.help("keep one of them; KEDA scales by CPU too"));
        }
        others.push(scaler.of());
    }
}
