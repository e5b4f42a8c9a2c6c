//! Which kinds live in namespaces, where the schemas do not tell.

use crate::object::Identity;

/// Groups whose kinds are all known: whatever is not in [`CLUSTER`] lives in a namespace.
const GROUPS: [&str; 22] = [
    "",
    "apps",
    "argoproj.io",
    "autoscaling",
    "batch",
    "bitnami.com",
    "cert-manager.io",
    "cilium.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "external-secrets.io",
    "gateway.networking.k8s.io",
    "keda.sh",
    "monitoring.coreos.com",
    "networking.k8s.io",
    "policy",
    "postgresql.cnpg.io",
    "rabbitmq.com",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "storage.k8s.io",
];

/// Kinds of those groups that are of the whole cluster.
const CLUSTER: [(&str, &[&str]); 12] = [
    ("", &["Namespace", "Node", "PersistentVolume", "ComponentStatus"]),
    ("argoproj.io", &["ClusterAnalysisTemplate", "ClusterWorkflowTemplate"]),
    ("cert-manager.io", &["ClusterIssuer"]),
    (
        "cilium.io",
        &[
            "CiliumBGPAdvertisement",
            "CiliumBGPClusterConfig",
            "CiliumBGPNodeConfig",
            "CiliumBGPNodeConfigOverride",
            "CiliumBGPPeerConfig",
            "CiliumCIDRGroup",
            "CiliumClusterwideEnvoyConfig",
            "CiliumClusterwideNetworkPolicy",
            "CiliumEgressGatewayPolicy",
            "CiliumExternalWorkload",
            "CiliumIdentity",
            "CiliumL2AnnouncementPolicy",
            "CiliumLoadBalancerIPPool",
            "CiliumNode",
            "CiliumPodIPPool",
        ],
    ),
    ("external-secrets.io", &["ClusterExternalSecret", "ClusterPushSecret", "ClusterSecretStore"]),
    ("gateway.networking.k8s.io", &["GatewayClass"]),
    ("keda.sh", &["ClusterTriggerAuthentication"]),
    ("networking.k8s.io", &["IPAddress", "IngressClass", "ServiceCIDR"]),
    ("policy", &["PodSecurityPolicy"]),
    ("postgresql.cnpg.io", &["ClusterImageCatalog"]),
    ("rbac.authorization.k8s.io", &["ClusterRole", "ClusterRoleBinding"]),
    ("resource.k8s.io", &["DeviceClass", "DeviceTaintRule", "ResourceSlice"]),
];

/// Groups of which every kind is of the whole cluster.
const CLUSTER_GROUPS: [&str; 9] = [
    "admissionregistration.k8s.io",
    "apiextensions.crossplane.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "certificates.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "node.k8s.io",
    "pkg.crossplane.io",
    "scheduling.k8s.io",
];

/// Whether objects of a kind live in namespaces; nothing when that is not known.
pub(crate) fn is_namespaced(object: &Identity) -> Option<bool> {
    let group = &*object.group;
    if object.namespaced.is_some() {
        return object.namespaced;
    }
    if CLUSTER_GROUPS.contains(&group) {
        return Some(false);
    }
    if group == "storage.k8s.io" {
        return Some(&*object.kind == "CSIStorageCapacity");
    }
    let kinds = CLUSTER.iter().find(|(known, _)| *known == group).map(|(_, kinds)| *kinds).unwrap_or_default();
    GROUPS.contains(&group).then(|| !kinds.contains(&&*object.kind))
}
