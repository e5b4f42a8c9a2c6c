"""Schemas of OpenAPI as lines of text: the form of the files in `schemas/kinds/`, which docs/schemas.md describes.

Only facts of the format are kept: names, types, limits and rules. Prose is left out.
"""

import json

# What is said by the type's own expression, or is of no use to a judge.
TOLD = {
    "additionalProperties", "description", "example", "externalDocs", "format", "items", "nullable", "properties",
    "required", "title", "type", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type",
    "x-kubernetes-patch-merge-key", "x-kubernetes-patch-strategy", "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
}
EITHER = [{"type": "integer"}, {"type": "string"}]


class Definitions:
    """Definitions of one file: equal ones are written once, under the name of the first."""

    def __init__(self):
        self.bodies = {}  # name -> lines
        self.names = {}  # lines -> name

    def add(self, name, lines):
        known = self.names.get(tuple(lines))
        if known is None:
            assert name not in self.bodies, f"two definitions are called {name}"
            self.bodies[name] = lines
            self.names[tuple(lines)] = known = name
        return known

    def expression(self, schema, path):
        """A schema as a type's expression, and the keywords that it leaves unsaid."""
        kept = keywords(schema)
        expression, told = self.kind(schema, path)
        if told:
            kept = {key: value for key, value in kept.items() if key == "default"}
        return expression + ("?" if schema.get("nullable") else ""), kept

    def kind(self, schema, path):
        """The expression, and whether it is the name of a definition that holds the keywords too."""
        open_ = schema.get("x-kubernetes-preserve-unknown-fields")
        rest = schema.get("additionalProperties")
        kind = schema.get("type")
        if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
            return "int-or-string", False
        if schema.get("properties") or schema.get("x-kubernetes-embedded-resource"):
            return self.add(path, self.fields(schema, path)), True
        if kind == "object" and isinstance(rest, dict):
            return "{" + self.element(rest, path + ".*") + "}", False
        if kind == "array":
            return "[" + self.element(schema.get("items", {}), path) + "]", False
        if kind is None:
            return "any", False
        assert kind in ("object", "string", "integer", "number", "boolean"), f"{path}: {kind}"
        assert rest in (None, True) or open_, f"{path}: {rest}"
        return kind + (":" + schema["format"] if schema.get("format") else ""), False

    def element(self, schema, path):
        """A type within a list or a map; one with keywords needs a name."""
        expression, kept = self.expression(schema, path)
        name = path if path.endswith(".*") else path + ".*"
        return self.add(name, [f"= {expression}{shown(kept)}"]) if kept else expression

    def fields(self, schema, path):
        lines = []
        kept = {key: value for key, value in keywords(schema).items() if key != "default"}
        if schema.get("x-kubernetes-embedded-resource"):
            kept["x-kubernetes-embedded-resource"] = True
        if kept:
            lines.append(f"= object{shown(kept)}")
        required = set(schema.get("required", []))
        fields = schema.get("properties", {})
        for name in sorted(fields):
            expression, kept = self.expression(fields[name], f"{path}.{name}")
            lines.append(f"{name}{'!' if name in required else ''} {expression}{shown(kept)}")
        for name in sorted(required - set(fields)):
            lines.append(f"{name}! any")
        rest = schema.get("additionalProperties")
        if schema.get("x-kubernetes-preserve-unknown-fields") or rest is True:
            lines.append("* any")
        elif isinstance(rest, dict):
            lines.append(f"* {self.element(rest, path + '.*')}")
        return lines


def keywords(schema):
    """What a type's expression cannot say."""
    kept = {key: bare(value) for key, value in schema.items() if key not in TOLD and not key.startswith("$")}
    for either in ("anyOf", "oneOf"):
        if schema.get("x-kubernetes-int-or-string") and kept.get(either) == EITHER:
            del kept[either]
    if schema.get("x-kubernetes-list-type") == "set":
        kept["uniqueItems"] = True
    if schema.get("x-kubernetes-list-map-keys"):
        kept["x-kubernetes-list-map-keys"] = schema["x-kubernetes-list-map-keys"]
    # A rule on how a value may change cannot be judged without the old one.
    rules = [rule["rule"].strip() for rule in schema.get("x-kubernetes-validations", []) if "oldSelf" not in rule["rule"]]
    if rules:
        kept["x-kubernetes-validations"] = rules
    return kept


def bare(value):
    """Without prose, at every depth."""
    if isinstance(value, dict):
        return {key: bare(below) for key, below in value.items() if not (key == "description" and isinstance(below, str))}
    return [bare(below) for below in value] if isinstance(value, list) else value


def shown(kept):
    return " " + json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")) if kept else ""
