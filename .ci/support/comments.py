"""Proves the script that comments a plan, against stand-ins of the two comment APIs on the loopback interface.

comments.py COMMENT.py FOLDER     the script, and an empty folder for its files
"""

import email.utils
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MARKER = "<!-- groma:plan -->"
EMPTY = "<!-- groma:plan:empty -->"
TOKEN = "not-to-be-seen"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
# Runs the script with a clock that does not wait but writes down how long it would have.
WRAPPER = """
import os, runpy, sys, time
script, log = sys.argv[1], os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
time.sleep = lambda seconds: os.write(log, b"%d\\n" % round(seconds))
sys.argv = sys.argv[2:]
sys.argv[0] = script
runpy.run_path(script, run_name="__main__")
"""


class Host:
    """What both stand-ins share: comments, the requests that came, and faults that are yet to come."""

    def __init__(self):
        self.comments, self.requests, self.faults = [], [], []
        self.endless = False
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"host": self}))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def add(self, author, body):
        self.comments.append({"id": 1000 + len(self.comments), "author": author, "body": body})
        return self.comments[-1]

    def bodies(self):
        return [comment["body"] for comment in self.comments]

    def methods(self):
        return [method for method, *_ in self.requests]


class GitLab(Host):
    name, limit, me, update = "GitLab", 1_000_000, 42, "PUT"
    notes = "/api/v4/projects/7/merge_requests/5/notes"

    def environment(self, fork):
        return {
            "GITLAB_CI": "true",
            "CI_API_V4_URL": f"http://127.0.0.1:{self.port}/api/v4",
            "CI_MERGE_REQUEST_PROJECT_ID": "7",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8" if fork else "7",
            "CI_MERGE_REQUEST_IID": "5",
            "CI_COMMIT_SHA": COMMIT,
            "CI_JOB_URL": "https://gitlab.example.com/idp/platform/inventory/-/jobs/3",
            **({} if fork else {"COMMENT_TOKEN": TOKEN}),
        }

    def allowed(self, headers):
        return headers.get("PRIVATE-TOKEN") == TOKEN

    def collection(self):
        return self.notes

    def item(self, path):
        return re.fullmatch(re.escape(self.notes) + r"/(\d+)", path)

    def shown(self, comment):
        return {**comment, "author": {"id": comment["author"], "username": "bot"}, "system": False}


class GitHub(Host):
    name, limit, me, update = "GitHub", 65_536, "github-actions[bot]", "PATCH"

    def environment(self, fork):
        event = folder / "event.json"
        head = {"sha": COMMIT, "repo": {"full_name": "someone/fork" if fork else "idp/platform-inventory"}}
        event.write_text(json.dumps({"pull_request": {"number": 5, "title": "$(id) `id`", "head": head}}))
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": f"http://127.0.0.1:{self.port}",
            "GITHUB_SERVER_URL": "https://github.example.com",
            "GITHUB_REPOSITORY": "idp/platform-inventory",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_RUN_ID": "3",
            "COMMENT_TOKEN": TOKEN,
        }

    def allowed(self, headers):
        return headers.get("Authorization") == f"Bearer {TOKEN}" and bool(headers.get("User-Agent"))

    def collection(self):
        return "/repos/idp/platform-inventory/issues/5/comments"

    def item(self, path):
        return re.fullmatch(r"/repos/idp/platform-inventory/issues/comments/(\d+)", path)

    def shown(self, comment):
        return {"id": comment["id"], "body": comment["body"], "user": {"login": comment["author"]}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = None

    def log_message(self, *_):
        pass

    def answer(self, status, value, **headers):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, content in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), content)
        self.end_headers()
        self.wfile.write(data)

    def handle_any(self):
        host, address = self.host, urllib.parse.urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        sent = json.loads(self.rfile.read(length)) if length else None
        host.requests.append((self.command, self.path, sent))
        lost = False
        if host.faults and host.faults[0][0] in ("ANY", self.command):
            _, status, headers, value = host.faults.pop(0)
            lost = status is None
            if not lost:
                return self.answer(status, value, **headers)
        if not host.allowed(self.headers):
            return self.answer(401, {"message": "401 Unauthorized"})
        if (self.command, address.path) == ("GET", "/api/v4/user"):
            return self.answer(200, {"id": host.me, "username": "project_7_bot"})
        if address.path == host.collection() and self.command == "GET":
            return self.page(dict(urllib.parse.parse_qsl(address.query)))
        if sent is not None and (set(sent) != {"body"} or len(sent["body"]) > host.limit):
            return self.answer(422, {"message": "Validation Failed"})
        if address.path == host.collection() and self.command == "POST":
            made = host.add(host.me, sent["body"])
            if lost:
                self.close_connection = True
                return self.connection.close()
            return self.answer(201, host.shown(made))
        item = host.item(address.path)
        for comment in host.comments:
            if item and self.command == host.update and comment["id"] == int(item[1]):
                comment["body"] = sent["body"]
                return self.answer(200, host.shown(comment))
        return self.answer(404, {"message": "404 Not Found"})

    def page(self, query):
        host = self.host
        size, number = int(query["per_page"]), int(query.get("page", 1))
        shown = [host.shown(comment) for comment in host.comments[(number - 1) * size : number * size]]
        links = {}
        if host.endless or number * size < len(host.comments):
            # An address as a proxy or a wrong setting makes it: only its query may be used.
            base = f"https://elsewhere.example.com{host.collection()}?per_page={size}&page="
            links["Link"] = f'<{base}1>; rel="first", <{base}{number + 1}>; rel="next", <{base}9>; rel="last"'
        self.answer(200, shown, **links)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any


class Run:
    """One run of the script."""

    def __init__(self, host, plan, fork=False, without=(), **more):
        file, sleeps = folder / "plan.md", folder / "sleeps"
        for path in (file, sleeps):
            path.unlink(missing_ok=True)
        if plan is not None:
            file.write_bytes(plan if isinstance(plan, bytes) else plan.encode())
        environment = {"PATH": os.environ["PATH"], **host.environment(fork), **more}
        for name in without:
            del environment[name]
        command = [sys.executable, "-W", "error", "-c", WRAPPER, str(script), str(sleeps), str(file)]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, timeout=120)
        self.code, self.out = done.returncode, (done.stdout + done.stderr).decode()
        self.sleeps = [int(line) for line in sleeps.read_text().split()] if sleeps.exists() else []
        check(TOKEN not in self.out, "the token is shown", self)
        check("Traceback" not in self.out, "the script breaks", self)
        check(all("DELETE" != method for method in host.methods()), "a comment is deleted", self)


def check(holds, fault, run=None):
    if not holds:
        sys.exit(f"BROKEN: {case}: {fault}" + (f"\n{run.code}: {run.out}\n{run.sleeps}" if run else ""))


def plan(text="Two repositories change.", more=""):
    return f"{MARKER}\n{text}\n{more}"


def creates(host):
    run = Run(host, plan())
    check(run.code == 0 and len(host.comments) == 1, "no comment is made", run)
    body = host.bodies()[0]
    check(body.startswith(plan()) and COMMIT[:12] in body and "/3" in body, f"the comment is {body!r}", run)


def updates_in_place(host):
    host.add("someone", "first!")
    own = host.add(host.me, plan("old"))
    host.add("someone", "thanks")
    run = Run(host, plan("new"))
    check(run.code == 0 and len(host.comments) == 3, "a second comment is made", run)
    check("new" in own["body"] and "old" not in own["body"], "the comment is not updated", run)


def finds_it_on_the_third_page(host):
    for number in range(229):
        host.add("someone", f"comment {number}")
    own = host.add(host.me, plan("old"))
    for number in range(60):
        host.add("someone", f"comment {number}")
    run = Run(host, plan("new"))
    lists = [path for method, path, _ in host.requests if "per_page" in path]
    check(run.code == 0 and "new" in own["body"] and len(host.comments) == 290, "it is not found", run)
    check(len(lists) == 3, f"pages are read: {lists}", run)


def leaves_the_comments_of_others(host):
    foreign = host.add("someone", plan("mine"))
    quoting = host.add(host.me, f"> {MARKER}\nas I said")
    other = host.add(host.me, "another tool's comment")
    run = Run(host, plan("new"))
    check(run.code == 0 and len(host.comments) == 4, "no comment of our own is made", run)
    check(foreign["body"] == plan("mine"), "the comment of another is changed", run)
    check(quoting["body"].startswith(">") and "new" not in other["body"], "a comment without the marker is changed", run)


def waits_as_long_as_it_is_told(host):
    host.add(host.me, plan("old"))
    host.faults = [("GET", 429, {"Retry_After": "7"}, {"message": "slow down"}), (host.update, 503, {}, b"<html>")]
    run = Run(host, plan("new"))
    check(run.code == 0 and run.sleeps == [7, 4] and "new" in host.bodies()[0], "it does not wait and go on", run)
    date = email.utils.formatdate(time.time() + 50, usegmt=True)
    host.faults = [("ANY", 429, {"Retry_After": date}, {}), ("ANY", 403, {"Retry_After": "60"}, {"message": "secondary"})]
    run = Run(host, plan("newer"))
    check(run.code == 0 and 40 <= run.sleeps[0] <= 50 and run.sleeps[1] == 60, "it does not read the date", run)


def gives_up_at_last(host):
    host.faults = [("ANY", 502, {}, b"<html>bad gateway</html>")] * 20
    run = Run(host, plan())
    check(run.code == 1 and len(run.sleeps) == 5 and len(host.requests) == 6, "attempts are not bounded", run)
    host.faults = [("ANY", 429, {"Retry_After": "86400"}, {})]
    run = Run(host, plan())
    check(run.code == 1 and run.sleeps == [], "it waits for a day", run)


def says_what_is_wrong_with_the_token(host):
    run = Run(host, plan(), COMMENT_TOKEN="expired")
    check(run.code == 1 and "COMMENT_TOKEN" in run.out and "expired" not in run.out.split("COMMENT_TOKEN")[0], "401", run)
    check(len(host.requests) == 1 and not run.sleeps, "it tries again with a token that is refused", run)
    host.faults = [("POST", 403, {}, {"message": "Resource not accessible by integration"})]
    run = Run(host, plan())
    check(run.code == 1 and "not accessible" in run.out, "it does not say what the host said", run)
    run = Run(host, plan(), without=["COMMENT_TOKEN"])
    check(run.code == 1 and "COMMENT_TOKEN is not set" in run.out, "it does not miss the token", run)


def ends_without_a_network(host):
    host.close()
    run = Run(host, plan())
    check(run.code == 1 and "cannot be reached" in run.out and len(run.sleeps) == 5, "it does not end", run)


def finds_a_comment_whose_answer_was_lost(host):
    host.faults = [("POST", None, {}, b"")]
    run = Run(host, plan())
    check(run.code == 0 and len(host.comments) == 1, "there are two comments", run)
    check("POST" in host.methods() and host.update in host.methods(), "it was not created and then updated", run)


def cuts_what_is_too_long(host):
    line = "- `idp/team-a/orders` \U0001f9ed " + "x" * 60 + "\n"
    run = Run(host, plan("Much changes.", line * (3_000_000 // len(line))))
    body = host.bodies()[0]
    check(run.code == 0 and len(body.encode()) <= host.limit, "the comment is too long", run)
    check(len(body.encode()) > host.limit - 200 and body.endswith("x\n"), "it is not cut at a line near the end", run)
    check("was cut" in body[:200] and COMMIT[:12] in body[:300], "it does not say so at the top", run)
    Run(host, plan("x" * (host.limit - 200)))
    check("was cut" not in host.bodies()[0], "it is cut though it fits")


def tells_of_an_empty_plan_only_where_there_was_one(host):
    nothing = f"{MARKER}\n{EMPTY}\nNothing changes.\n"
    for text in (nothing, MARKER, ""):
        run = Run(host, text)
        check(run.code == 0 and not host.comments, "a comment is made of an empty plan", run)
    host.add(host.me, plan("old"))
    run = Run(host, nothing)
    check(run.code == 0 and "Nothing changes." in host.bodies()[0], "the old plan stands", run)


def tells_of_a_missing_plan_only_where_there_was_one(host):
    run = Run(host, None)
    check(run.code == 0 and not host.comments, "a comment is made of no plan", run)
    host.add(host.me, plan("old"))
    run = Run(host, None)
    check(run.code == 0 and "There is no plan" in host.bodies()[0] and "old" not in host.bodies()[0], "it stands", run)
    Run(host, plan("new"))
    check(len(host.comments) == 1 and "new" in host.bodies()[0], "it is not found again")


def takes_hostile_text_as_text(host):
    canary = folder / "canary"
    hostile = (
        '"}, {"body": "x\\" \\\\ \\u0000 \n'
        f"$(touch {canary}) `touch {canary}` ${{{{ github.token }}}} %0A </details> </script> <!-- groma:plan -->\n"
        "/merge\n"
        " /close stays\n"
        "::error::x\n"
        "Ä ø ✓ \U0001f9ed\n"
    )
    run = Run(host, plan(hostile + "\x1b[2J\x00\x9b", f"token {TOKEN}"))
    body = host.bodies()[0]
    want = hostile.replace("\n/merge", "\n\\/merge")
    check(run.code == 0 and want in body and not canary.exists(), f"the comment is {body!r}", run)
    check(not re.search(r"[\x00\x1b\x9b]|(?m:^/)", body), "a control character or a command is left", run)
    check(TOKEN not in body and "token ***" in body, "the token is in the comment", run)
    run = Run(host, b"\xff\xfe broken \xed\xa0\x80")
    check(run.code == 0 and "broken" in host.bodies()[0], "bytes that are no UTF-8 break it", run)


def prints_the_plan_of_a_fork(host):
    run = Run(host, plan("::set-env name=x::y\nTwo repositories change."), fork=True)
    check(run.code == 0 and "Two repositories change." in run.out and "fork" in run.out, "it is not printed", run)
    check(not host.requests, "the API is asked", run)
    if host.name == "GitHub":
        stop = re.match(r"::stop-commands::([0-9a-f]{32})\n", run.out)
        check(stop and f"\n::{stop[1]}::\n" in run.out.split("change.")[1], "commands of the runner get through", run)


def sends_the_token_nowhere_else(host):
    other = type(host)()
    target = f"http://127.0.0.1:{other.port}/"
    host.faults = [("ANY", 302, {"Location": target}, {})]
    run = Run(host, plan())
    check(run.code == 1 and not other.requests, "a redirection is followed", run)
    other.close()


def refuses_answers_that_make_no_sense(host):
    host.faults = [("ANY", 200, {}, b"<html>Sign in</html>")]
    run = Run(host, plan())
    check(run.code == 1 and "no JSON" in run.out, "a page for people is taken for an answer", run)
    host.endless = True
    run = Run(host, plan())
    check(run.code == 1 and len(host.requests) < 600, "a list without end is read for ever", run)


def wants_a_merge_request(host):
    missing = "CI_MERGE_REQUEST_IID" if host.name == "GitLab" else "GITHUB_EVENT_PATH"
    run = Run(host, plan(), without=[missing])
    check(run.code == 1 and missing in run.out, "it does not say what is missing", run)


CASES = [
    creates,
    updates_in_place,
    finds_it_on_the_third_page,
    leaves_the_comments_of_others,
    waits_as_long_as_it_is_told,
    gives_up_at_last,
    says_what_is_wrong_with_the_token,
    ends_without_a_network,
    finds_a_comment_whose_answer_was_lost,
    cuts_what_is_too_long,
    tells_of_an_empty_plan_only_where_there_was_one,
    tells_of_a_missing_plan_only_where_there_was_one,
    takes_hostile_text_as_text,
    prints_the_plan_of_a_fork,
    sends_the_token_nowhere_else,
    refuses_answers_that_make_no_sense,
    wants_a_merge_request,
]

if len(sys.argv) != 3:
    sys.exit(__doc__)
script, folder = (pathlib.Path(path).resolve() for path in sys.argv[1:])
for prove in CASES:
    for kind in (GitLab, GitHub):
        case = f"{prove.__name__.replace('_', ' ')} ({kind.name})"
        stand_in = kind()
        prove(stand_in)
        if prove is not ends_without_a_network:
            stand_in.close()
    print(f"  {prove.__name__.replace('_', ' ')}", flush=True)
print(f"comment.py: {len(CASES)} promises hold on GitLab and GitHub")
