"""Makes the strings that the emitter is tried with, and what every reader must find.

strings.py NASTY.json STRINGS.json EXPECTED.json [EVERY]: the given strings, and short texts over the letters of which
numbers, dates, words and punctuation of some reader are made; all of them, or one of so many.
"""

import itertools
import json
import sys

LETTERS = "019_-.:+eExon/@= ,#"
PARTS = ["0", "1", "12", "e", "x1f", "o17", "b1", ":30", "-01", "_0", ".5", "+3", "T", "Z", "f", "d", "inf", "nan", "m"]

given = json.load(open(sys.argv[1], encoding="utf-8")) if sys.argv[1] != "-" else []
every = int(sys.argv[4]) if len(sys.argv) > 4 else 1
short = ("".join(letters) for length in (1, 2, 3) for letters in itertools.product(LETTERS, repeat=length))
joined = ("".join(parts) for length in (2, 3) for parts in itertools.product(PARTS, repeat=length))
words = (form(word) for word in ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "inf", "nan")
         for form in (str.lower, str.upper, str.title, str.swapcase))
control = (f"a{chr(code)}b" for code in itertools.chain(range(0x00, 0x21), range(0x7F, 0xA2), (0xAD, 0x2028, 0x2029, 0xFEFF, 0x1F600)))
strings = list(dict.fromkeys(itertools.chain(given, itertools.islice(itertools.chain(short, joined), 0, None, every), words, control)))

json.dump(strings, open(sys.argv[2], "w", encoding="utf-8"))
json.dump(
    [{"value": s, "key": {s: "text"}, "items": [s, [s]], "flow": [s, {s: s}]} for s in strings],
    open(sys.argv[3], "w", encoding="utf-8"),
)
print(f"{len(given)} given strings, {len(strings) - len(given)} made")
