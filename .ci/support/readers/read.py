"""read.py DOCUMENTS.yaml EXPECTED.json: reads back with both loaders of PyYAML and compares."""

import json
import sys

import yaml


def same(found, meant):
    """Equal, types and order included: 1 is not True, nor 1.0."""
    if type(found) is not type(meant):
        return False
    if isinstance(meant, dict):
        pairs = zip(found.items(), meant.items())
        return len(found) == len(meant) and all(same(f, m) for (fk, fv), (mk, mv) in pairs for f, m in ((fk, mk), (fv, mv)))
    if isinstance(meant, list):
        return len(found) == len(meant) and all(map(same, found, meant))
    return found == meant


documents = open(sys.argv[1], encoding="utf-8", newline="").read().split("---\n")[1:]
expected = json.load(open(sys.argv[2], encoding="utf-8"))
assert len(documents) == len(expected), f"{len(documents)} documents, {len(expected)} expected"
wrong = 0
for name, loader in (("PyYAML", yaml.SafeLoader), ("PyYAML with libyaml", yaml.CSafeLoader)):
    misread = 0
    for document, meant in zip(documents, expected):
        try:
            found = yaml.load(document, loader)
        except yaml.YAMLError as error:
            found = error
        if not same(found, meant):
            misread += 1
            print(f"{name} misreads:\n{document}as: {found!r}", file=sys.stderr)
    print(f"{name:28} {len(documents):6} documents {misread:6} misread")
    wrong += misread
sys.exit(wrong > 0)
