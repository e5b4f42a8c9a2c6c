"""Fields of releases that are newer than the packages, written by hand from what the operators document."""

from dragonfly import FLAG, TEXT, items, mapping


def external_secrets(found):
    """Pushing whole secrets (`dataTo`), and what becomes of bytes that no Secret can hold."""
    push = spec(found, "PushSecret")
    fetched = spec(found, "ExternalSecret")
    rewrite = fetched["dataFrom"]["items"]["properties"]["rewrite"]["items"]["properties"]
    push["dataTo"] = items(mapping(
        conversionStrategy=option("None", "ReverseUnicode"),
        match=mapping(regexp=TEXT),
        metadata={"x-kubernetes-preserve-unknown-fields": True},
        remoteKey=TEXT,
        rewrite=items(rules(
            mapping(regexp=rewrite["regexp"], transform=rewrite["transform"]),
            "has(self.regexp) != has(self.transform)",
        )),
        storeRef=push["secretStoreRefs"]["items"],
    ))
    rules(
        push["dataTo"]["items"],
        "has(self.storeRef) && (has(self.storeRef.name) || has(self.storeRef.labelSelector))",
        "!has(self.remoteKey) || !has(self.rewrite) || size(self.rewrite) == 0",
    )
    source = fetched["dataFrom"]["items"]["properties"]
    for place in (fetched["data"]["items"]["properties"]["remoteRef"], source["extract"], source["find"]):
        place["properties"]["nullBytePolicy"] = option("Ignore", "Fail")


def grafana(found):
    """Pausing what the operator does, and contents from a registry of images."""
    picture = mapping(
        insecurePlainHTTP=FLAG,
        path=TEXT | {"minLength": 1, "maxLength": 512},
        pullSecretRef=mapping(name=TEXT | {"default": ""}),
        reference=TEXT | {"minLength": 3, "maxLength": 512, "pattern": "^[^:@]+(:[^:@/]+|@sha256:[a-fA-F0-9]{64})$"},
    ) | {"required": ["path", "reference"]}
    for _, kind in found:
        fields = spec(found, kind)
        if "resyncPeriod" in fields:
            fields["suspend"] = FLAG
        if "gzipJson" in fields:
            fields["oci"] = picture


def rabbitmq(found):
    """What becomes of a queue when its object goes."""
    spec(found, "Queue")["deletionPolicy"] = option("delete", "retain")


def spec(found, kind):
    """The fields of one kind's spec, in the version that is stored."""
    versions = next(definition for (_, name), definition in found.items() if name == kind)["versions"]
    stored = next(version for version in versions if version["storage"])
    return stored["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]


def option(default, *others):
    return TEXT | {"default": default, "enum": [default, *others]}


def rules(schema, *texts):
    schema["x-kubernetes-validations"] = [{"rule": text} for text in texts]
    return schema


ADDED = {"external-secrets": external_secrets, "grafana": grafana, "rabbitmq": rabbitmq}
