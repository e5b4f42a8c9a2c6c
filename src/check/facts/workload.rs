//! Pods: what selects them, what they listen on, and what they need beside them.

use std::sync::Arc;

use super::{Facts, Reference, Text, text};
use crate::check::object::{self, Identity, Labels, Object};
use crate::yaml::node::Node;

/// The pods that an object makes.
#[derive(Debug)]
pub struct Pod {
    pub of: Arc<Identity>,
    pub labels: Labels,
    pub ports: Vec<Port>,
}

/// A port of a container.
#[derive(Debug)]
pub struct Port {
    pub name: Option<Text>,
    pub number: i64,
}

/// Keeps the pods of a workload.
pub fn extract(object: &Object<'_>, facts: &mut Facts) {
    let Some(pod) = object.pod() else { return };
    let ports = object.containers().flat_map(|container| container.get("ports").map(Node::items).unwrap_or_default());
    let ports = ports.filter_map(|port| {
        Some(Port { name: text(port, "name"), number: port.get("containerPort").and_then(Node::as_int)? })
    });
    facts.pods.push(Pod {
        of: object.identity.clone(),
        labels: object::labels(pod.at("metadata.labels")),
        ports: ports.collect(),
    });
    references(object, pod, facts);
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
