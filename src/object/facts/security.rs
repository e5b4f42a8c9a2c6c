//! What the Pod Security Standards forbid in a pod (kubernetes.io, pod security standards).

use crate::diagnostic::rule::Level;
use crate::object::Identity;
use crate::source::Span;
use crate::yaml::node::Node;

/// One thing that a standard forbids.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) span: Span,
    pub(crate) standard: Standard,
    /// What it is, as in "the pod ..".
    pub(crate) fault: &'static str,
}

/// The first standard that forbids it; whatever baseline forbids, restricted does too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standard {
    Baseline,
    /// Baseline as it is since Kubernetes 1.34.
    Baseline34,
    Restricted,
}

const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
const SYSCTLS: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];
const SELINUX_TYPES: [&str; 5] = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const VOLUMES: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// How much it weighs in a namespace when a pod does not hold to baseline, or to restricted, and the minor version of
/// Kubernetes whose rules apply, 0 when none is written. Nothing where the namespace does not ask for it; baseline weighs
/// as a warning where its labels say nothing at all.
pub(crate) fn standard_of(namespace: &Identity, restricted: bool) -> Option<(Level, u32)> {
    let label = |mode: &str| namespace.label(&format!("pod-security.kubernetes.io/{mode}"));
    let version = label("enforce-version").and_then(|version| version.strip_prefix("v1.")?.parse().ok()).unwrap_or(0);
    let asks = |mode: &&str| match label(mode) {
        Some("restricted") => true,
        Some("baseline") => !restricted,
        _ => false,
    };
    match ["enforce", "audit", "warn"].iter().position(asks) {
        Some(0) => Some((Level::Error, version)),
        Some(_) => Some((Level::Warning, version)),
        None => (!restricted && label("enforce").is_none()).then_some((Level::Warning, version)),
    }
}

/// Everything that a standard forbids in a pod, which has `spec`.
pub(crate) fn violations(pod: &Node<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    let Some(spec) = pod.get("spec") else { return found };
    for (key, fault) in
        [("hostNetwork", "uses the host network"), ("hostPID", HOST_PROCESSES), ("hostIPC", HOST_PROCESSES)]
    {
        if let Some(value) = spec.get(key).filter(|value| value.as_bool() == Some(true)) {
            found.push(Violation { span: value.span, standard: Standard::Baseline, fault });
        }
    }
    let windows = spec.text("os.name") == Some("windows");
    volumes(spec, &mut found);
    let whole = spec.get("securityContext");
    context(whole, &mut found);
    for sysctl in list(whole, "sysctls").filter_map(|sysctl| sysctl.get("name")) {
        if sysctl.as_str().is_some_and(|name| !SYSCTLS.contains(&name)) {
            let fault = "sets an unsafe sysctl";
            found.push(Violation { span: sysctl.span, standard: Standard::Baseline, fault });
        }
    }
    for container in containers(spec) {
        let own = container.get("securityContext");
        context(own, &mut found);
        baseline(container, own, &mut found);
        if !windows {
            restricted(container, own, whole, &mut found);
        }
    }
    found
}

const HOST_PROCESSES: &str = "shares the host PID or IPC namespace";

/// The containers in the `spec` of a pod.
fn containers<'n>(spec: &'n Node<'n>) -> impl Iterator<Item = &'n Node<'n>> {
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    lists.into_iter().flat_map(|key| spec.get(key).map(Node::items).unwrap_or_default())
}

fn list<'n>(node: Option<&'n Node<'n>>, path: &str) -> impl Iterator<Item = &'n Node<'n>> + use<'n> {
    node.and_then(|node| node.at(path)).map(Node::items).unwrap_or_default().iter()
}

fn volumes(spec: &Node<'_>, found: &mut Vec<Violation>) {
    for volume in list(Some(spec), "volumes") {
        if let Some(entry) = volume.entry("hostPath") {
            let fault = "mounts a host path";
            found.push(Violation { span: entry.key.span, standard: Standard::Baseline, fault });
            continue;
        }
        let source = volume.entries().iter().find(|entry| entry.key.text != "name");
        if let Some(entry) = source.filter(|entry| !VOLUMES.contains(&&*entry.key.text)) {
            let fault = "mounts a volume type that `restricted` forbids";
            found.push(Violation { span: entry.key.span, standard: Standard::Restricted, fault });
        }
    }
}

/// What baseline forbids in the security context of a pod or of a container.
fn context(context: Option<&Node<'_>>, found: &mut Vec<Violation>) {
    let Some(context) = context else { return };
    let mut add = |path: &str, fault, is_wrong: &dyn Fn(&Node<'_>) -> bool| {
        if let Some(value) = context.at(path).filter(|value| is_wrong(value)) {
            found.push(Violation { span: value.span, standard: Standard::Baseline, fault });
        }
    };
    let unconfined = |value: &Node<'_>| value.as_str() == Some("Unconfined");
    let filled = |value: &Node<'_>| value.as_str().is_some_and(|text| !text.is_empty());
    let unknown = |value: &Node<'_>| value.as_str().is_some_and(|text| !SELINUX_TYPES.contains(&text));
    add("seccompProfile.type", "runs with seccomp `Unconfined`", &unconfined);
    add("appArmorProfile.type", "runs without AppArmor", &unconfined);
    add("seLinuxOptions.type", "chooses its own SELinux type", &unknown);
    add("seLinuxOptions.user", "chooses its own SELinux user", &filled);
    add("seLinuxOptions.role", "chooses its own SELinux role", &filled);
    add("windowsOptions.hostProcess", "runs as a host process", &|value| value.as_bool() == Some(true));
}

/// What baseline forbids in a container beside its common security context.
fn baseline(container: &Node<'_>, own: Option<&Node<'_>>, found: &mut Vec<Violation>) {
    let mut add = |span, standard, fault| found.push(Violation { span, standard, fault });
    if let Some(value) = own.and_then(|own| own.get("privileged")).filter(|value| value.as_bool() == Some(true)) {
        add(value.span, Standard::Baseline, "is privileged, which makes it root on the node");
    }
    let added = list(own, "capabilities.add");
    for capability in added.filter(|node| node.as_str().is_some_and(|name| !CAPABILITIES.contains(&name))) {
        add(capability.span, Standard::Baseline, "adds a capability that `baseline` forbids");
    }
    let proc_mount = own.and_then(|own| own.get("procMount"));
    if let Some(value) = proc_mount.filter(|value| value.as_str().is_some_and(|text| text != "Default")) {
        add(value.span, Standard::Baseline, "uses an unmasked `/proc`");
    }
    for port in list(Some(container), "ports").filter_map(|port| port.get("hostPort")) {
        if port.as_int().is_some_and(|port| port != 0) {
            add(port.span, Standard::Baseline, "uses a host port");
        }
    }
    let handlers = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
    for handler in handlers.into_iter().filter_map(|path| container.at(path)) {
        for host in ["httpGet.host", "tcpSocket.host"].into_iter().filter_map(|path| handler.at(path)) {
            if host.as_str().is_some_and(|host| !host.is_empty()) {
                add(host.span, Standard::Baseline34, "makes the kubelet call another host");
            }
        }
    }
}

/// What restricted asks for, of a container or of the whole pod.
fn restricted(container: &Node<'_>, own: Option<&Node<'_>>, whole: Option<&Node<'_>>, found: &mut Vec<Violation>) {
    let span = container.get("name").unwrap_or(container).span;
    let mut add = |node: Option<&Node<'_>>, fault| {
        let span = node.map_or(span, |node| node.span);
        found.push(Violation { span, standard: Standard::Restricted, fault });
    };
    let of = |context: Option<&'_ Node<'_>>, path: &str, is_right: fn(&Node<'_>) -> bool| {
        context.and_then(|context| context.at(path)).map(is_right)
    };
    let is_false: fn(&Node<'_>) -> bool = |node| node.as_bool() == Some(false);
    let is_true: fn(&Node<'_>) -> bool = |node| node.as_bool() == Some(true);
    if of(own, "allowPrivilegeEscalation", is_false) != Some(true) {
        add(own.and_then(|own| own.get("allowPrivilegeEscalation")), "does not set `allowPrivilegeEscalation: false`");
    }
    if of(own, "runAsNonRoot", is_true).or_else(|| of(whole, "runAsNonRoot", is_true)) != Some(true) {
        add(own.and_then(|own| own.get("runAsNonRoot")), "does not set `runAsNonRoot: true`");
    }
    let user = own.and_then(|own| own.get("runAsUser")).or_else(|| whole.and_then(|whole| whole.get("runAsUser")));
    if let Some(user) = user.filter(|user| user.as_int() == Some(0)) {
        add(Some(user), "runs as root");
    }
    let profile =
        |context: Option<&Node<'_>>| context.is_some_and(|context| context.at("seccompProfile.type").is_some());
    if !profile(own) && !profile(whole) {
        add(None, "has no `seccompProfile`");
    }
    if !list(own, "capabilities.drop").any(|name| name.as_str() == Some("ALL")) {
        add(own.and_then(|own| own.at("capabilities.drop")), "does not drop `ALL` capabilities");
    }
    let kept =
        |node: &&Node<'_>| node.as_str().is_some_and(|name| CAPABILITIES.contains(&name) && name != "NET_BIND_SERVICE");
    for capability in list(own, "capabilities.add").filter(kept) {
        add(Some(capability), "adds a capability other than `NET_BIND_SERVICE`");
    }
}
