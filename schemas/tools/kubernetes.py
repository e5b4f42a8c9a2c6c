"""Kinds of Kubernetes itself, of all known minor versions in one file: a line that holds in some says in which."""

import json
import re

from shapes import shown

# Types of a single value, by the last part of their name.
SINGLE = {
    "FieldsV1": "object?", "IntOrString": "int-or-string", "JSON": "any", "JSONSchemaPropsOrArray": "any",
    "JSONSchemaPropsOrBool": "any", "JSONSchemaPropsOrStringArray": "any", "MicroTime": "string:date-time?",
    "Patch": "object?", "Quantity": "quantity", "RawExtension": "object?", "Time": "string:date-time?",
}
# These are said to a server or by it, and never written to a file.
SPOKEN = {"DeleteOptions", "WatchEvent"}

# Versions that the Go module no longer holds: apiVersion, kind, removed in, and what takes its place.
OLDER = """
apiextensions.k8s.io/v1beta1 CustomResourceDefinition 22 apiextensions.k8s.io/v1
apiregistration.k8s.io/v1beta1 APIService 22 apiregistration.k8s.io/v1
authentication.k8s.io/v1beta1 TokenReview 22 authentication.k8s.io/v1
extensions/v1beta1 PodSecurityPolicy 16
policy/v1beta1 PodSecurityPolicy 25
scheduling.k8s.io/v1alpha1 PriorityClass 17 scheduling.k8s.io/v1
scheduling.k8s.io/v1beta1 PriorityClass 22 scheduling.k8s.io/v1
autoscaling/v2beta1 HorizontalPodAutoscaler 25 autoscaling/v2
autoscaling/v2beta2 HorizontalPodAutoscaler 26 autoscaling/v2
storage.k8s.io/v1beta1 CSIStorageCapacity 27 storage.k8s.io/v1
"""


def text(validate, module, oldest, newest):
    """The whole file: `validate` holds JSON schemas by version, `module` is the folder of the Go module."""
    versions = range(oldest, newest + 1)
    read = {minor: definitions(validate, minor) for minor in versions}
    scopes, lives = kinds_of(module)
    lines, gone = kind_lines(read, scopes, lives, oldest, newest)
    for name in sorted({name for found in read.values() for name in found}):
        lines += definition(name, {minor: found[name] for minor, found in read.items() if name in found})
    return gone + lines


def definitions(validate, minor):
    folder = validate / "kubernetes-json-schema" / f"v1.{minor}.0-local-strict"
    found = json.loads((folder / "_definitions.json").read_text())["$defs"]
    # One without fields is a mapping of anything, wherever it is named.
    empty = {name for name, schema in found.items() if "properties" not in schema and last(name) not in SINGLE}
    text = json.dumps({name: schema for name, schema in found.items() if "properties" in schema})
    for name in empty:
        text = text.replace(json.dumps({"$ref": f"#/$defs/{name}"})[1:-1], '"type": ["object", "null"]')
    return json.loads(text)


def definition(name, read):
    """One definition of several versions; where a line does not hold in all of them, it says in which."""
    held = {}
    for minor, schema in read.items():
        assert schema["type"] == ["object", "null"] and schema.get("additionalProperties") is False, name
        for field, below in schema["properties"].items():
            required = "!" if field in schema.get("required", []) else ""
            kept = {"enum": below["enum"]} if "enum" in below else {}
            held.setdefault((field, f"{field}{required} {expression(below)}", shown(kept)), []).append(minor)
    lines = [f" {line}{span(minors, list(read))}{kept}" for (_, line, kept), minors in sorted(held.items())]
    return [f"{short(name)}?"] + lines


def expression(schema):
    """A type's expression; a definition says of itself that it may be null."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        single = SINGLE.get(last(name))
        return single or short(name)
    kinds = schema.get("type", "any")
    null = "?" if isinstance(kinds, list) else ""
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "array":
        return f"[{expression(schema['items'])}]{null}"
    if "additionalProperties" in schema:
        return "{" + expression(schema["additionalProperties"]) + "}" + null
    return kind + (":" + schema["format"] if "format" in schema else "") + null


def span(minors, of):
    """In which versions a line holds, where that is not in all that its definition knows."""
    if minors == of:
        return ""
    assert minors == list(range(minors[0], minors[-1] + 1)), "a line that came back"
    first = "" if minors[0] == of[0] else minors[0]
    return f" @{first}-{'' if minors[-1] == of[-1] else minors[-1]}"


def kind_lines(read, scopes, lives, oldest, newest):
    """Lines of the kinds that some version serves, and of those that went before."""
    served = {}
    for minor, found in read.items():
        for name, schema in found.items():
            if last(name) in SPOKEN:
                continue
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                key = (kind["group"], kind["version"], kind["kind"])
                served.setdefault((key, name), []).append(minor)
    lines = []
    for (key, name), minors in sorted(served.items()):
        line = f"kind {api_version(key)} {key[2]} {scopes.get(key, '-')} {short(name)}{span(minors, list(read))}"
        if key in lives:
            deprecated, removed, instead = lives[key]
            line += f" deprecated 1.{deprecated}" if deprecated <= newest else ""
            line += f" removed 1.{removed}" if deprecated <= newest and removed else ""
            line += f" use {instead}" if deprecated <= newest and instead else ""
        lines.append(line)
    present = {api_version(key) + " " + key[2] for (key, _) in served}
    older = [line.split(" ") for line in OLDER.strip().splitlines()]
    older = {f"{line[0]} {line[1]}": (int(line[2]), (line + [""])[3]) for line in older}
    for key, (_, removed, instead) in lives.items():
        if removed and removed <= oldest:
            older[f"{api_version(key)} {key[2]}"] = (removed, instead)
    gone = [f"gone {name} 1.{removed}" + (f" use {use}" if use else "") for name, (removed, use) in older.items()
            if name not in present]
    return lines, sorted(gone)


def kinds_of(module):
    """From the Go sources: where the objects of a kind live, and how long its version does."""
    scopes, lives = {}, {}
    groups = {path.parent: re.search(r"groupName=(\S*)", path.read_text()) for path in module.glob("*/*/doc.go")}
    for folder, group in groups.items():
        group = group.group(1) if group else {"core": ""}.get(folder.parent.name, folder.parent.name)
        source = (folder / "types.go").read_text() if (folder / "types.go").exists() else ""
        for comment, kind in re.findall(r"((?:^//.*\n|^\n)+)type (\w+) struct", source, re.M):
            if "+genclient" in comment:
                cluster = "+genclient:nonNamespaced" in comment
                scopes[(group, folder.name, kind)] = "cluster" if cluster else "namespaced"
        cycle = folder / "zz_generated.prerelease-lifecycle.go"
        source = cycle.read_text() if cycle.exists() else ""
        for kind in dict.fromkeys(re.findall(r"func \(in \*(\w+)\) APILifecycle", source)):
            deprecated, removed = minor_of(source, kind, "Deprecated"), minor_of(source, kind, "Removed")
            if deprecated:
                lives[(group, folder.name, kind)] = (deprecated, removed, replacement(source, kind))
    for name in ("CustomResourceDefinition", "APIService"):
        group = "apiextensions.k8s.io" if name[0] == "C" else "apiregistration.k8s.io"
        scopes[(group, "v1", name)] = "cluster"
    return scopes, lives


def minor_of(source, kind, event):
    found = re.search(rf"\*{kind}\) APILifecycle{event}\(\) \(major, minor int\) {{\n\treturn 1, (\d+)", source)
    return int(found.group(1)) if found else None


def replacement(source, kind):
    fields = 'Group: "(.*?)", Version: "(.*?)", Kind: "(.*?)"'
    found = re.search(rf"\*{kind}\) APILifecycleReplacement\(\).*{{\n\treturn .*{fields}", source)
    if not found:
        return ""
    other = "" if found.group(3) == kind else " " + found.group(3)
    return api_version(found.groups()) + other


def api_version(key):
    return f"{key[0]}/{key[1]}" if key[0] else key[1]


def last(name):
    return name.rsplit(".", 1)[1]


def short(name):
    return ".".join(name.split(".")[-3:])
