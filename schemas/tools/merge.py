"""Two versions of one definition as one: what either of them accepts is accepted.

A tree does not say which version of an operator will read it, so that a field of the newest is as right as one that
the oldest still had, and a limit counts when both know it.
"""


def custom(new, old):
    """The `spec` of two versions of a CustomResourceDefinition."""
    older = {version["name"]: version for version in old["versions"]}
    versions = [merged(version, older.pop(version["name"], None)) for version in new["versions"]]
    # A version of the kind that is no longer there can be served by the older operator only.
    left = [version | {"deprecated": True, "storage": False} for version in older.values() if version["served"]]
    return new | {"versions": left + versions}


def merged(new, old):
    if old is None:
        return new
    both = schema(new["schema"]["openAPIV3Schema"], old["schema"]["openAPIV3Schema"])
    return new | {"served": new["served"] or old["served"], "schema": {"openAPIV3Schema": both}}


def schema(new, old):
    if new == old:
        return new
    if new.get("type") != old.get("type") or either(new) != either(old):
        return looser(new, old)
    both = {key: value for key, value in new.items() if key in old and value == old[key]}
    for key in ("default", "x-kubernetes-preserve-unknown-fields", "nullable"):
        if key in new or key in old:
            both[key] = new.get(key, old.get(key))
    if "properties" in new or "properties" in old:
        theirs, ours = old.get("properties", {}), new.get("properties", {})
        both["properties"] = {
            name: schema(ours[name], theirs[name]) if name in ours and name in theirs else ours.get(name, theirs.get(name))
            for name in sorted({*ours, *theirs})
        }
    for key in ("items", "additionalProperties"):
        if isinstance(new.get(key), dict) and isinstance(old.get(key), dict):
            both[key] = schema(new[key], old[key])
        elif key in new or key in old:
            both[key] = new.get(key, old.get(key))
    both["required"] = [name for name in new.get("required", []) if name in old.get("required", [])]
    if "enum" in new and "enum" in old:
        both["enum"] = new["enum"] + [option for option in old["enum"] if option not in new["enum"]]
    rules = {rule["rule"] for rule in old.get("x-kubernetes-validations", [])}
    both["x-kubernetes-validations"] = [
        rule for rule in new.get("x-kubernetes-validations", []) if rule["rule"] in rules
    ]
    for key, choose in (("minimum", min), ("minLength", min), ("minItems", min), ("minProperties", min),
                        ("maximum", max), ("maxLength", max), ("maxItems", max), ("maxProperties", max)):
        if key in new and key in old:
            both[key] = choose(new[key], old[key])
    return {key: value for key, value in both.items() if value != [] or key == "default"}


def either(schema):
    return bool(schema.get("x-kubernetes-int-or-string"))


def looser(new, old):
    """Of two types of value the one that holds both; a number may have become a number or a text."""
    for one, other in ((new, old), (old, new)):
        if either(one) and other.get("type") in ("integer", "string") or not one.get("type") and not either(one):
            return one
    return new
