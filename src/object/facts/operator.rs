//! What operators and controllers create from an object: Services, ConfigMaps, volume claims, and pods with labels.

use std::sync::Arc;

use super::Facts;
use super::provided::Provided;
use crate::object::layout::Role;
use crate::object::{Identity, Object};
use crate::yaml::node::Node;

/// Pods, and what belongs to them, that carry a label.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) by: Arc<Identity>,
    pub(crate) key: &'static str,
    pub(crate) value: Box<str>,
}

/// Kinds, and what their operators call what they make; `*` is the name of the object.
const OBJECTS: [(&str, &str, &str, &[&str]); 10] = [
    ("dragonflydb.io", "Dragonfly", "Service", &["*"]),
    ("grafana.integreatly.org", "Grafana", "Service", &["*-service", "*-alerting"]),
    ("kafka.strimzi.io", "Kafka", "Service", &["*-kafka-bootstrap", "*-kafka-brokers"]),
    ("monitoring.coreos.com", "Alertmanager", "Service", &["alertmanager-operated"]),
    ("monitoring.coreos.com", "Prometheus", "Service", &["prometheus-operated"]),
    ("monitoring.coreos.com", "ThanosRuler", "Service", &["thanos-ruler-operated"]),
    ("postgresql.cnpg.io", "Cluster", "Service", &["*-rw", "*-ro", "*-r"]),
    ("postgresql.cnpg.io", "Pooler", "Service", &["*"]),
    ("rabbitmq.com", "RabbitmqCluster", "Service", &["*", "*-nodes"]),
    ("trust.cert-manager.io", "Bundle", "ConfigMap", &["*"]),
];

/// Kinds, and the label of their pods that holds the name; labels of an operator's own domain need no line.
const LABELS: [(&str, &str, &str); 6] = [
    ("dragonflydb.io", "Dragonfly", "app"),
    ("grafana.integreatly.org", "Grafana", "app"),
    ("monitoring.coreos.com", "Alertmanager", "alertmanager"),
    ("monitoring.coreos.com", "Prometheus", "prometheus"),
    ("monitoring.coreos.com", "ThanosRuler", "thanos-ruler"),
    ("rabbitmq.com", "RabbitmqCluster", "app.kubernetes.io/name"),
];

/// Domains of labels on pods that come and go without an object in the tree.
pub(crate) const ALWAYS: [&str; 1] = ["acme.cert-manager.io"];

/// More copies than anybody writes by the name of their volume.
const COPIES: i64 = 50;

/// Keeps what is made of an object.
pub(crate) fn extract(object: &Object<'_>, facts: &mut Facts) {
    let by = &object.identity;
    if by.place.role != Role::Documents {
        return;
    }
    let is = |group: &str, kind: &str| by.is(group, kind);
    for (_, _, kind, names) in OBJECTS.iter().filter(|(group, kind, ..)| is(group, kind)) {
        let names = names.iter().map(|name| name.replace('*', &by.name).into());
        facts.provided.extend(names.map(|name| Provided { by: by.clone(), kind, name }));
    }
    let labels = LABELS.iter().filter(|(group, kind, _)| is(group, kind));
    facts.made.extend(labels.map(|(_, _, key)| Made { by: by.clone(), key, value: by.name.clone() }));
    if is("apps", "StatefulSet") {
        let copies = object.at("spec.replicas").and_then(Node::as_int).unwrap_or(1).clamp(1, COPIES);
        let templates = object.at("spec.volumeClaimTemplates").map(Node::items).unwrap_or_default();
        for template in templates.iter().filter_map(|template| template.text("metadata.name")) {
            let names = (0..copies).map(|copy| format!("{template}-{}-{copy}", by.name).into());
            let kind = "PersistentVolumeClaim";
            facts.provided.extend(names.map(|name| Provided { by: by.clone(), kind, name }));
        }
    }
}

/// The domains of which an operator's labels may be: `postgresql.cnpg.io` and `cnpg.io` of an object's group.
pub(crate) fn domains(identity: &Identity) -> impl Iterator<Item = &str> {
    let group = &*identity.group;
    let is_foreign = group.contains('.') && !group.ends_with(".k8s.io");
    let above = group.match_indices('.').map(move |(at, _)| &group[at + 1..]).filter(|domain| domain.contains('.'));
    std::iter::once(group).chain(above).filter(move |_| is_foreign)
}
