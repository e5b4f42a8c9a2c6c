//! What is kept about a document once it is dropped: compact facts for rules about the whole tree.
//!
//! A fact holds names and places, never a node. To add one: a struct in the file of its topic, a list in [`Facts`], a
//! line in [`Facts::append`], and the extraction.

pub(crate) mod argo;
pub(crate) mod catalog;
pub(crate) mod guard;
pub(crate) mod instance;
pub(crate) mod mark;
pub(crate) mod network;
pub(crate) mod operator;
pub(crate) mod owners;
pub(crate) mod portal;
pub(crate) mod provided;
pub(crate) mod route;
pub(crate) mod scaffold;
pub(crate) mod scaling;
pub(crate) mod security;
pub(crate) mod size;
pub(crate) mod workload;

use std::sync::Arc;

use crate::object::together::may_be;
use crate::object::{Identity, Object};
use crate::source::Spanned;
use crate::yaml::node::Node;

/// A text and where it was written.
pub(crate) type Text = Spanned<Box<str>>;

/// Facts of one file, or of all of them in the order of their files.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Every Kubernetes object, chart, values file and kustomization.
    pub(crate) objects: Vec<Arc<Identity>>,
    /// Every entity of a catalog.
    pub(crate) entities: Vec<Arc<Identity>>,
    /// Names by which one object means another.
    pub(crate) references: Vec<Reference>,
    /// Selectors by which one object means others.
    pub(crate) selectors: Vec<network::Selector>,
    pub(crate) pods: Vec<workload::Pod>,
    pub(crate) services: Vec<network::Service>,
    pub(crate) applications: Vec<argo::Application>,
    pub(crate) projects: Vec<argo::Project>,
    pub(crate) relations: Vec<catalog::Relation>,
    pub(crate) policies: Vec<network::Policy>,
    pub(crate) monitors: Vec<network::Monitor>,
    pub(crate) backends: Vec<route::Backend>,
    pub(crate) addresses: Vec<route::Address>,
    pub(crate) parents: Vec<route::Parent>,
    pub(crate) gateways: Vec<route::Gateway>,
    pub(crate) scalers: Vec<scaling::Scaler>,
    pub(crate) budgets: Vec<scaling::Budget>,
    pub(crate) limits: Vec<guard::Limits>,
    pub(crate) quotas: Vec<guard::Quota>,
    pub(crate) provided: Vec<provided::Provided>,
    pub(crate) made: Vec<operator::Made>,
    pub(crate) mentions: Vec<provided::Mention>,
    pub(crate) bound: Vec<owners::Bound>,
    pub(crate) credentials: Vec<instance::Credential>,
    /// Entities whose lifecycle is `deprecated`.
    pub(crate) deprecated: Vec<Arc<Identity>>,
    pub(crate) generators: Vec<instance::Generator>,
    pub(crate) marks: Vec<mark::Mark>,
    pub(crate) notifications: Vec<instance::Notifications>,
    pub(crate) owners: Vec<owners::Owners>,
    pub(crate) portals: Vec<portal::Portal>,
    pub(crate) settings: Vec<instance::Settings>,
    pub(crate) subscriptions: Vec<instance::Subscription>,
    pub(crate) sizes: Vec<size::Size>,
    pub(crate) targets: Vec<catalog::Target>,
    /// Definitions of kinds: CustomResourceDefinitions and Crossplane's.
    pub(crate) definitions: Vec<Node<'static>>,
}

/// A name by which an object means another one.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) from: Arc<Identity>,
    /// The field, such as `serviceAccountName`.
    pub(crate) field: &'static str,
    pub(crate) group: Box<str>,
    pub(crate) kind: Box<str>,
    /// Absent where the namespace is that of the object itself.
    pub(crate) namespace: Option<Box<str>>,
    pub(crate) name: Text,
    /// Whether the object works without the other.
    pub(crate) optional: bool,
}

impl Reference {
    /// Whether an object of that name is where the reference looks: in the namespace that it writes, or in its own.
    pub(crate) fn may_mean(&self, object: &Identity) -> bool {
        let namespace = if self.namespace.is_some() { &self.namespace } else { &self.from.namespace };
        self.from.shares_cluster(object) && may_be(namespace, &object.namespace)
    }
}

impl Facts {
    /// Adds the facts of the next file.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.objects.append(&mut other.objects);
        self.entities.append(&mut other.entities);
        self.references.append(&mut other.references);
        self.selectors.append(&mut other.selectors);
        self.pods.append(&mut other.pods);
        self.services.append(&mut other.services);
        self.applications.append(&mut other.applications);
        self.projects.append(&mut other.projects);
        self.relations.append(&mut other.relations);
        self.policies.append(&mut other.policies);
        self.monitors.append(&mut other.monitors);
        self.backends.append(&mut other.backends);
        self.addresses.append(&mut other.addresses);
        self.parents.append(&mut other.parents);
        self.gateways.append(&mut other.gateways);
        self.scalers.append(&mut other.scalers);
        self.budgets.append(&mut other.budgets);
        self.limits.append(&mut other.limits);
        self.quotas.append(&mut other.quotas);
        self.provided.append(&mut other.provided);
        self.made.append(&mut other.made);
        self.mentions.append(&mut other.mentions);
        self.bound.append(&mut other.bound);
        self.credentials.append(&mut other.credentials);
        self.deprecated.append(&mut other.deprecated);
        self.generators.append(&mut other.generators);
        self.marks.append(&mut other.marks);
        self.notifications.append(&mut other.notifications);
        self.owners.append(&mut other.owners);
        self.portals.append(&mut other.portals);
        self.settings.append(&mut other.settings);
        self.subscriptions.append(&mut other.subscriptions);
        self.sizes.append(&mut other.sizes);
        self.targets.append(&mut other.targets);
        self.definitions.append(&mut other.definitions);
    }

    /// Keeps what matters of a Kubernetes object.
    pub(crate) fn add(&mut self, object: &Object<'_>) {
        self.objects.push(object.identity.clone());
        mark::extract(object, self);
        workload::extract(object, self);
        provided::secrets(object, self);
        size::extract(object, self);
        operator::extract(object, self);
        match (&*object.identity.group, &*object.identity.kind) {
            ("", "Service") => network::service(object, self),
            ("", "LimitRange") => guard::limits(object, self),
            ("", "ResourceQuota") => guard::quota(object, self),
            ("autoscaling", "HorizontalPodAutoscaler") | ("keda.sh", "ScaledObject") => scaling::scaler(object, self),
            ("policy", "PodDisruptionBudget") => scaling::budget(object, self),
            ("networking.k8s.io", "NetworkPolicy") => network::policy(object, self),
            ("networking.k8s.io", "Ingress") => route::ingress(object, self),
            ("gateway.networking.k8s.io", "Gateway") => route::gateway(object, self),
            ("gateway.networking.k8s.io", _) => route::route(object, self),
            ("monitoring.coreos.com", "ServiceMonitor") => {
                network::monitor(object, "spec.endpoints", network::Selected::Services, self);
            }
            ("monitoring.coreos.com", "PodMonitor") => {
                network::monitor(object, "spec.podMetricsEndpoints", network::Selected::Pods, self);
            }
            ("rbac.authorization.k8s.io", "RoleBinding") => {
                guard::binding(object, self);
                owners::binding(object, self);
            }
            ("rbac.authorization.k8s.io", "ClusterRoleBinding") => guard::binding(object, self),
            ("kustomize.config.k8s.io", "Kustomization") => provided::kustomization(object, self),
            ("", "ConfigMap") => instance::settings(object, self),
            ("", "Secret") | ("external-secrets.io", "ExternalSecret") | ("bitnami.com", "SealedSecret") => {
                instance::credential(object, self);
            }
            ("argoproj.io", "Application") => {
                argo::application(object, object.node, self);
                instance::subscriptions(object, self);
            }
            ("argoproj.io", "ApplicationSet") => {
                argo::application_set(object, self);
                instance::generators(object, self);
            }
            ("argoproj.io", "AppProject") => {
                argo::project(object, self);
                instance::subscriptions(object, self);
            }
            ("apiextensions.k8s.io", "CustomResourceDefinition")
            | ("apiextensions.crossplane.io", "CompositeResourceDefinition") => {
                self.definitions.push(object.node.clone().into_owned());
            }
            _ => {}
        }
    }

    /// Keeps what matters of an entity.
    pub(crate) fn add_entity(&mut self, object: &Object<'_>) {
        self.entities.push(object.identity.clone());
        catalog::extract(object, self);
        mark::extract(object, self);
    }
}

/// The integer at a path, with its place.
pub(crate) fn number(node: &Node<'_>, path: &str) -> Option<Spanned<i64>> {
    let node = node.at(path)?;
    Some(Spanned::new(node.as_int()?, node.span))
}

/// The string at a path, or the number as one, with its place: a port, an amount or a share.
pub(crate) fn amount(node: &Node<'_>, path: &str) -> Option<Text> {
    let node = node.at(path)?;
    as_text(node).or_else(|| Some(Spanned::new(node.as_int()?.to_string().into(), node.span)))
}

/// The string at a path, with its place.
pub(crate) fn text(node: &Node<'_>, path: &str) -> Option<Text> {
    node.at(path).and_then(as_text)
}

/// A node that is a string, with its place.
pub(crate) fn as_text(node: &Node<'_>) -> Option<Text> {
    Some(Spanned::new(node.as_str()?.into(), node.span))
}

/// The strings of the list at a path.
pub(crate) fn texts(node: &Node<'_>, path: &str) -> Vec<Text> {
    node.at(path).map(Node::items).unwrap_or_default().iter().filter_map(as_text).collect()
}
