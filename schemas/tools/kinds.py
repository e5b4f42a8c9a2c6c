"""Writes `schemas/kinds/`: what groma knows of the kinds of Kubernetes and of common operators.

    python3 schemas/tools/kinds.py

Needs Go, PyYAML and pip. The packages are pinned here; to take newer ones, change a pin, run this, and read the
difference. Licences of the packages: Apache-2.0, MPL-2.0 (RabbitMQ); names, types and limits of a format are taken,
no text.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

import dragonfly
import kubernetes
import merge
import newer
from shapes import Definitions

KUBERNETES = ("kubernetes-validate==1.37.0", "k8s.io/api@v0.37.0", 31, 37)

# Modules, each with the newest version and the oldest that counts, and where in it the definitions lie.
OPERATORS = {
    "argo-cd": [("github.com/argoproj/argo-cd/v3", "v3.6.1", "v3.1.0", "manifests/crds")],
    "cert-manager": [("github.com/cert-manager/cert-manager", "v1.21.2", "v1.18.0", "deploy/crds")],
    "cilium": [("github.com/cilium/cilium", "v1.18.4", "v1.16.0", "pkg/k8s/apis/cilium.io/client/crds")],
    "cloudnative-pg": [("github.com/cloudnative-pg/cloudnative-pg", "v1.29.0", "v1.26.0", "config/crd/bases")],
    "crossplane": [("github.com/crossplane/crossplane/v2", "v2.2.0", "v2.0.0", "cluster/crds")],
    "external-secrets": [("github.com/external-secrets/external-secrets", "v1.3.2", "v0.19.2", "config/crds/bases")],
    "gateway-api": [("sigs.k8s.io/gateway-api", "v1.7.0", "v1.3.0", "config/crd/experimental")],
    "grafana": [("github.com/grafana/grafana-operator/v5", "v5.18.0", "v5.18.0", "config/crd/bases")],
    "keda": [("github.com/kedacore/keda/v2", "v2.21.0", "v2.16.1", "config/crd/bases")],
    "kyverno": [("github.com/kyverno/kyverno", "v1.19.1", "v1.14.0", "config/crds")],
    "prometheus": [
        ("github.com/prometheus-operator/prometheus-operator", "v0.88.0", "v0.85.0", "example/prometheus-operator-crd"),
    ],
    "rabbitmq": [
        ("github.com/rabbitmq/cluster-operator/v2", "v2.16.0", "v2.16.0", "config/crd/bases"),
        ("github.com/rabbitmq/messaging-topology-operator", "v1.15.0", "v1.15.0", "config/crd/bases"),
    ],
}

# Versions of kinds that no release of the range serves, and what takes their place.
GONE = {
    "cert-manager": [
        (f"cert-manager.io/{version}", kind, "cert-manager.io/v1")
        for version in ("v1alpha2", "v1alpha3", "v1beta1")
        for kind in ("Certificate", "CertificateRequest", "ClusterIssuer", "Issuer")
    ],
    "external-secrets": [
        ("external-secrets.io/v1alpha1", kind, "external-secrets.io/v1")
        for kind in ("ClusterSecretStore", "ExternalSecret", "SecretStore")
    ],
    "gateway-api": [
        ("gateway.networking.k8s.io/v1alpha2", kind, "gateway.networking.k8s.io/v1")
        for kind in ("Gateway", "GatewayClass", "HTTPRoute")
    ],
    "keda": [("keda.k8s.io/v1alpha1", kind, "keda.sh/v1alpha1") for kind in ("ScaledObject", "TriggerAuthentication")],
}

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "target" / "kinds"


def main():
    CACHE.mkdir(parents=True, exist_ok=True)
    package, module, oldest, newest = KUBERNETES
    write("kubernetes", [package, module], kubernetes.text(python(package), go(module), oldest, newest))
    for name, modules in OPERATORS.items():
        found, pins = {}, []
        for module, newest, oldest, folder in modules:
            before = definitions(go(f"{module}@{oldest}") / folder)
            now = definitions(go(f"{module}@{newest}") / folder)
            found |= before | {key: merge.custom(new, before.get(key, new)) for key, new in now.items()}
            pins.append(f"{module}@{newest} and @{oldest}" if newest != oldest else f"{module}@{newest}")
        newer.ADDED.get(name, lambda _: None)(found)
        gone = [f"gone {api_version} {kind} - use {instead}" for api_version, kind, instead in GONE.get(name, [])]
        write(name, pins, gone + operator(found.values()))
        if name == "cloudnative-pg":
            write("dragonfly", ["schemas/tools/dragonfly.py"], operator([dragonfly.spec(pod(found), claim(found))]))


def write(name, pins, lines):
    head = [f"# Written by schemas/tools/kinds.py from {', '.join(pins)}."]
    (ROOT / "schemas" / "kinds" / f"{name}.types").write_text("\n".join(head + lines) + "\n")


def definitions(folder):
    """The definitions below a folder, by the name of their kind."""
    if not folder.is_dir():
        sys.exit(f"no folder {folder}")
    documents = [document for path in sorted(folder.rglob("*.yaml"))
                 for document in yaml.load_all(path.read_text(), Loader=Loader)]
    specs = [document["spec"] for document in documents if document and document.get("kind") == "CustomResourceDefinition"]
    return {(spec["group"], spec["names"]["kind"]): spec for spec in specs}


def pod(found):
    return newer.spec(found, "Pooler")["template"]["properties"]["spec"]["properties"]


def claim(found):
    return newer.spec(found, "Cluster")["storage"]["properties"]["pvcTemplate"]


def operator(specs):
    """The lines of all kinds of one operator."""
    definitions = Definitions()
    kinds = [line for spec in specs for line in custom(spec, definitions)]
    lines = [line for name, body in definitions.bodies.items() for line in [name] + [f" {field}" for field in body]]
    return sorted(kinds) + lines


def custom(spec, definitions):
    """The lines of one kind's versions; the newest comes first, and lends its names to the others."""
    kind, group = spec["names"]["kind"], spec["group"]
    stored = next(version["name"] for version in spec["versions"] if version["storage"])
    left = {version["name"] for version in spec["versions"] if version.get("deprecated") or not version["served"]}
    stable = [version["name"] for version in spec["versions"] if re.fullmatch(r"v\d+", version["name"])]
    instead = next((name for name in [*reversed(stable), stored] if name not in left), None)
    lines = []
    for version in reversed(spec["versions"]):
        name = f"{version['name']}.{kind}"
        if name in definitions.bodies:
            name = f"{group.split('.')[0]}.{name}"
        root, _ = definitions.expression(version["schema"]["openAPIV3Schema"], name)
        line = f"kind {group}/{version['name']} {kind} {spec['scope'].lower()} {root}"
        told = " deprecated" + (f" use {group}/{instead}" if instead else "")
        lines.append(line + told * (version["name"] in left))
    return lines


class Loader(yaml.CSafeLoader):
    """YAML as the API server reads it, but for `=`, which is a text to everybody else."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def go(module):
    """The folder of a Go module; that it asks for a newer Go than this one does not matter to its data."""
    run = subprocess.run(["go", "mod", "download", "-json", module], capture_output=True, text=True,
                         env=os.environ | {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}, cwd=CACHE)
    told = json.loads(run.stdout)
    folder = Path(told.get("Dir") or Path(gomodcache()) / module)
    if not folder.is_dir():
        sys.exit(f"cannot fetch {module}: {told.get('Error')}")
    return folder


def gomodcache():
    return subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=True).stdout.strip()


def python(package):
    """The unpacked folder of a Python package."""
    name, version = package.split("==")
    folder = CACHE / f"{name}-{version}"
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, package],
                       check=True)
    return folder / name.replace("-", "_")


if __name__ == "__main__":
    main()
