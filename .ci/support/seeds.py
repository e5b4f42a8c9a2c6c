"""Faults for `.ci/proof/seeded`: one change of one file each, the rules that may find it, and the line that is at fault."""

import re
from pathlib import Path
from typing import NamedTuple


class Seed(NamedTuple):
    kind: str
    path: str  # from the folder of the inventory, the blueprints or the rendered tree
    text: str  # of the file with the fault
    line: int  # at fault
    rules: frozenset


def seed(kind, path, lines, at, rules):
    return Seed(kind, str(path), "".join(f"{line}\n" for line in lines), at + 1, frozenset(rules.split()))


def inserted(kind, path, lines, at, new, rules, fault=0):
    """Puts lines before that at `at`; `fault` is which of them is wrong."""
    return seed(kind, path, lines[:at] + new + lines[at:], at + fault, rules)


def replaced(kind, path, lines, at, new, rules):
    return seed(kind, path, lines[:at] + [new] + lines[at + 1 :], at, rules)


def find(lines, pattern):
    return [at for at, line in enumerate(lines) if re.search(pattern, line)]


APP = [
    ("unknown field", ["hostnme: orders"], 0, "unknown-field"),
    ("wrong type", ["visibility: [public]"], 0, "invalid-value duplicate-key"),
    ("dangling API", ["consumes: [no-such-api]"], 0, "unknown-api duplicate-key"),
    ("dangling app", ["dependsOn: [nobody/nothing]"], 0, "unknown-app unknown-dependency duplicate-key"),
    ("plaintext secret", ["env:", '  API_TOKEN: "glpat-3fJk2LmN9pQrStUvWxYz"'], 1, "secret-in-plain-text duplicate-key"),
    ("unknown size", ["size: enormous"], 0, "undefined-size unknown-size duplicate-key"),
]


def inventory(folder):
    for path in sorted(folder.glob("systems/**/*.yaml")):
        lines = path.read_text().splitlines()
        for at in find(lines, r"^ {8}blueprint: python-fastapi"):
            name = path.relative_to(folder)
            end = next((n for n in range(at + 1, len(lines)) if re.match(r" {0,7}\S", lines[n])), len(lines))
            block = lines[at:end]
            for kind, new, fault, rules in APP:
                key = new[0].split(":")[0]
                taken = any(re.match(rf" {{8}}{key}:", line) for line in block)
                if not taken:
                    yield inserted(kind, name, lines, at + 1, [" " * 8 + line for line in new], rules, fault)
            yield inserted("duplicate key", name, lines, at + 1, [lines[at]], "duplicate-key")
            yield replaced("unknown blueprint", name, lines, at, " " * 8 + "blueprint: python-fast", "unknown-blueprint")


# Changes of one line of `platform.yaml` that only what is rendered tells.
VALUES = [
    ("quota that is none", r"cpu: \"32\"", 'cpu: "32 cores"', "invalid-parameter"),
    ("port that is none", r"198\.51\.100\.0/28, port: 443", "198.51.100.0/28, port: 70443", "invalid-parameter"),
    ("label that is none", r"labels: idp\.example\.org", "labels: idp_example.org", "invalid-value invalid-object"),
]


def values(folder):
    lines = (folder / "platform.yaml").read_text().splitlines()
    for kind, old, new, rules in VALUES:
        at = find(lines, old)[0]
        yield replaced(kind, "platform.yaml", lines, at, re.sub(old, new, lines[at], count=1), rules)


OBJECT = r"^apiVersion: (?!backstage)"


def blueprints(folder):
    names = ["argocd", "backstage", "guardrails"]
    for path in sorted(path for name in names for path in (folder / name).rglob("*") if path.is_file()):
        relative = path.relative_to(folder)
        if "example" in relative.parts or path.suffix not in (".yaml", ".jinja") or path.name == "blueprint.yaml":
            continue
        lines = path.read_text().splitlines()
        for at in find(lines, OBJECT):
            yield replaced("wrong apiVersion", relative, lines, at, lines[at] + "beta7", "unknown-kind removed-api")
        for at in find(lines, r"^kind: "):
            yield inserted("duplicate key", relative, lines, at + 1, [lines[at]], "invalid-output")
        for at in find(lines, r"^metadata:")[:1]:
            rules = "invalid-object invalid-metadata invalid-entity"
            wrong = "  generateName: [a]" if find(lines, OBJECT) else "  namespace: [a]"
            yield inserted("wrong type", relative, lines, at + 1, [wrong], rules)
        for at in find(lines, r"^spec:")[:1] if find(lines, OBJECT) else []:
            yield inserted("unknown field", relative, lines, at + 1, ["  colour: red"], "invalid-object")
        for old, new, rules in LINES:
            for at in find(lines, old)[:1]:
                yield replaced("wrong value", relative, lines, at, re.sub(old, new, lines[at]), rules)


# Changes of one line of a template.
LINES = [
    (r"project: \$\{\{ team\.project \}\}", "project: nobody", "unknown-project"),
    (r"^    path: \.$", "    path: chart", "missing-path"),
    (r"- values\.yaml", "- valeus.yaml", "missing-path"),
    (r"allowEmpty: false", "allowEmpty: true", "emptying-sync"),
    (r"ServerSideApply=true", "ServerSideAply=true", "unknown-sync-option"),
    (r"port: 53$", "port: [53]", "invalid-object"),
    (r"sync-wave: \"-2\"", 'sync-wave: "first"', "invalid-sync-wave"),
    (r"owner: \$\{\{ (system|domain|resource|api|app)\.ownerRef \}\}", "owner: group:default/nobody", "dangling-reference"),
]

# Documents that are put behind what a file holds, and the line of them that is at fault.
DOCUMENTS = [
    ("privileged", "baseline-violation restricted-violation", 9, "Pod", ["spec:", "  containers:", "    - name: a", "      image: registry.example.com/a:1.4.2", "      securityContext: { privileged: true }"]),
    ("latest tag", "latest-image-tag", 8, "Pod", ["spec:", "  containers:", "    - name: a", "      image: registry.example.com/a:latest"]),
    ("bad cron", "invalid-schedule", 6, "CronJob", ["spec:", '  schedule: "61 * * * *"', "  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: \"a:1.4.2\" }] } } } }"]),
    ("selector mismatch", "selector-mismatch", 6, "Deployment", ["spec:", "  selector: { matchLabels: { app: b } }", "  template:", "    metadata: { labels: { app: a } }", "    spec: { containers: [{ name: a, image: \"a:1.4.2\" }] }"]),
    ("plaintext secret", "plaintext-secret", 5, "Secret", ["stringData: { password: hunter2-correct-horse }"]),
    ("dangling service", "dangling-service", 6, "Service", ["spec:", "  selector: { app: nobody }", "  ports: [{ port: 80 }]"]),
]
VERSIONS = {"CronJob": "batch/v1", "Deployment": "apps/v1"}


def documents(path, lines, namespace):
    for kind, rules, fault, of, body in DOCUMENTS:
        head = ["---", f"apiVersion: {VERSIONS.get(of, 'v1')}", f"kind: {of}", "metadata:", f"  name: seeded\n  namespace: {namespace}"]
        new = [line for part in head for line in part.split("\n")]
        yield seed(kind, path, lines + new + body, len(lines) + fault + 1, rules)


def rendered(folder):
    for path in sorted(folder.glob("idp/platform/guardrails/production/*/resource-quota.yaml"))[:4]:
        lines, name = path.read_text().splitlines(), path.relative_to(folder)
        yield from documents(name, lines, path.parent.name)
        at = find(lines, r"^spec:")[0]
        yield inserted("unknown field", name, lines, at + 1, ["  colour: red"], "invalid-object")
        yield inserted("duplicate key", name, lines, at, ["kind: ResourceQuota"], "duplicate-key")
        yield inserted("wrong type", name, lines, at + 1, ["  scopes: all"], "invalid-object")
    for path in sorted(folder.glob("idp/platform/argocd/production/applications/*-*.yaml"))[:6]:
        lines, name = path.read_text().splitlines(), path.relative_to(folder)
        for old, new, rules in [
            (r"project: .*", "project: nobody", "unknown-project"),
            (r"^    path: .*", "    path: no/such/folder", "missing-path"),
            (r"^    namespace: .*", "    namespace: elsewhere", "destination-not-permitted"),
            (r"^    repoURL: .*", "    repoURL: https://gitlab.example.com/idp/nobody/else.git", "source-not-permitted"),
        ]:
            at = find(lines, old)[0]
            yield replaced("wrong " + old.split(":")[0].strip("^ "), name, lines, at, re.sub(old, new, lines[at]), rules)
    for path in sorted(folder.glob("idp/*/*/catalog-info.yaml"))[:8]:
        lines, name = path.read_text().splitlines(), path.relative_to(folder)
        at = find(lines, r"^  owner: ")[0]
        yield replaced("dangling name", name, lines, at, "  owner: group:default/nobody", "dangling-reference")
        yield replaced("wrong type", name, lines, at, "  owner: [nobody]", "invalid-entity")


def every(count, seeds):
    """So many of the seeds, from all parts of the list."""
    seeds = list(seeds)
    return [seeds[at * len(seeds) // count] for at in range(count)] if len(seeds) > count else seeds


def all_seeds(inventory_folder: Path, blueprint_folder: Path, tree: Path):
    known = every(68, inventory(inventory_folder)) + list(values(inventory_folder))
    made = every(64, blueprints(blueprint_folder))
    laid = every(200 - len(known) - len(made), rendered(tree))
    return known, made, laid
