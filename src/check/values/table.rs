//! Where such values occur, according to the validation of Kubernetes 1.31 to 1.37.

/// What a value must be.
#[derive(Debug)]
pub(crate) enum Form {
    OneOf(&'static [&'static str]),
    Amount,
    /// A number from this on.
    Port(i64),
}

/// A path below the object, with `*` for each item or each value, and what stands there.
pub(crate) type Row = (&'static str, Form);

/// Groups and kinds.
pub(crate) type Kinds = &'static [(&'static str, &'static str)];

/// Where a container has handlers of which each may be one of [`HANDLERS`].
pub(crate) const PROBES: [&str; 5] =
    ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
pub(crate) const HANDLERS: [&str; 5] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

const ACCESS: Form = Form::OneOf(&["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]);
const BEHAVIOUR: Form = Form::OneOf(&["Max", "Min", "Disabled"]);
const HONOR: Form = Form::OneOf(&["Honor", "Ignore"]);
const IN: Form = Form::OneOf(&["In", "NotIn", "Exists", "DoesNotExist"]);
const MODE: Form = Form::OneOf(&["Filesystem", "Block"]);
const PORT: Form = Form::Port(1);
const PROFILE: Form = Form::OneOf(&["Localhost", "RuntimeDefault", "Unconfined"]);
const PROTOCOL: Form = Form::OneOf(&["TCP", "UDP", "SCTP"]);
const RECLAIM: Form = Form::OneOf(&["Retain", "Delete", "Recycle"]);
const ROLE: Form = Form::OneOf(&["Role", "ClusterRole"]);
const SCHEME: Form = Form::OneOf(&["HTTP", "HTTPS"]);
const SUBJECT: Form = Form::OneOf(&["User", "Group", "ServiceAccount"]);
const TARGET: Form = Form::OneOf(&["Utilization", "Value", "AverageValue"]);
const TRAFFIC: Form = Form::OneOf(&["Cluster", "Local"]);
const UPDATE: Form = Form::OneOf(&["RollingUpdate", "OnDelete"]);

/// Below the `spec` of a pod.
pub(crate) const POD: &[Row] = &[
    ("restartPolicy", Form::OneOf(&["Always", "OnFailure", "Never"])),
    ("dnsPolicy", Form::OneOf(&["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"])),
    ("preemptionPolicy", Form::OneOf(&["Never", "PreemptLowerPriority"])),
    ("os.name", Form::OneOf(&["linux", "windows"])),
    ("overhead.*", Form::Amount),
    ("resources.limits.*", Form::Amount),
    ("resources.requests.*", Form::Amount),
    ("securityContext.fsGroupChangePolicy", Form::OneOf(&["OnRootMismatch", "Always"])),
    ("securityContext.supplementalGroupsPolicy", Form::OneOf(&["Merge", "Strict"])),
    ("securityContext.seccompProfile.type", PROFILE),
    ("securityContext.appArmorProfile.type", PROFILE),
    ("tolerations.*.operator", Form::OneOf(&["Exists", "Equal", "Lt", "Gt"])),
    ("tolerations.*.effect", Form::OneOf(&["NoSchedule", "PreferNoSchedule", "NoExecute"])),
    ("topologySpreadConstraints.*.whenUnsatisfiable", Form::OneOf(&["DoNotSchedule", "ScheduleAnyway"])),
    ("topologySpreadConstraints.*.nodeAffinityPolicy", HONOR),
    ("topologySpreadConstraints.*.nodeTaintsPolicy", HONOR),
    ("volumes.*.emptyDir.sizeLimit", Form::Amount),
    ("volumes.*.ephemeral.volumeClaimTemplate.spec.accessModes.*", ACCESS),
    ("volumes.*.ephemeral.volumeClaimTemplate.spec.resources.requests.*", Form::Amount),
    (
        "volumes.*.hostPath.type",
        Form::OneOf(&["DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"]),
    ),
];

/// Below a container.
pub(crate) const CONTAINER: &[Row] = &[
    ("imagePullPolicy", Form::OneOf(&["Always", "IfNotPresent", "Never"])),
    ("terminationMessagePolicy", Form::OneOf(&["File", "FallbackToLogsOnError"])),
    ("restartPolicy", Form::OneOf(&["Always", "OnFailure", "Never"])),
    ("ports.*.protocol", PROTOCOL),
    ("ports.*.containerPort", PORT),
    ("ports.*.hostPort", Form::Port(0)),
    ("resources.limits.*", Form::Amount),
    ("resources.requests.*", Form::Amount),
    ("resizePolicy.*.restartPolicy", Form::OneOf(&["NotRequired", "RestartContainer"])),
    ("securityContext.procMount", Form::OneOf(&["Default", "Unmasked"])),
    ("securityContext.seccompProfile.type", PROFILE),
    ("securityContext.appArmorProfile.type", PROFILE),
    ("volumeMounts.*.mountPropagation", Form::OneOf(&["None", "HostToContainer", "Bidirectional"])),
    ("volumeMounts.*.recursiveReadOnly", Form::OneOf(&["Disabled", "IfPossible", "Enabled"])),
    ("livenessProbe.httpGet.port", PORT),
    ("livenessProbe.httpGet.scheme", SCHEME),
    ("livenessProbe.tcpSocket.port", PORT),
    ("livenessProbe.grpc.port", PORT),
    ("readinessProbe.httpGet.port", PORT),
    ("readinessProbe.httpGet.scheme", SCHEME),
    ("readinessProbe.tcpSocket.port", PORT),
    ("readinessProbe.grpc.port", PORT),
    ("startupProbe.httpGet.port", PORT),
    ("startupProbe.httpGet.scheme", SCHEME),
    ("startupProbe.tcpSocket.port", PORT),
    ("startupProbe.grpc.port", PORT),
    ("lifecycle.*.httpGet.port", PORT),
    ("lifecycle.*.httpGet.scheme", SCHEME),
];

/// Below objects of some kinds.
pub(crate) const KINDS: &[(Kinds, &[Row])] = &[
    (
        &[("", "Service")],
        &[
            ("spec.type", Form::OneOf(&["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])),
            ("spec.sessionAffinity", Form::OneOf(&["ClientIP", "None"])),
            ("spec.externalTrafficPolicy", TRAFFIC),
            ("spec.internalTrafficPolicy", TRAFFIC),
            ("spec.ipFamilyPolicy", Form::OneOf(&["SingleStack", "PreferDualStack", "RequireDualStack"])),
            ("spec.ipFamilies.*", Form::OneOf(&["IPv4", "IPv6"])),
            ("spec.ports.*.protocol", PROTOCOL),
            ("spec.ports.*.port", PORT),
            ("spec.ports.*.targetPort", Form::Port(0)),
            ("spec.ports.*.nodePort", Form::Port(0)),
        ],
    ),
    (
        &[("", "PersistentVolumeClaim")],
        &[
            ("spec.accessModes.*", ACCESS),
            ("spec.volumeMode", MODE),
            ("spec.resources.requests.*", Form::Amount),
            ("spec.resources.limits.*", Form::Amount),
        ],
    ),
    (
        &[("", "PersistentVolume")],
        &[
            ("spec.accessModes.*", ACCESS),
            ("spec.volumeMode", MODE),
            ("spec.capacity.*", Form::Amount),
            ("spec.persistentVolumeReclaimPolicy", RECLAIM),
        ],
    ),
    (
        &[("storage.k8s.io", "StorageClass")],
        &[("reclaimPolicy", RECLAIM), ("volumeBindingMode", Form::OneOf(&["Immediate", "WaitForFirstConsumer"]))],
    ),
    (&[("", "ResourceQuota")], &[("spec.hard.*", Form::Amount)]),
    (
        &[("", "LimitRange")],
        &[
            ("spec.limits.*.max.*", Form::Amount),
            ("spec.limits.*.min.*", Form::Amount),
            ("spec.limits.*.default.*", Form::Amount),
            ("spec.limits.*.defaultRequest.*", Form::Amount),
            ("spec.limits.*.maxLimitRequestRatio.*", Form::Amount),
        ],
    ),
    (&[("apps", "Deployment")], &[("spec.strategy.type", Form::OneOf(&["RollingUpdate", "Recreate"]))]),
    (&[("apps", "DaemonSet")], &[("spec.updateStrategy.type", UPDATE)]),
    (
        &[("apps", "StatefulSet")],
        &[
            ("spec.updateStrategy.type", UPDATE),
            ("spec.podManagementPolicy", Form::OneOf(&["OrderedReady", "Parallel"])),
            ("spec.volumeClaimTemplates.*.spec.accessModes.*", ACCESS),
            ("spec.volumeClaimTemplates.*.spec.volumeMode", MODE),
            ("spec.volumeClaimTemplates.*.spec.resources.requests.*", Form::Amount),
        ],
    ),
    (
        &[
            ("apps", "Deployment"),
            ("apps", "ReplicaSet"),
            ("apps", "DaemonSet"),
            ("apps", "StatefulSet"),
            ("batch", "Job"),
            ("policy", "PodDisruptionBudget"),
        ],
        &[("spec.selector.matchExpressions.*.operator", IN)],
    ),
    (
        &[("policy", "PodDisruptionBudget")],
        &[("spec.unhealthyPodEvictionPolicy", Form::OneOf(&["IfHealthyBudget", "AlwaysAllow"]))],
    ),
    (&[("batch", "Job")], &[("spec.completionMode", Form::OneOf(&["NonIndexed", "Indexed"]))]),
    (
        &[("batch", "CronJob")],
        &[
            ("spec.concurrencyPolicy", Form::OneOf(&["Allow", "Forbid", "Replace"])),
            ("spec.jobTemplate.spec.completionMode", Form::OneOf(&["NonIndexed", "Indexed"])),
        ],
    ),
    (
        &[("autoscaling", "HorizontalPodAutoscaler")],
        &[
            ("spec.metrics.*.type", Form::OneOf(&["Object", "Pods", "Resource", "ContainerResource", "External"])),
            ("spec.metrics.*.resource.target.type", TARGET),
            ("spec.metrics.*.containerResource.target.type", TARGET),
            ("spec.metrics.*.pods.target.type", TARGET),
            ("spec.metrics.*.object.target.type", TARGET),
            ("spec.metrics.*.external.target.type", TARGET),
            ("spec.behavior.scaleUp.selectPolicy", BEHAVIOUR),
            ("spec.behavior.scaleDown.selectPolicy", BEHAVIOUR),
        ],
    ),
    (
        &[("networking.k8s.io", "NetworkPolicy")],
        &[
            ("spec.policyTypes.*", Form::OneOf(&["Ingress", "Egress"])),
            ("spec.podSelector.matchExpressions.*.operator", IN),
            ("spec.ingress.*.ports.*.protocol", PROTOCOL),
            ("spec.ingress.*.ports.*.port", PORT),
            ("spec.egress.*.ports.*.protocol", PROTOCOL),
            ("spec.egress.*.ports.*.port", PORT),
        ],
    ),
    (
        &[("networking.k8s.io", "Ingress")],
        &[
            ("spec.rules.*.http.paths.*.pathType", Form::OneOf(&["Exact", "Prefix", "ImplementationSpecific"])),
            ("spec.rules.*.http.paths.*.backend.service.port.number", PORT),
            ("spec.defaultBackend.service.port.number", PORT),
        ],
    ),
    (
        &[("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding")],
        &[("roleRef.kind", ROLE), ("subjects.*.kind", SUBJECT)],
    ),
    (
        &[
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
            ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ],
        &[
            ("webhooks.*.failurePolicy", Form::OneOf(&["Fail", "Ignore"])),
            ("webhooks.*.matchPolicy", Form::OneOf(&["Exact", "Equivalent"])),
            ("webhooks.*.clientConfig.service.port", PORT),
        ],
    ),
];
