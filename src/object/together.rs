//! Which objects meet: on one cluster, in one namespace, under one Argo CD, in what is applied in one go.
//!
//! All is told by the environment in whose folder a file lies, since each has a cluster and an Argo CD of its own. A
//! file outside those folders meets others outside them only: nobody knows which clusters it goes to.

use super::Identity;
use super::layout::{Place, variant};

impl Place {
    /// The cluster that a file goes to, as a key. That of an Application or a project is where it deploys to: it lies in
    /// the folder of its environment. References, selectors, routes, and rules about namespaces rely on it.
    pub(crate) fn cluster(&self) -> &str {
        &self.scope
    }

    /// The Argo CD that reads a file, as a key. Applications rely on it: their projects, credentials and settings are
    /// those of one instance, wherever the Applications deploy to.
    pub(crate) fn argocd(&self) -> &str {
        &self.scope
    }

    /// What Argo CD or Kustomize applies to a cluster in one go. Two objects of one name in it are one object, which
    /// `duplicate-object` relies on; a name may come again in another kustomization, which gives it a prefix, and beside
    /// a file or folder that is called like another environment, of which only one is chosen.
    pub(crate) fn applied(&self) -> (&str, Option<&str>, Vec<&str>) {
        (self.cluster(), self.kustomization.as_deref(), variant(&self.path))
    }
}

impl Identity {
    /// Whether two objects go to one cluster.
    pub(crate) fn shares_cluster(&self, other: &Self) -> bool {
        self.place.cluster() == other.place.cluster()
    }

    /// Whether one Argo CD reads two objects.
    pub(crate) fn shares_argocd(&self, other: &Self) -> bool {
        self.place.argocd() == other.place.argocd()
    }

    /// Whether two objects can live in one namespace of one cluster. A namespace that is not written is filled in by
    /// whoever deploys the object, so it may be any.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.shares_cluster(other) && may_be(&self.namespace, &other.namespace)
    }
}

/// Whether two namespaces may be one.
pub(crate) fn may_be(one: &Option<Box<str>>, other: &Option<Box<str>>) -> bool {
    one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| one == other)
}
