//! What limits a namespace: quotas, defaults and bindings.

use std::sync::Arc;

use crate::object::facts::{Facts, Reference, text};
use crate::object::{Identity, Object};
use crate::yaml::node::Node;

/// What a LimitRange fills in for containers that leave it out.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) of: Arc<Identity>,
    pub(crate) cpu_request: bool,
    pub(crate) memory_request: bool,
    pub(crate) cpu_limit: bool,
    pub(crate) memory_limit: bool,
}

/// A ResourceQuota, and what every container must write because of it.
#[derive(Debug)]
pub(crate) struct Quota {
    pub(crate) of: Arc<Identity>,
    pub(crate) cpu_request: bool,
    pub(crate) memory_request: bool,
    pub(crate) cpu_limit: bool,
    pub(crate) memory_limit: bool,
}

/// Keeps a LimitRange; a limit that it fills in is the request as well.
pub(crate) fn limits(object: &Object<'_>, facts: &mut Facts) {
    let limits = object.at("spec.limits").map(Node::items).unwrap_or_default();
    let fills = |paths: &[&str]| {
        let containers = limits.iter().filter(|limit| limit.text("type") == Some("Container"));
        containers.into_iter().any(|limit| paths.iter().any(|path| limit.at(path).is_some()))
    };
    facts.limits.push(Limits {
        of: object.identity.clone(),
        cpu_request: fills(&["defaultRequest.cpu", "default.cpu", "max.cpu"]),
        memory_request: fills(&["defaultRequest.memory", "default.memory", "max.memory"]),
        cpu_limit: fills(&["default.cpu", "max.cpu"]),
        memory_limit: fills(&["default.memory", "max.memory"]),
    });
}

/// Keeps a ResourceQuota that counts all pods.
pub(crate) fn quota(object: &Object<'_>, facts: &mut Facts) {
    let scoped = object.at("spec.scopes").is_some() || object.at("spec.scopeSelector").is_some();
    let hard = object.at("spec.hard");
    let counts = |keys: &[&str]| !scoped && hard.is_some_and(|hard| keys.iter().any(|key| hard.get(key).is_some()));
    facts.quotas.push(Quota {
        of: object.identity.clone(),
        cpu_request: counts(&["requests.cpu", "cpu"]),
        memory_request: counts(&["requests.memory", "memory"]),
        cpu_limit: counts(&["limits.cpu"]),
        memory_limit: counts(&["limits.memory"]),
    });
}

/// Keeps what a binding binds: its role, and the accounts of pods.
pub(crate) fn binding(object: &Object<'_>, facts: &mut Facts) {
    let reference = |field, group: &str, kind: &str, namespace: Option<&str>, name| Reference {
        from: object.identity.clone(),
        field,
        group: group.into(),
        kind: kind.into(),
        namespace: namespace.map(Into::into),
        name,
        optional: false,
    };
    if let (Some(name), Some(kind)) = (text(object.node, "roleRef.name"), object.text("roleRef.kind")) {
        facts.references.push(reference("roleRef", "rbac.authorization.k8s.io", kind, None, name));
    }
    for subject in object.at("subjects").map(Node::items).unwrap_or_default() {
        if subject.text("kind") == Some("ServiceAccount")
            && let Some(name) = text(subject, "name")
        {
            facts.references.push(reference("subjects", "", "ServiceAccount", subject.text("namespace"), name));
        }
    }
}
