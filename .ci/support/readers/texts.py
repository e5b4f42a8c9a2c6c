"""Makes the texts whose reading is compared: texts.py STRINGS.json TEXTS.json.

Each string stands unquoted as a value, a key and an item; then come merge keys, tags, anchors and several documents.
"""

import json
import sys

FORMS = ["a: {}\n", "{}: a\n", "- {}\n", "a: [{}]\n", "a: {{{}: b}}\n", "a: '{}'\n"]
MORE = [
    "a: &a {b: 1, c: 2}\nd:\n  b: 3\n  <<: *a\n",
    "a: &a {b: 1, c: 2}\nd:\n  <<: *a\n  b: 3\n",
    "a: &a {b: 1}\ne: &e {b: 2, f: 3}\nd:\n  <<: [*a, *e]\n",
    "a: &a {b: 1}\ne: &e {b: 2, f: 3}\nd:\n  f: 9\n  <<: [*a, *e]\n",
    "a: {<<: {b: 1}}\n",
    "a: &a [1, yes]\nb: *a\n",
    "a: !!str yes\nb: !!int '3'\nc: !!float 3.5\nd: !!bool 'true'\n",
    "a: !x b\nc: !x {d: e}\nf: !x [g]\n",
    "a: 1\na: 2\n",
    "a: 1\n---\nb: 2\n",
    "a: 1\n---\n",
    "---\n---\na: 1\n",
    "a: 1\n...\n",
    "%YAML 1.2\n---\na: yes\n",
    "# only\n",
    "",
    "a: |\n  yes\nb: >-\n  1\n  2\n",
    "a:\nb: ~\nc: null\nd: ''\n",
    "a: 'x\n  y'\nb: \"x\\n\\\n  y\"\n",
    "\ufeffa: 1\n",
    "a: 1\r\nb:\r\n  - c\r\n",
    '{"a": [1, 2.5, true, null, "x"]}',
    "a: {b: c, d}\n",
    "a: [b: c]\n",
    "? a\n: b\n",
    "yes: 1\nno: 2\n1: a\n1.5: b\n",
    "a: 9223372036854775807\nb: 9223372036854775808\nc: -9223372036854775808\n",
    "a: 1\n\tb: 2\n",
    "a: b: c\n",
    "a: @b\n",
    "a: `b`\n",
    "a: %b\n",
    "a: *b\n",
    "a: [1, 2\n",
]

strings = json.load(open(sys.argv[1], encoding="utf-8"))
texts = [form.format(string) for string in strings for form in FORMS] + MORE
json.dump(texts, open(sys.argv[2], "w", encoding="utf-8"))
print(f"{len(texts)} texts")
