"""reports.py FOLDER SARIF-SCHEMA JUNIT-XSD: reports of one run each, `FOLDER/<case>.<format>`, hold the same findings
and are what their formats demand. The JSON report says what the findings are; the others are read by libraries that
know nothing of groma."""
import json
import re
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import xmlschema
from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

folder, sarif_schema, junit_xsd = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
faults, counts = [], {}

sarif_validator = jsonschema.Draft7Validator(
    json.loads(Path(sarif_schema).read_text()), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
)
junit_schema = xmlschema.XMLSchema(junit_xsd)
# As GitHub and GitLab read: tables, strikethrough, bare addresses as links, HTML let through.
markdown = MarkdownIt("gfm-like", {"html": True, "linkify": True})


def decoded(text):
    """A text with the characters that groma spells out; messages spell out names of their own."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)


def is_shown(shown, text):
    """Whether a page shows a text: all of it, or its beginning when it is long."""
    cut = re.fullmatch(r"(.*)\.\.\. \(\d+ more characters\)", shown, re.DOTALL)
    if cut and len(cut[1]) > 200:
        return decoded(text).startswith(decoded(cut[1])[:-10])
    return decoded(shown) == decoded(text)


def is_clean(text):
    """Whether a text drives no terminal: no control character but line ends, none that reorders or hides.

    Joiners make one emoji or letter of several, and stay.
    """
    forbidden = {"Cc", "Zl", "Zp"}
    hidden = set(map(chr, [0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]))
    return not any(c != "\n" and (unicodedata.category(c) in forbidden or c in hidden) for c in text)


def path_of(finding):
    return finding["file"].removeprefix("./")


def check_sarif(text, findings):
    log = json.loads(text)
    for error in sarif_validator.iter_errors(log):
        yield f"{error.json_path}: {error.message[:200]}"
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    if len({rule["id"] for rule in rules}) != len(rules):
        yield "a rule is described twice"
    for rule in rules:
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]]
        if not all(texts) or max(map(len, texts[:2])) > 1024:
            yield f"{rule['id']}: GitHub wants descriptions, of at most 1024 characters"
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    if len(set(prints)) != len(prints):
        yield "a fingerprint occurs twice"
    if len(run["results"]) != len(findings):
        yield f"{len(run['results'])} results for {len(findings)} findings"
    for result, finding in zip(run["results"], findings):
        if rules[result["ruleIndex"]]["id"] != finding["rule"] or result["ruleId"] != finding["rule"]:
            yield f"wrong rule: {finding}"
        region = result["locations"][0]["physicalLocation"]["region"]
        place = [region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")]
        if place != [finding[key] for key in ("line", "column", "end_line", "end_column")]:
            yield f"wrong place: {finding}"
        related = result.get("relatedLocations", [])
        if len(related) != len(finding["related"]):
            yield f"not all related places: {finding}"
        yield from check_sarif_message(result["message"]["text"], {location.get("id") for location in related}, finding)


def check_sarif_message(text, targets, finding):
    """The message without its escapes begins with what was found, and each link leads to a related place."""
    pieces = re.split(r"((?<!\\)(?:\\\\)*\[(?:[^\[\]\\]|\\.)*\]\((\d+)\))", text, flags=re.DOTALL)
    links = [int(number) for number in pieces[2::3]]
    if any(number not in targets for number in links):
        yield f"a link to nowhere: {text}"
    rest = "".join(pieces[0::3])
    if re.search(r"(?<!\\)(?:\\\\)*[\[\]]", rest) or re.search(r"(?<!\{)\{(?:\{\{)*(?!\{)|(?<!\})\}(?:\}\})*(?!\})", rest):
        yield f"a bracket or brace that is not escaped: {text}"
    plain = re.sub(r"\\(.)", r"\1", pieces[0], flags=re.DOTALL).replace("{{", "{").replace("}}", "}")
    if not decoded(plain).startswith(decoded(finding["message"])[:900]):
        yield f"another message: {plain[:200]!r} for {finding['message'][:200]!r}"


def check_gitlab(text, findings):
    violations = json.loads(text)
    if text.startswith("\ufeff") or not isinstance(violations, list) or len(violations) != len(findings):
        yield "not an array with each finding"
    prints = [violation["fingerprint"] for violation in violations]
    if len(set(prints)) != len(prints):
        yield "a fingerprint occurs twice, so that GitLab would hide a finding"
    for violation, finding in zip(violations, findings):
        if sorted(violation) != ["check_name", "description", "fingerprint", "location", "severity"]:
            yield f"fields that GitLab does not document: {sorted(violation)}"
        if violation["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            yield f"no severity of GitLab's: {violation['severity']}"
        texts = (violation["description"], violation["check_name"], violation["fingerprint"], violation["location"]["path"])
        if not all(isinstance(text, str) and text and is_clean(text) for text in texts):
            yield f"not a clean text: {violation}"
        if violation["location"]["lines"] != {"begin": finding["line"]} or violation["check_name"] != finding["rule"]:
            yield f"wrong place: {violation}"
        if not is_shown(violation["location"]["path"], path_of(finding)):
            yield f"another path: {violation}"
        if not decoded(violation["description"]).startswith(decoded(finding["message"])[:900]):
            yield f"another message: {violation}"


def check_junit(text, findings):
    # GitLab documents `file`, and reporters on GitHub read `line`; the schema of Jenkins has neither.
    plain = ElementTree.fromstring(text)
    for case in plain.iter("testcase"):
        case.attrib.pop("file", None)
        case.attrib.pop("line", None)
    for error in junit_schema.iter_errors(plain):
        yield f"{error.path}: {error.reason}"
    report = JUnitXml.fromstring(text.encode())
    left, names = list(findings), set()
    failures = skipped = tests = 0
    for suite in report:
        cases = list(suite)
        tests += len(cases)
        if (suite.tests, suite.failures, suite.skipped, suite.errors) != (
            len(cases), sum(case.is_failure for case in cases), sum(case.is_skipped for case in cases), 0
        ):
            yield f"the counts of {suite.name} are wrong"
        for case in cases:
            if (case.classname, case.name) in names:
                yield f"a test occurs twice, so that GitLab would hide it: {case.name}"
            names.add((case.classname, case.name))
            for result in case.result:
                failures, skipped = failures + isinstance(result, Failure), skipped + isinstance(result, Skipped)
                found = next((finding for finding in left if is_case(case, result, finding)), None)
                if found is None:
                    yield f"a test that is no finding: {case.name}"
                else:
                    left.remove(found)
    if left:
        yield f"findings without a test: {left}"
    if (report.tests, report.failures) != (tests, failures) or failures + skipped != len(findings) or tests == 0:
        yield "the counts of the report are wrong"


def is_case(case, result, finding):
    file, line = case._elem.get("file"), case._elem.get("line")
    # Noncharacters cannot stand in XML.
    message = re.sub("[\ufffe\uffff]", "\ufffd", finding["message"])
    return (
        (case.classname, line, result.type) == (finding["rule"], str(finding["line"]), finding["level"])
        and is_shown(file, re.sub("[\ufffe\uffff]", "\ufffd", path_of(finding)))
        and is_shown(result.message, message)
        and is_clean(result.text + result.message + case.name)
    )


def check_markdown(text, findings):
    if len(text.encode()) > 65536:
        yield "longer than a comment on GitHub"
    shown = []
    for token in markdown.parse(text):
        if token.type == "fence":
            shown += [line for line in token.content.split("\n") if line.startswith("--> ")]
        elif token.type == "html_block":
            summary = r"<details>\n<summary>\d+ (error|warning|info)s?: <code>[a-z0-9-]+</code></summary>\n|</details>\n"
            if not re.fullmatch(summary, token.content):
                yield f"HTML of its own: {token.content!r}"
        elif token.type == "inline":
            if not re.fullmatch(r"[a-zA-Z0-9 ,:]+\.?", token.content) or any(child.type != "text" for child in token.children):
                yield f"text of its own: {token.content!r}"
        elif token.type not in ("heading_open", "heading_close", "paragraph_open", "paragraph_close"):
            yield f"structure of its own: {token.type}"
    if not is_clean(text):
        yield "a character that drives a terminal"
    left = re.search(r"^(\d+) findings? left out", text, re.MULTILINE)
    if len(shown) + (int(left[1]) if left else 0) != len(findings):
        yield f"{len(shown)} lines for {len(findings)} findings"
    for finding in [] if left else findings:
        place = f"{decoded(path_of(finding))}:{finding['line']}:{finding['column']}"
        message = decoded(finding["message"])[:390]
        if not any(place[:390] in decoded(line) and f": {message}" in decoded(line) for line in shown):
            yield f"not shown: {finding}"


checks = {"sarif": check_sarif, "gitlab": check_gitlab, "junit": check_junit, "markdown": check_markdown}
for report in sorted(folder.glob("*.json")):
    # Not as text: line ends are to stay what they are.
    findings = json.loads(report.read_bytes())["findings"]
    for name, check in checks.items():
        text = report.with_suffix(f".{name}").read_bytes().decode()
        faults += [f"{report.stem}.{name}: {fault}" for fault in check(text, findings)]
        counts[name] = counts.get(name, 0) + len(findings)

for fault in faults[:40]:
    print(fault[:600], file=sys.stderr)
if faults or not counts:
    sys.exit(f"{len(faults)} faults in reports")
cases = len(list(folder.glob("*.json")))
print(f"{', '.join(checks)}: {cases} reports each, {counts['sarif']} findings")
