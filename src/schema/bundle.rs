//! The files of `schemas/kinds/`, which the binary bundles.

/// The first is that of Kubernetes itself.
pub(crate) const BUNDLES: [&str; 14] = [
    include_str!("../../schemas/kinds/kubernetes.types"),
    include_str!("../../schemas/kinds/argo-cd.types"),
    include_str!("../../schemas/kinds/cert-manager.types"),
    include_str!("../../schemas/kinds/cilium.types"),
    include_str!("../../schemas/kinds/cloudnative-pg.types"),
    include_str!("../../schemas/kinds/crossplane.types"),
    include_str!("../../schemas/kinds/dragonfly.types"),
    include_str!("../../schemas/kinds/external-secrets.types"),
    include_str!("../../schemas/kinds/gateway-api.types"),
    include_str!("../../schemas/kinds/grafana.types"),
    include_str!("../../schemas/kinds/keda.types"),
    include_str!("../../schemas/kinds/kyverno.types"),
    include_str!("../../schemas/kinds/prometheus.types"),
    include_str!("../../schemas/kinds/rabbitmq.types"),
];
