//! The risks of a plan, worst first.

use super::{Kind, Manner, Risk, Sense, When};
use crate::diff::Action;
use Action::{Created, Moved, Removed};
use Manner::{Any, Gone, Higher, New, Replaced, Unguarded, Wider, Zero};
use When::{Data, InProduction, Object, Policy, Repository, Template, Value, Visibility};

const EVERY: &[Kind] = &[("*", "*")];
const PROJECT: &[Kind] = &[("argoproj.io", "AppProject")];
const APPLICATION: &[Kind] = &[("argoproj.io", "Application"), ("argoproj.io", "ApplicationSet")];
const POLICY: &[Kind] = &[("networking.k8s.io", "NetworkPolicy"), ("cilium.io", "*")];
/// Objects that hold data in volumes of their own.
const VOLUMES: &[Kind] = &[
    ("", "PersistentVolumeClaim"),
    ("", "PersistentVolume"),
    ("apps", "StatefulSet"),
    ("snapshot.storage.k8s.io", "*"),
];
const NO_DATABASE: &[Kind] =
    &[("", "*"), ("apiextensions.k8s.io", "*"), ("apps", "*"), ("snapshot.storage.k8s.io", "*")];
/// All sorts, worst first.
pub const RISKS: &[Risk] = &[
    Risk {
        name: "repository-removed",
        title: "Repository no longer rendered",
        advice: "groma does not delete repositories; what this one deploys is deleted with its Application",
        by_name: false,
        when: &[Repository(&[Removed])],
    },
    Risk {
        name: "namespace-removed",
        title: "Namespace deleted or renamed",
        advice: "everything in the namespace is deleted with it, volumes included",
        by_name: false,
        when: &[Object(&[("", "Namespace")], &[Removed, Moved])],
    },
    Risk {
        name: "volume-removed",
        title: "Volume deleted or renamed",
        advice: "what the volume holds is lost unless its class retains it; take a backup first",
        by_name: false,
        when: &[Object(VOLUMES, &[Removed, Moved])],
    },
    Risk {
        name: "database-removed",
        title: "Database deleted or renamed",
        advice: "the operator deletes the data with the object; take a backup first",
        by_name: false,
        when: &[Data(NO_DATABASE, &[Removed, Moved])],
    },
    Risk {
        name: "definition-removed",
        title: "Custom resource definition deleted",
        advice: "every object of that kind is deleted with it, in all namespaces",
        by_name: false,
        when: &[Object(&[("apiextensions.k8s.io", "CustomResourceDefinition")], &[Removed, Moved])],
    },
    Risk {
        name: "application-removed",
        title: "Application deleted",
        advice: "with a finalizer, Argo CD deletes what the Application deployed",
        by_name: false,
        when: &[Object(APPLICATION, &[Removed])],
    },
    Risk {
        name: "application-renamed",
        title: "Application renamed",
        advice: "Argo CD deletes the old one with what it deployed, and deploys it again under the new name",
        by_name: false,
        when: &[Object(APPLICATION, &[Moved])],
    },
    Risk {
        name: "project-moved",
        title: "Application in another project, cluster or namespace",
        advice: "what runs at the old place stays or is pruned; the new project must permit it",
        by_name: false,
        when: &[Value(APPLICATION, Any, &["spec.project", "spec.destination.**", "spec.template.spec.destination.**"])],
    },
    Risk {
        name: "repository-moved",
        title: "Repository under another path",
        advice: "move it on the git host as well, or its history and settings stay behind",
        by_name: false,
        when: &[Repository(&[Moved])],
    },
    Risk {
        name: "immutable-field",
        title: "Field that cannot be changed in place",
        advice: "the API server refuses it: the object must be deleted and created again",
        by_name: false,
        when: &[
            Value(&[("apps", "*"), ("batch", "Job")], Any, &["spec.selector.**"]),
            Value(&[("apps", "StatefulSet")], Any, &["spec.volumeClaimTemplates.**", "spec.serviceName"]),
            Value(&[("batch", "Job")], Any, &["spec.template.**"]),
            Value(
                &[("", "PersistentVolumeClaim")],
                Any,
                &["spec.storageClassName", "spec.accessModes.**", "spec.volumeName"],
            ),
            Value(&[("", "Service")], Any, &["spec.clusterIP"]),
            Value(&[("rbac.authorization.k8s.io", "*")], Any, &["roleRef.**"]),
            Value(&[("storage.k8s.io", "StorageClass")], Any, &["provisioner", "parameters.**"]),
        ],
    },
    Risk {
        name: "project-widened",
        title: "Project permits more",
        advice: "anyone who can push to the project's repositories can deploy what it permits",
        by_name: true,
        when: &[
            Value(
                PROJECT,
                New,
                &[
                    "spec.sourceRepos.**",
                    "spec.sourceNamespaces.**",
                    "spec.destinations.**",
                    "spec.clusterResourceWhitelist.**",
                    "spec.namespaceResourceWhitelist.**",
                    "spec.roles.**",
                ],
            ),
            Value(
                PROJECT,
                Gone,
                &["spec.clusterResourceBlacklist.**", "spec.namespaceResourceBlacklist.**", "spec.signatureKeys.**"],
            ),
        ],
    },
    Risk {
        name: "role-widened",
        title: "Role permits more",
        advice: "somebody gains a permission they did not have",
        by_name: false,
        when: &[
            Value(&[("rbac.authorization.k8s.io", "*")], New, &["rules.**", "subjects.**", "aggregationRule.**"]),
            Value(&[("rbac.authorization.k8s.io", "*")], Higher, &["roleRef.name"]),
            Object(
                &[("rbac.authorization.k8s.io", "ClusterRole"), ("rbac.authorization.k8s.io", "ClusterRoleBinding")],
                &[Created],
            ),
        ],
    },
    Risk {
        name: "network-widened",
        title: "Network permits more",
        advice: "traffic passes that was refused before",
        by_name: true,
        when: &[
            Policy(POLICY, Sense::Refuses),
            Value(POLICY, Wider, &["spec.ingress.**", "spec.egress.**"]),
            Value(
                POLICY,
                Gone,
                &["spec.ingress.*.from", "spec.ingress.*.ports", "spec.egress.*.to", "spec.egress.*.ports"],
            ),
            Value(POLICY, Any, &["spec.podSelector.**", "spec.endpointSelector.**"]),
            Value(POLICY, Gone, &["spec.policyTypes.**", "spec.ingressDeny.**", "spec.egressDeny.**"]),
            Value(&[("", "Namespace")], Any, &["metadata.labels.pod-security.kubernetes.io/enforce"]),
        ],
    },
    Risk {
        name: "network-changed",
        title: "Network rules removed or replaced",
        advice: "callers that relied on them are refused; pods that no other policy selects are open to all",
        by_name: true,
        when: &[Policy(POLICY, Sense::Permits), Value(POLICY, Replaced, &["spec.ingress.**", "spec.egress.**"])],
    },
    Risk {
        name: "protection-lost",
        title: "Deleted without confirmation",
        advice: "Argo CD deletes what is no longer rendered, and nobody has to confirm it",
        by_name: false,
        when: &[Value(
            EVERY,
            Unguarded,
            &[
                "metadata.annotations.**",
                "spec.syncPolicy.**",
                "spec.template.metadata.annotations.**",
                "spec.template.spec.syncPolicy.**",
            ],
        )],
    },
    Risk {
        name: "visibility-widened",
        title: "Repository visible to more people",
        advice: "they can read its whole history, including secrets that were ever committed",
        by_name: false,
        when: &[Visibility],
    },
    Risk {
        name: "host-changed",
        title: "Host name or path",
        advice: "callers of the old address are not forwarded; certificates and DNS must follow",
        by_name: false,
        when: &[
            Value(&[("gateway.networking.k8s.io", "*")], Any, &["spec.hostnames.**", "spec.listeners.*.hostname"]),
            Value(&[("networking.k8s.io", "Ingress")], Any, &["spec.rules.**", "spec.tls.**"]),
            Value(
                &[("", "")],
                Any,
                &["route", "route.host", "route.path", "ingress.hosts.**", "ingress.host", "hostname"],
            ),
        ],
    },
    Risk {
        name: "scaled-to-zero",
        title: "Scaled to zero",
        advice: "nothing answers any more",
        by_name: false,
        when: &[Value(
            EVERY,
            Zero,
            &[
                "spec.replicas",
                "spec.minReplicas",
                "spec.minReplicaCount",
                "replicas",
                "replicaCount",
                "scaling.min",
                "spec.instances",
            ],
        )],
    },
    Risk {
        name: "production-image",
        title: "Image in production",
        advice: "other code runs in production",
        by_name: false,
        when: &[InProduction(
            EVERY,
            New,
            &[
                "**.image",
                "**.imageName",
                "image.tag",
                "image.repository",
                "image.digest",
                "spec.source.targetRevision",
            ],
        )],
    },
    Risk {
        name: "owner-changed",
        title: "Owner changed",
        advice: "a different team now approves, deploys and is on call",
        by_name: false,
        when: &[
            Value(&[("backstage.io", "*")], Any, &["spec.owner"]),
            Value(
                &[("argoproj.io", "*"), ("", "Namespace"), ("", "")],
                Any,
                &["metadata.labels.*/team", "labels.*/team"],
            ),
        ],
    },
    Risk {
        name: "workload-template",
        title: "Workload template",
        advice: "what the chart renders from it is not checked: look for selectors, replicas and volumes",
        by_name: false,
        when: &[Template],
    },
];
