//! Services, and selectors that objects use for pods or Services.

use std::sync::Arc;

use crate::object::facts::{Facts, Text, text};
use crate::object::{self, Identity, Labels, Object};
use crate::source::Span;
use crate::yaml::node::Node;

/// What controllers add to the labels of their pods.
const ADDED: [&str; 9] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// A Service and its ports.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) of: Arc<Identity>,
    pub(crate) ports: Vec<ServicePort>,
    /// Whether it answers for a name elsewhere instead of pods.
    pub(crate) external: bool,
}

#[derive(Debug)]
pub(crate) struct ServicePort {
    pub(crate) name: Option<Text>,
    pub(crate) number: i64,
    /// A name or a number; the port's own number when absent or 0.
    pub(crate) target: Option<Text>,
}

/// Labels by which an object means others in its namespace.
#[derive(Debug)]
pub(crate) struct Selector {
    pub(crate) from: Arc<Identity>,
    pub(crate) span: Span,
    pub(crate) of: Selected,
    /// All of these must be there.
    pub(crate) labels: Labels,
    /// Whether `matchExpressions`, or labels that controllers add, narrow it further.
    pub(crate) expressions: bool,
}

/// What a selector selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selected {
    Pods,
    Services,
}

/// Keeps a Service and what it selects.
pub(crate) fn service(object: &Object<'_>, facts: &mut Facts) {
    let ports = object.at("spec.ports").map(Node::items).unwrap_or_default().iter().filter_map(|port| {
        let target = port.get("targetPort");
        let number = target.and_then(|target| Some((target.as_int()?, target.span))).filter(|(number, _)| *number != 0);
        let target = number
            .map(|(number, span)| Text::new(number.to_string().into(), span))
            .or_else(|| text(port, "targetPort"));
        Some(ServicePort { name: text(port, "name"), number: port.get("port").and_then(Node::as_int)?, target })
    });
    let external = object.text("spec.type") == Some("ExternalName");
    facts.services.push(Service { of: object.identity.clone(), ports: ports.collect(), external });
    let Some(selector) = object.at("spec.selector").filter(|_| !external) else { return };
    let (labels, _) = written(Some(selector));
    if !labels.is_empty() {
        facts.selectors.push(Selector {
            from: object.identity.clone(),
            span: selector.span,
            of: Selected::Pods,
            labels,
            expressions: false,
        });
    }
}

/// A NetworkPolicy: the pods that it selects and what it does to them.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) selector: Selector,
    /// Whether pods may not be called but for what is allowed, and the same for what they call.
    pub(crate) isolates_ingress: bool,
    pub(crate) isolates_egress: bool,
    /// Whether anything may be called on port 53.
    pub(crate) allows_dns: bool,
}

/// A ServiceMonitor or PodMonitor.
#[derive(Debug)]
pub(crate) struct Monitor {
    pub(crate) selector: Selector,
    /// Namespaces that it looks in, when it names them.
    pub(crate) elsewhere: bool,
    /// Names of the ports that it reads.
    pub(crate) ports: Vec<Text>,
}

/// Keeps a NetworkPolicy.
pub(crate) fn policy(object: &Object<'_>, facts: &mut Facts) {
    let Some(selector) = selector(object, "spec.podSelector", Selected::Pods) else { return };
    let types = object.at("spec.policyTypes").map(Node::items);
    let rules = |key: &str| object.at(key).map(Node::items).unwrap_or_default();
    let has = |name: &str| types.map(|types| types.iter().any(|own| own.as_str() == Some(name)));
    let dns =
        |port: &Node<'_>| port.get("port").is_none_or(|port| port.as_int() == Some(53) || port.as_str().is_some());
    let opens = |rule: &Node<'_>| rule.get("ports").is_none_or(|ports| ports.items().iter().any(dns));
    facts.policies.push(Policy {
        selector,
        isolates_ingress: has("Ingress").unwrap_or(true),
        isolates_egress: has("Egress").unwrap_or_else(|| object.at("spec.egress").is_some()),
        allows_dns: rules("spec.egress").iter().any(opens),
    });
}

/// Keeps a monitor, whose endpoints are the list at `path`.
pub(crate) fn monitor(object: &Object<'_>, path: &str, of: Selected, facts: &mut Facts) {
    let Some(selector) = selector(object, "spec.selector", of) else { return };
    let ports = object.at(path).map(Node::items).unwrap_or_default().iter().filter_map(|end| text(end, "port"));
    let elsewhere = object.at("spec.namespaceSelector").is_some_and(|selector| !selector.entries().is_empty());
    facts.monitors.push(Monitor { selector, elsewhere, ports: ports.collect() });
}

/// The LabelSelector at a path.
pub(crate) fn selector(object: &Object<'_>, path: &str, of: Selected) -> Option<Selector> {
    let node = object.at(path)?;
    let (labels, narrowed) = written(node.get("matchLabels"));
    Some(Selector {
        from: object.identity.clone(),
        span: node.span,
        of,
        labels,
        expressions: narrowed || node.get("matchExpressions").is_some_and(|list| !list.items().is_empty()),
    })
}

/// The labels of a selector that somebody writes, and whether there are more: those that controllers add to their pods.
fn written(selector: Option<&Node<'_>>) -> (Labels, bool) {
    let mut labels = object::labels(selector);
    let all = labels.len();
    labels.retain(|(key, _)| !ADDED.contains(&&**key));
    let narrowed = labels.len() < all;
    (labels, narrowed)
}
