//! What is kept of a document once it is dropped: compact facts, which rules about the whole world look at.
//!
//! A fact holds names and places, never a node. To add one: a struct in the file of its topic, a list in [`Facts`], a
//! line in [`Facts::append`], and the extraction.

pub mod argo;
pub mod catalog;
pub mod guard;
pub mod instance;
pub mod mark;
pub mod network;
pub mod operator;
pub mod owners;
pub mod portal;
pub mod provided;
pub mod route;
pub mod scaffold;
pub mod scaling;
pub mod security;
pub mod size;
pub mod workload;

use std::sync::Arc;

use super::object::{Identity, Object};
use crate::source::{Span, Spanned};
use crate::yaml::node::Node;

/// A text and where it was written.
pub type Text = Spanned<Box<str>>;

/// Facts of one file, or of all of them in the order of their files.
#[derive(Debug, Default)]
pub struct Facts {
    /// Every Kubernetes object, chart, values file and kustomization.
    pub objects: Vec<Arc<Identity>>,
    /// Every entity of a catalog.
    pub entities: Vec<Arc<Identity>>,
    /// Names by which one object means another.
    pub references: Vec<Reference>,
    /// Selectors by which one object means others.
    pub selectors: Vec<network::Selector>,
    pub pods: Vec<workload::Pod>,
    pub services: Vec<network::Service>,
    pub applications: Vec<argo::Application>,
    pub projects: Vec<argo::Project>,
    pub relations: Vec<catalog::Relation>,
    pub policies: Vec<network::Policy>,
    pub monitors: Vec<network::Monitor>,
    pub backends: Vec<route::Backend>,
    pub addresses: Vec<route::Address>,
    pub parents: Vec<route::Parent>,
    pub gateways: Vec<route::Gateway>,
    pub scalers: Vec<scaling::Scaler>,
    pub budgets: Vec<scaling::Budget>,
    pub limits: Vec<guard::Limits>,
    pub quotas: Vec<guard::Quota>,
    pub provided: Vec<provided::Provided>,
    pub made: Vec<operator::Made>,
    pub mentions: Vec<provided::Mention>,
    pub bound: Vec<owners::Bound>,
    pub credentials: Vec<instance::Credential>,
    /// Entities whose lifecycle is `deprecated`.
    pub deprecated: Vec<Arc<Identity>>,
    pub generators: Vec<instance::Generator>,
    pub marks: Vec<mark::Mark>,
    pub notifications: Vec<instance::Notifications>,
    pub owners: Vec<owners::Owners>,
    pub portals: Vec<portal::Portal>,
    pub settings: Vec<instance::Settings>,
    pub subscriptions: Vec<instance::Subscription>,
    pub sizes: Vec<size::Size>,
    pub targets: Vec<catalog::Target>,
    /// Definitions of kinds: CustomResourceDefinitions and Crossplane's.
    pub definitions: Vec<Node<'static>>,
}

/// A name by which an object means another one.
#[derive(Debug)]
pub struct Reference {
    pub from: Arc<Identity>,
    /// The field, such as `serviceAccountName`.
    pub field: &'static str,
    pub group: Box<str>,
    pub kind: Box<str>,
    /// Absent where the namespace is that of the object itself.
    pub namespace: Option<Box<str>>,
    pub name: Text,
    /// Whether the object works without the other.
    pub optional: bool,
}

impl Facts {
    /// Adds the facts of the next file.
    pub fn append(&mut self, mut other: Self) {
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
    pub fn add(&mut self, object: &Object<'_>) {
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
    pub fn add_entity(&mut self, object: &Object<'_>) {
        self.entities.push(object.identity.clone());
        catalog::extract(object, self);
        mark::extract(object, self);
    }
}

/// The integer at a path, with its place.
pub fn number(node: &Node<'_>, path: &str) -> Option<Spanned<i64>> {
    let node = node.at(path)?;
    Some(Spanned::new(node.as_int()?, node.span))
}

/// The string at a path, or the number as one, with its place: a port, an amount or a share.
pub fn amount(node: &Node<'_>, path: &str) -> Option<Text> {
    let node = node.at(path)?;
    as_text(node).or_else(|| Some(Spanned::new(node.as_int()?.to_string().into(), node.span)))
}

/// The string at a path, with its place.
pub fn text(node: &Node<'_>, path: &str) -> Option<Text> {
    node.at(path).and_then(as_text)
}

/// A node that is a string, with its place.
pub fn as_text(node: &Node<'_>) -> Option<Text> {
    Some(Spanned::new(node.as_str()?.into(), node.span))
}

/// The strings of the list at a path.
pub fn texts(node: &Node<'_>, path: &str) -> Vec<Text> {
    node.at(path).map(Node::items).unwrap_or_default().iter().filter_map(as_text).collect()
}

/// Where a finding about the value at a path points: there, or at the whole object when nothing is written.
pub fn place(node: &Node<'_>, path: &str, object: &Object<'_>) -> Span {
    node.at(path).map_or(object.span(), |node| node.span)
}
