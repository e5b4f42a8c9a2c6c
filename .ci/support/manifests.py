"""Finds charts and manifests in a rendered tree, and judges what kubeconform said about them.

manifests.py charts TREE [PROVED]     one line per chart and environment: chart, values file, release, namespace
manifests.py plain TREE [PROVED]      paths of the files that hold Kubernetes objects as they are
manifests.py verdict                  kubeconform's JSON from stdin: counts by kind, exit 1 if an object is refused

What is the same in the tree PROVED is left out, wherever it lies there.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import yaml

# Kinds of which no schema lies at hand; an object of any other kind without a schema is a fault.
WITHOUT_SCHEMA = {
    "cilium.io/v2 CiliumNetworkPolicy",
    "rabbitmq.com/v1beta1 Permission",
    "rabbitmq.com/v1beta1 User",
    "rabbitmq.com/v1beta1 Vhost",
    "rbac.authorization.k8s.io/v1 ClusterRole",
}


def documents(path):
    try:
        return [d for d in yaml.safe_load_all(path.read_text(encoding="utf-8")) if d is not None]
    except yaml.YAMLError as error:
        sys.exit(f"BROKEN: {path} is no YAML: {error}")


def yaml_files(tree):
    """Every YAML file that is not a template of a chart."""
    for path in sorted(p for end in ("*.yaml", "*.yml") for p in tree.rglob(end)):
        parents = path.relative_to(tree).parents
        if not any(part.name == "templates" and (tree / part.parent / "Chart.yaml").exists() for part in parents):
            yield path


def objects(tree):
    for path in yaml_files(tree):
        for document in documents(path):
            if isinstance(document, dict) and {"apiVersion", "kind", "metadata"} <= document.keys():
                yield path, document


def charts(tree, proved=None):
    known = {content for *_, content in releases(proved)} if proved else set()
    for chart, file, release, namespace, content in releases(tree):
        if content not in known:
            print(chart, file, release, namespace, sep="\t")


def releases(tree):
    """Releases as Argo CD makes them; a values file that no Application uses gets the chart's own name.

    Each with all that Helm makes of it depends on.
    """
    used = {}
    for path, document in objects(tree):
        if document["kind"] != "Application" or not document["apiVersion"].startswith("argoproj.io/"):
            continue
        source = document["spec"]["source"]
        repository = tree / re.sub(r"^https://[^/]+/|\.git$", "", source["repoURL"])
        folder = repository / source.get("path", ".")
        if not folder.is_dir():
            sys.exit(f"BROKEN: {path}: `{folder}` does not exist in the tree")
        for file in source.get("helm", {}).get("valueFiles", []):
            if not (folder / file).is_file():
                sys.exit(f"BROKEN: {path}: `{folder / file}` does not exist in the tree")
            name = source["helm"].get("releaseName", document["metadata"]["name"])
            used[(folder / file).resolve()] = (name, document["spec"]["destination"]["namespace"])
    for chart in sorted(path.parent for path in tree.rglob("Chart.yaml")):
        values = sorted(chart.glob("environments/*.yaml"))
        if not values:
            sys.exit(f"BROKEN: {chart} has no environments/*.yaml")
        read = [path for part in ("Chart.yaml", "values*", "templates/**/*") for path in sorted(chart.glob(part)) if path.is_file()]
        content = [(str(path.relative_to(chart)), path.read_bytes()) for path in read]
        for file in values:
            release, namespace = used.get(file.resolve(), (chart.name[:53].rstrip("-"), "default"))
            yield chart, file, release, namespace, (release, namespace, file.name, file.read_bytes(), *content)


def plain(tree, proved=None):
    known = {path.read_bytes() for path in manifests(proved)} if proved else set()
    for path in manifests(tree):
        if path.read_bytes() not in known:
            print(path)


def manifests(tree):
    return dict.fromkeys(p for p, d in objects(tree) if not str(d["apiVersion"]).startswith(("backstage.io/", "groma/")))


def verdict():
    resources = json.load(sys.stdin)["resources"]
    counts, faults = Counter(), []
    for resource in resources:
        status, kind = resource["status"], resource["kind"]
        if status == "statusEmpty":
            continue
        if status == "statusSkipped":
            counts[f"{kind} (no schema)"] += 1
            if f"{resource['version']} {kind}" not in WITHOUT_SCHEMA:
                faults.append(f"{resource['filename']}: no schema for {resource['version']} {kind}")
        else:
            counts[kind] += 1
            if status != "statusValid":
                faults.append(f"{resource['filename']}: {kind} {resource['name']}: {resource['msg']}")
    if not counts:
        faults.append("no object was looked at")
    print(f"{sum(counts.values())} objects:", ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())))
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["charts", *trees] if trees:
            charts(*(Path(tree).resolve() for tree in trees))
        case ["plain", *trees] if trees:
            plain(*(Path(tree).resolve() for tree in trees))
        case ["verdict"]:
            verdict()
        case _:
            sys.exit(__doc__)
