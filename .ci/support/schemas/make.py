"""Makes valid objects of a JSON schema, and breaks them."""

import random
import re

# Texts that fit most patterns and formats of Kubernetes.
TEXTS = [
    "a", "ab", "1", "1Gi", "10m", "5s", "0s", "a.example.com", "https://example.com", "/a", "a/b", "v1", "*", "1h30m",
    "2026-01-31T12:00:00Z", "192.0.2.1", "2001:db8::1", "YQ==", "A", "10", "0", "a.b/c", "80", "1.2.3", "a@example.com",
    "sha256:" + "a" * 64, "a" * 64, "10.0.0.0/8", "5m0s", "1d", "2w", "ab12", "a:b", "example/path.v1", "RSA", "GET",
]
FORMATS = {"date-time": "2026-01-31T12:00:00Z", "byte": "YQ==", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
           "duration": "5s", "uri": "https://example.com", "date": "2026-01-31"}
FEW = 12  # levels, below which only what is required is made


class Maker:
    def __init__(self, schema, rng, validator):
        self.schema, self.random, self.validator = schema, rng, validator
        self.left_out = set()

    def object(self):
        """An object that the schema accepts; nothing when no try made one."""
        for _ in range(8):
            made = self.value(self.schema, "", 0)
            if self.validator.is_valid(made):
                return made
        return None

    def value(self, schema, path, depth):
        schema = self.resolved(schema)
        for part in schema.get("allOf", []):
            schema = schema | self.resolved(part)
        for key in ("oneOf", "anyOf"):
            if schema.get(key):
                chosen = self.resolved(self.random.choice(schema[key]))
                rest = {name: value for name, value in schema.items() if name != key}
                merged = rest | {name: value for name, value in chosen.items() if name not in ("properties", "required")}
                merged["properties"] = rest.get("properties", {}) | {
                    name: rest.get("properties", {}).get(name, {}) | value
                    for name, value in chosen.get("properties", {}).items() if isinstance(value, dict)
                }
                merged["required"] = rest.get("required", []) + chosen.get("required", [])
                if not merged["properties"]:
                    del merged["properties"]
                schema = merged
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if schema.get("x-kubernetes-int-or-string") and "pattern" not in schema:
            return self.random.choice([1, "a"])
        kinds = schema.get("type", "object" if "properties" in schema else "string")
        kind = next(kind for kind in kinds if kind != "null") if isinstance(kinds, list) else kinds
        return getattr(self, kind)(schema, path, depth) if kind != "object" else self.mapping(schema, path, depth)

    def resolved(self, schema):
        while isinstance(schema, dict) and "$ref" in schema:
            target = self.schema
            for part in schema["$ref"].split("#/")[1].split("/"):
                target = target[part]
            schema = target
        return schema if isinstance(schema, dict) else {}

    def mapping(self, schema, path, depth):
        fields, required = schema.get("properties", {}), schema.get("required", [])
        made = {}
        chance = 0.35 if depth < 3 else 0.15 if depth < FEW else 0
        for name, below in fields.items():
            if name in required or self.random.random() < chance:
                value = self.value(below, f"{path}/{name}", depth + 1)
                if value is not None:
                    made[name] = value
        rest = schema.get("additionalProperties")
        if isinstance(rest, dict) and depth < FEW:
            for name in ("a", "b")[: self.random.randint(0, 2)]:
                made[name] = self.value(rest, f"{path}/*", depth + 1)
        for number in range(schema.get("minProperties", 0) - len(made)):
            made[f"x{number}"] = self.value(rest if isinstance(rest, dict) else {}, f"{path}/*", depth + 1)
        return made

    def array(self, schema, path, depth):
        least, most = schema.get("minItems", 0), schema.get("maxItems", 2)
        count = max(least, min(most, self.random.randint(0, 2 if depth < 6 else 1) if depth < FEW else 0))
        return [self.value(schema.get("items", {}), f"{path}/0", depth + 1) for _ in range(count)]

    def string(self, schema, path, depth):
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        for text in self.random.sample(TEXTS, len(TEXTS)):
            fits = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10**6)
            if fits and re.search(pattern(schema.get("pattern", "")), text):
                return text
        self.left_out.add(path)
        return None

    def integer(self, schema, path, depth):
        low = schema.get("minimum", 1 - bool(self.random.getrandbits(1)))
        return min(max(low, self.random.randint(0, 5)), schema.get("maximum", 10**6))

    def number(self, schema, path, depth):
        return self.integer(schema, path, depth)

    def boolean(self, schema, path, depth):
        return bool(self.random.getrandbits(1))


def pattern(text):
    """Go's pattern as Python's."""
    return text.replace(r"\z", r"\Z").replace("[[:alpha:]]", "[A-Za-z]")


def places(value):
    """Every mapping and list in a value, with its keys."""
    if isinstance(value, dict):
        yield value, list(value)
    elif isinstance(value, list):
        yield value, list(range(len(value)))
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from places(below)


def mutate(made, rng: random.Random):
    """Removes, adds or retypes one thing; what says the kind stays."""
    found = [(place, [key for key in keys if not (place is made and key in ("apiVersion", "kind"))])
             for place, keys in places(made)]
    action = rng.choice(["remove", "add", "retype", "retype"])
    if action == "add":
        mappings = [place for place, _ in found if isinstance(place, dict)]
        rng.choice(mappings)[rng.choice(["zzz", "name", "spec", "metadata"])] = other(rng)
        return made
    filled = [(place, keys) for place, keys in found if keys]
    if not filled:
        return made
    place, keys = rng.choice(filled)
    key = rng.choice(keys)
    if action == "remove":
        del place[key]
    else:
        place[key] = other(rng)
    return made


def other(rng):
    return rng.choice([None, True, 7, 7.5, "text", "12", "", [], ["text"], {}, {"a": "b"}, [{}], -1])
