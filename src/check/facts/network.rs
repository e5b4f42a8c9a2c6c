//! Services, and selectors by which objects mean pods or Services.

use std::sync::Arc;

use super::{Facts, Text, text};
use crate::check::object::{self, Identity, Labels, Object};
use crate::source::Span;
use crate::yaml::node::Node;

/// A Service and its ports.
#[derive(Debug)]
pub struct Service {
    pub of: Arc<Identity>,
    pub ports: Vec<ServicePort>,
    /// Whether it answers for a name elsewhere instead of pods.
    pub external: bool,
}

#[derive(Debug)]
pub struct ServicePort {
    pub name: Option<Text>,
    pub number: i64,
    /// A name or a number; the port's own number when absent.
    pub target: Option<Text>,
}

/// Labels by which an object means others in its namespace.
#[derive(Debug)]
pub struct Selector {
    pub from: Arc<Identity>,
    pub span: Span,
    pub of: Selected,
    /// All of these must be there.
    pub labels: Labels,
    /// Whether `matchExpressions` narrow it further.
    pub expressions: bool,
}

/// What a selector selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selected {
    Pods,
    Services,
}

/// Keeps a Service and what it selects.
pub fn service(object: &Object<'_>, facts: &mut Facts) {
    let ports = object.at("spec.ports").map(Node::items).unwrap_or_default().iter().filter_map(|port| {
        let target = port.get("targetPort");
        let number = target.and_then(|target| Some((target.as_int()?.to_string().into_boxed_str(), target.span)));
        let target = number.map(|(number, span)| Text::new(number, span)).or_else(|| text(port, "targetPort"));
        Some(ServicePort { name: text(port, "name"), number: port.get("port").and_then(Node::as_int)?, target })
    });
    let external = object.text("spec.type") == Some("ExternalName");
    facts.services.push(Service { of: object.identity.clone(), ports: ports.collect(), external });
    if let Some(selector) = object.at("spec.selector").filter(|selector| !selector.entries().is_empty() && !external) {
        facts.selectors.push(Selector {
            from: object.identity.clone(),
            span: selector.span,
            of: Selected::Pods,
            labels: object::labels(Some(selector)),
            expressions: false,
        });
    }
}

/// Keeps what a PodDisruptionBudget selects.
pub fn disruption_budget(object: &Object<'_>, facts: &mut Facts) {
    facts.selectors.extend(selector(object, "spec.selector", Selected::Pods));
}

/// The LabelSelector at a path.
pub fn selector(object: &Object<'_>, path: &str, of: Selected) -> Option<Selector> {
    let node = object.at(path)?;
    Some(Selector {
        from: object.identity.clone(),
        span: node.span,
        of,
        labels: object::labels(node.get("matchLabels")),
        expressions: node.get("matchExpressions").is_some_and(|list| !list.items().is_empty()),
    })
}
