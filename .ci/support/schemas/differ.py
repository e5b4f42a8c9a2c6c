"""Compares groma's verdicts with those of other validators.

differ.py cases CASES.json JUDGE              recorded verdicts, one by one
differ.py lint CASES.json FOLDER GROMA         the same by `groma lint`, of files that are written to FOLDER
differ.py schemas SCHEMAS CASES.json JUDGE    JSON schemas of the same kinds, on objects that are made and then broken

JUDGE is the built example `judge`. SCHEMAS holds `kubernetes-v1.34.0-strict/` and `crds/`. Exits with 1 when a verdict
differs without a reason in `EXPECTED`.
"""

import copy
import json
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema_rs

import make

SEED = 20260131
ROUNDS = 400  # objects of each kind, each broken once

# Where the verdicts may differ, as `APIVERSION/KIND PATH: MESSAGE`, and why groma is right. A difference without a line
# here is a fault.
GROMA_REFUSES = [
    (r"^\S+/\S+/\S+ [^.]+: unknown field", "the server knows the fields of every object; these schemas leave its top open"),
    (r": .* is not (Base64|an? (time|duration|IPv[46] address|date|UUID|integer of))", "they judge no formats"),
    (r"Composition spec\.pipeline\[\d+\]\.input: missing field `(apiVersion|kind)`", "a whole object stands there"),
    (r": .* is listed twice", "they do not compare the items of lists that are sets or maps"),
]
GROMA_ACCEPTS = [
    (r"HTTPRoute spec/rules: \[\] has less than 1 item", "older releases of the kind have no such limit"),
    (r"GrafanaDashboard spec/plugins/\d+/version: ", "older releases of the kind have no such pattern"),
    (r"GrafanaDashboard spec/resyncPeriod: null", "older releases of the kind have a default"),
    (r"HTTPRoute status/parents/\d+: \"conditions\" is a required", "older releases of the kind do not ask for it"),
]


def main():
    mode, *arguments = sys.argv[1:]
    sys.exit({"cases": cases, "lint": lint, "schemas": schemas}[mode](*arguments))


def cases(path, judge):
    """Every recorded verdict is groma's too; what a rule of a schema says is a finding of its own."""
    recorded = json.loads(Path(path).read_text())
    wrong = ruled = 0
    for case, said in zip(recorded, judged(judge, [case["doc"] for case in recorded]), strict=True):
        faults = [fault for fault in said.get("faults", []) if not fault["rule"]]
        ruled += len(faults) < len(said.get("faults", []))
        if said["kind"] != "known" or (not faults) != case["valid"]:
            wrong += 1
            print(f"{case['id']}: recorded {'valid' if case['valid'] else case['why']}, groma says {said}")
    print(f"{len(recorded)} recorded verdicts, {wrong} differ; {ruled} objects violate a rule, which the records leave out")
    return wrong > 0


def lint(path, folder, groma):
    """A file of each record has the finding `invalid-object` where the record says so, and nowhere else."""
    recorded = json.loads(Path(path).read_text())
    for number, case in enumerate(recorded):
        (Path(folder) / f"{number}.yaml").write_text(json.dumps(case["doc"]))
    command = [groma, "lint", folder, "--kubernetes", "1.34", "--only", "invalid-object", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True)
    found = {int(Path(finding["file"]).stem) for finding in json.loads(run.stdout)["findings"]}
    wrong = [case["id"] for number, case in enumerate(recorded) if (number in found) == case["valid"]]
    print(f"{len(recorded)} files, {len(wrong)} verdicts differ", *wrong, sep="\n  ")
    return bool(wrong)


def schemas(folder, recorded, judge):
    bases = {}
    for case in json.loads(Path(recorded).read_text()):
        if case["valid"]:
            bases.setdefault((case["doc"]["apiVersion"], case["doc"]["kind"]), []).append(case["doc"])
    totals, wrong = Counter(), 0
    for api_version, kind, schema, validator in theirs(Path(folder)):
        maker = make.Maker(schema, random.Random(f"{SEED} {api_version} {kind}"), validator)
        objects = broken(maker, api_version, kind, bases.get((api_version, kind), []))
        said = judged(judge, objects)
        if any(answer["kind"] != "known" for answer in said):
            totals["kinds that groma does not know"] += 1
            print(f"not compared: {api_version} {kind}, {said[0]['kind']}")
            continue
        totals["kinds"] += 1
        for thing, answer in zip(objects, said, strict=True):
            faults = [fault for fault in answer["faults"] if not fault["rule"]]
            errors = list(validator.iter_errors(thing))
            totals["valid" if not errors else "broken"] += 1
            if bool(errors) != bool(faults):
                reason = expected(f"{api_version}/{kind}", schema, errors, faults)
                totals["explained" if reason else "unexplained"] += 1
                if not reason:
                    wrong += 1
                    show(api_version, kind, errors, faults, wrong)
        for path in sorted(maker.left_out):
            totals["fields that could not be filled"] += 1
            print(f"not filled: {kind} {path}")
    print(", ".join(f"{count} {what}" for what, count in totals.items()))
    return wrong > 0


def expected(named, schema, errors, faults):
    """Whether there is a reason for each fault that only one side finds."""
    if not errors:
        return all(matches(GROMA_REFUSES, f"{named} {fault['path']}: {fault['message']}") for fault in faults)
    told = [f"{named} {'/'.join(map(str, error.instance_path))}: {error.message}" for error in errors]
    return all(matches(GROMA_ACCEPTS, text) or filled(schema, error) for text, error in zip(told, errors))


def matches(table, text):
    return any(re.search(form, text) for form, _ in table)


def filled(schema, error):
    """Nothing stands where the schema has a default: the server fills it in."""
    for part in error.schema_path[:-1]:
        schema = schema[part]
    return error.instance is None and "default" in schema


def show(api_version, kind, errors, faults, count):
    if count > 60:
        return
    print(f"{api_version} {kind}:")
    for error in errors:
        print(f"  they: {'/'.join(map(str, error.instance_path))}: {error.message[:160]}")
    for fault in faults:
        print(f"  groma: {fault['path']}: {fault['message'][:160]}")


def theirs(folder):
    """apiVersion, kind, schema and validator of every JSON schema."""
    strict = folder / "kubernetes-v1.34.0-strict"
    definitions = json.loads((strict / "_definitions.json").read_text())
    for path in sorted(strict.glob("*.json")):
        if path.name == "_definitions.json":
            continue
        schema = json.loads(path.read_text())
        own = schema["x-kubernetes-group-version-kind"][0]
        root = {"$schema": definitions["$schema"], "$defs": definitions["$defs"]}
        root |= json.loads(json.dumps(schema).replace("/api/_definitions.json#", "#"))
        root.pop("$id", None)
        version = f"{own['group']}/{own['version']}" if own["group"] else own["version"]
        yield version, own["kind"], root, jsonschema_rs.validator_for(root)
    for path in sorted((folder / "crds").glob("*/*.json")):
        # A flag within a pattern is Go's alone.
        schema = json.loads(path.read_text().replace('"^(?i)', '"^'))
        name, version = path.stem.split("_")
        kind = NAMES[name]
        yield f"{path.parent.name}/{version}", kind, schema, jsonschema_rs.Draft7Validator(schema)


NAMES = {name.lower(): name for name in (
    "Application ApplicationSet AppProject Binding Certificate Cluster ClusterPolicy CompositeResourceDefinition "
    "Composition Dragonfly ExternalSecret GrafanaDashboard GrafanaFolder HTTPRoute PodMonitor PrometheusRule PushSecret "
    "Queue RabbitmqCluster ScaledObject ServiceMonitor TriggerAuthentication").split()}


def broken(maker, api_version, kind, bases):
    """Objects that are valid, and the same with one thing removed, added or of another type."""
    objects = []
    for round in range(ROUNDS):
        made = copy.deepcopy(maker.random.choice(bases)) if bases and round % 4 == 0 else maker.object()
        if made is None:
            continue
        made |= {"apiVersion": api_version, "kind": kind}
        objects.append(made)
        objects.append(make.mutate(copy.deepcopy(made), maker.random))
    return objects


def judged(judge, objects):
    text = "".join(json.dumps(thing) + "\n" for thing in objects)
    run = subprocess.run([judge, "--kubernetes", "1.34"], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


if __name__ == "__main__":
    main()
