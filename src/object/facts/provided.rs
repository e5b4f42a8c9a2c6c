//! Objects that are created without a manifest, mostly Secrets and ConfigMaps, and files that are referred to.

use std::sync::Arc;

use crate::object::facts::{Facts, Reference, Text, as_text, text};
use crate::object::layout::Role;
use crate::object::{Identity, Object};
use crate::yaml::node::Node;

/// A name that an object makes or fills.
#[derive(Debug)]
pub(crate) struct Provided {
    pub(crate) by: Arc<Identity>,
    /// Such as `Secret` or `ConfigMap`.
    pub(crate) kind: &'static str,
    pub(crate) name: Box<str>,
}

/// A file or folder that a kustomization names.
#[derive(Debug)]
pub(crate) struct Mention {
    pub(crate) of: Arc<Identity>,
    pub(crate) field: &'static str,
    pub(crate) path: Text,
}

/// Fields in which kinds of all sorts name the Secret that they make.
const TARGETS: [&str; 7] = [
    "spec.secretName",
    "spec.target.name",
    "spec.destination.name",
    "spec.template.metadata.name",
    "spec.writeConnectionSecretToRef.name",
    "spec.privateKeySecretRef.name",
    "spec.acme.privateKeySecretRef.name",
];

/// Keeps the Secrets that an object makes.
pub(crate) fn secrets(object: &Object<'_>, facts: &mut Facts) {
    let identity = &object.identity;
    let is_foreign = identity.group.contains('.') && !identity.group.ends_with(".k8s.io");
    let is_ingress = identity.is("networking.k8s.io", "Ingress");
    if identity.place.role != Role::Documents || !(is_foreign || is_ingress) {
        return;
    }
    let mut add = |name: &str| {
        facts.provided.push(Provided { by: identity.clone(), kind: "Secret", name: name.into() });
    };
    if is_ingress {
        let annotations = object.at("metadata.annotations").map(Node::entries).unwrap_or_default();
        if annotations.iter().any(|entry| entry.key.text.starts_with("cert-manager.io/")) {
            let tls = object.at("spec.tls").map(Node::items).unwrap_or_default();
            tls.iter().filter_map(|tls| tls.text("secretName")).for_each(add);
        }
        return;
    }
    TARGETS.into_iter().filter_map(|path| object.text(path)).for_each(&mut add);
    if matches!(&*identity.group, "external-secrets.io" | "bitnami.com") {
        add(&identity.name);
    }
    if identity.is("external-secrets.io", "ExternalSecret") {
        store(object, facts);
    }
}

fn store(object: &Object<'_>, facts: &mut Facts) {
    let Some(name) = text(object.node, "spec.secretStoreRef.name") else { return };
    facts.references.push(Reference {
        from: object.identity.clone(),
        field: "secretStoreRef",
        group: "external-secrets.io".into(),
        kind: object.text("spec.secretStoreRef.kind").unwrap_or("SecretStore").into(),
        namespace: None,
        name,
        optional: false,
    });
}

/// Keeps what a kustomization makes, and the files that it names.
pub(crate) fn kustomization(object: &Object<'_>, facts: &mut Facts) {
    let list = |key: &str| object.at(key).map(Node::items).unwrap_or_default().iter();
    for (key, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        let names = list(key).filter_map(|item| item.text("name"));
        let by = &object.identity;
        facts.provided.extend(names.map(|name| Provided { by: by.clone(), kind, name: name.into() }));
    }
    let mut add = |field, path: Option<Text>| {
        facts.mentions.extend(path.map(|path| Mention { of: object.identity.clone(), field, path }));
    };
    for field in ["resources", "components", "bases", "patchesStrategicMerge", "crds", "configurations"] {
        list(field).for_each(|item| add(field, as_text(item).filter(|text| !text.value.contains('\n'))));
    }
    for field in ["patches", "patchesJson6902", "replacements"] {
        list(field).for_each(|item| add(field, text(item, "path")));
    }
}
