//! Pods: what selects them, what they listen on, and which objects they need.

use std::sync::Arc;

use super::security::{self, Violation};
use crate::object::facts::{Facts, Reference, Text, number, text};
use crate::object::{self, Identity, Labels, Object};
use crate::source::{Span, Spanned};
use crate::yaml::node::Node;

/// The pods that an object makes.
#[derive(Debug)]
pub(crate) struct Pod {
    pub(crate) of: Arc<Identity>,
    pub(crate) labels: Labels,
    pub(crate) ports: Vec<Port>,
    pub(crate) replicas: Option<Spanned<i64>>,
    /// What a Pod Security Standard forbids.
    pub(crate) violations: Vec<Violation>,
    /// Containers that leave out what they need or may take.
    pub(crate) unmeasured: Vec<Unmeasured>,
    /// The first container, when none says when it is ready.
    pub(crate) without_readiness: Option<Span>,
    /// Whether a StatefulSet claims volumes for them.
    pub(crate) claims_volumes: bool,
    /// Whether anything keeps the pods apart.
    pub(crate) is_spread: bool,
}

/// A container, and which of its resources are not written.
#[derive(Debug)]
pub(crate) struct Unmeasured {
    pub(crate) span: Span,
    pub(crate) cpu_request: bool,
    pub(crate) memory_request: bool,
    pub(crate) memory_limit: bool,
}

/// A port of a container.
#[derive(Debug)]
pub(crate) struct Port {
    pub(crate) name: Option<Text>,
    pub(crate) number: i64,
}

/// Keeps the pods of a workload.
pub(crate) fn extract(object: &Object<'_>, facts: &mut Facts) {
    let Some(pod) = object.pod() else { return };
    let ports = object.containers().flat_map(|container| container.get("ports").map(Node::items).unwrap_or_default());
    let ports = ports.filter_map(|port| {
        Some(Port { name: text(port, "name"), number: port.get("containerPort").and_then(Node::as_int)? })
    });
    let mut labels = object::labels(pod.at("metadata.labels"));
    labels.extend(object.identity.place.changes.iter().flat_map(|changes| &changes.pod_labels).cloned());
    facts.pods.push(Pod {
        of: object.identity.clone(),
        labels,
        ports: ports.collect(),
        replicas: number(object.node, "spec.replicas"),
        violations: security::violations(pod),
        unmeasured: unmeasured(pod),
        without_readiness: without_readiness(pod),
        claims_volumes: !list(object.node, "spec.volumeClaimTemplates").is_empty(),
        is_spread: is_spread(pod),
    });
    references(object, pod, facts);
}

fn list<'n>(node: &'n Node<'n>, path: &str) -> &'n [Node<'n>] {
    node.at(path).map(Node::items).unwrap_or_default()
}

/// Containers that do not write all of their resources; a limit stands for a request that is not written.
fn unmeasured(pod: &Node<'_>) -> Vec<Unmeasured> {
    if pod.at("spec.resources").is_some() {
        return Vec::new();
    }
    let containers = list(pod, "spec.initContainers").iter().chain(list(pod, "spec.containers"));
    let measured = containers.map(|container| {
        let lacks = |path: &str| container.at(path).is_none();
        let memory_limit = lacks("resources.limits.memory");
        Unmeasured {
            span: container.get("name").unwrap_or(container).span,
            cpu_request: lacks("resources.requests.cpu") && lacks("resources.limits.cpu"),
            memory_request: lacks("resources.requests.memory") && memory_limit,
            memory_limit,
        }
    });
    measured.filter(|container| container.cpu_request || container.memory_request || container.memory_limit).collect()
}

fn without_readiness(pod: &Node<'_>) -> Option<Span> {
    let containers = list(pod, "spec.containers");
    let gated = pod.at("spec.readinessGates").is_some();
    let ready = gated || containers.iter().any(|container| container.get("readinessProbe").is_some());
    containers.first().filter(|_| !ready).map(|container| container.get("name").unwrap_or(container).span)
}

fn is_spread(pod: &Node<'_>) -> bool {
    !list(pod, "spec.topologySpreadConstraints").is_empty() || pod.at("spec.affinity.podAntiAffinity").is_some()
}

/// Whatever the pods cannot start without.
fn references(object: &Object<'_>, pod: &Node<'_>, facts: &mut Facts) {
    let mut add = |field, kind: &str, name: Option<Text>, optional: bool| {
        facts.references.extend(name.map(|name| Reference {
            from: object.identity.clone(),
            field,
            group: "".into(),
            kind: kind.into(),
            namespace: None,
            name,
            optional,
        }));
    };
    let optional = |node: &Node<'_>| node.get("optional").and_then(Node::as_bool).unwrap_or(false);
    add("serviceAccountName", "ServiceAccount", text(pod, "spec.serviceAccountName"), false);
    for secret in pod.at("spec.imagePullSecrets").map(Node::items).unwrap_or_default() {
        add("imagePullSecrets", "Secret", text(secret, "name"), false);
    }
    for volume in pod.at("spec.volumes").map(Node::items).unwrap_or_default() {
        let sources = volume.at("projected.sources").map(Node::items).unwrap_or_default();
        for volume in std::iter::once(volume).chain(sources) {
            let own = |key| volume.get(key).is_some_and(optional);
            add("configMap", "ConfigMap", text(volume, "configMap.name"), own("configMap"));
            add("secret", "Secret", text(volume, "secret.secretName").or(text(volume, "secret.name")), own("secret"));
            add(
                "persistentVolumeClaim",
                "PersistentVolumeClaim",
                text(volume, "persistentVolumeClaim.claimName"),
                false,
            );
        }
    }
    for container in object.containers() {
        for from in container.get("envFrom").map(Node::items).unwrap_or_default() {
            for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
                let Some(source) = from.get(field) else { continue };
                add(field, kind, text(source, "name"), optional(source));
            }
        }
        for from in container.get("env").map(Node::items).unwrap_or_default() {
            for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
                let Some(source) = from.get("valueFrom").and_then(|from| from.get(field)) else { continue };
                add(field, kind, text(source, "name"), optional(source));
            }
        }
    }
}
