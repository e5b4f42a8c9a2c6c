"""Dragonfly's kind, written by hand: its operator is no package of a registry.

What it takes over from Kubernetes (containers, volumes, affinity and so on) is taken from an operator whose definition
spells out a whole pod.
"""

TEXT = {"type": "string"}
TEXTS = {"type": "object", "additionalProperties": TEXT}
NUMBER = {"type": "integer", "format": "int32"}
FLAG = {"type": "boolean"}
EITHER = {"x-kubernetes-int-or-string": True}


def spec(pod, claim):
    """The definition, from the schemas of a pod's spec and of a volume claim's."""
    container = pod["containers"]["items"]["properties"]
    key = container["env"]["items"]["properties"]["valueFrom"]["properties"]["secretKeyRef"]
    metadata = mapping(annotations=TEXTS, labels=TEXTS)
    volume = mapping(persistentVolumeClaimSpec=claim)
    fields = mapping(
        aclFromSecret=key,
        additionalContainers=items(pod["containers"]["items"]),
        additionalVolumes=items(pod["volumes"]["items"]),
        affinity=pod["affinity"],
        annotations=TEXTS,
        args=items(TEXT),
        authentication=mapping(clientCaCertSecret=key, passwordFromSecret=key),
        containerSecurityContext=container["securityContext"],
        customLivenessProbeConfigMap=pod["imagePullSecrets"]["items"],
        customReadinessProbeConfigMap=pod["imagePullSecrets"]["items"],
        customStartupProbeConfigMap=pod["imagePullSecrets"]["items"],
        enableReplicationReadinessGate=FLAG,
        env=items(container["env"]["items"]),
        image=TEXT,
        imagePullPolicy=TEXT | {"default": "Always"},
        imagePullSecrets=items(pod["imagePullSecrets"]["items"]),
        initContainers=items(pod["containers"]["items"]),
        labels=TEXTS,
        memcachedPort=NUMBER,
        networkPolicyEnabled=FLAG,
        nodeSelector=TEXTS,
        ownedObjectsMetadata=metadata,
        pdb=mapping(minAvailable=EITHER, maxUnavailable=EITHER) | {
            "x-kubernetes-validations": [{"rule": "!(has(self.minAvailable) && has(self.maxUnavailable))"}],
        },
        podMetadata=metadata,
        podSecurityContext=pod["securityContext"],
        priorityClassName=TEXT,
        replicas=NUMBER,
        resources=container["resources"],
        serviceAccountName=TEXT,
        serviceSpec=mapping(annotations=TEXTS, labels=TEXTS, name=TEXT, nodePort=NUMBER, type=TEXT),
        skipFSGroup=FLAG,
        snapshot=mapping(
            cron=TEXT, dir=TEXT, enableOnMasterOnly=FLAG, existingPersistentVolumeClaimName=TEXT,
            persistentVolumeClaimSpec=claim,
        ),
        tiering=volume,
        tlsSecretRef=mapping(name=TEXT, namespace=TEXT),
        tolerations=items(pod["tolerations"]["items"]),
        topologySpreadConstraints=items(pod["topologySpreadConstraints"]["items"]),
    )
    status = mapping(isRollingUpdate=FLAG, phase=TEXT)
    root = mapping(apiVersion=TEXT, kind=TEXT, metadata={"type": "object"}, spec=fields, status=status)
    version = {"name": "v1alpha1", "served": True, "storage": True, "schema": {"openAPIV3Schema": root}}
    return {"group": "dragonflydb.io", "names": {"kind": "Dragonfly"}, "scope": "Namespaced", "versions": [version]}


def mapping(**fields):
    return {"type": "object", "properties": fields}


def items(schema):
    return {"type": "array", "items": schema}
