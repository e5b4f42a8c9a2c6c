#!/usr/bin/env python3
"""Shows a plan as one comment of the merge request; every later run brings that comment up to date.

    comment.py PLAN.md

Runs in a job of a GitLab merge request or of a GitHub pull request, and takes from there which one it is. The comment
is known by its first line and by its author; comments of others are left alone, and none is deleted. A plan without
changes is told in a comment that is there, and makes none. Where PLAN.md is missing, because there was no plan, a
comment that is there says so.

    COMMENT_TOKEN     GitLab: a token with the scope `api`; GitHub: the token of the job; never printed
    COMMENT_AUTHOR    GitHub: whose token it is (github-actions[bot])

Ends with 0 when the comment is as it should be, or could not be written because the job of a fork has no token for
it: then the plan is printed. Ends with 1 otherwise.
"""

import email.utils
import http.client
import json
import os
import re
import secrets
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

MARKER = "<!-- groma:plan -->"
# The second line of a plan that changes nothing.
EMPTY = "<!-- groma:plan:empty -->"
ATTEMPTS = 6
# Seconds: for one answer, and the longest that an API may ask us to wait.
TIMEOUT = 30
PATIENCE = 120
# Pages of a hundred comments; a host that never ends its list must not keep us for ever.
PAGES = 500


class Failure(Exception):
    """The comment cannot be written; trying again does not help."""


class Busy(Exception):
    """The host may answer later; `wait` is what it asked for in seconds, if it did."""

    def __init__(self, reason, wait=None):
        super().__init__(reason)
        self.wait = wait


class GitLab:
    """Notes of a merge request, which has them in the target project even when it comes from a fork."""

    limit = 1_000_000  # characters
    create, update = "POST", "PUT"

    def __init__(self):
        self.api = required("CI_API_V4_URL")
        project, number = required("CI_MERGE_REQUEST_PROJECT_ID"), required("CI_MERGE_REQUEST_IID")
        self.comments = f"/projects/{quoted(project)}/merge_requests/{quoted(number)}/notes"
        self.fork = os.environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID") != project
        self.commit = os.environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or required("CI_COMMIT_SHA")
        self.job = required("CI_JOB_URL")

    def headers(self, token):
        return {"PRIVATE-TOKEN": token}

    def comment(self, identifier):
        return f"{self.comments}/{identifier}"

    def me(self, host):
        return host.call("GET", "/user")[0]["id"]

    def author(self, comment):
        return comment["author"]["id"]


class GitHub:
    """Comments of a pull request, which GitHub counts among the issues."""

    limit = 65_536
    create, update = "POST", "PATCH"

    def __init__(self):
        self.api = required("GITHUB_API_URL")
        self.repository = required("GITHUB_REPOSITORY")
        with open(required("GITHUB_EVENT_PATH"), encoding="utf-8") as file:
            pull = json.load(file).get("pull_request")
        if pull is None:
            raise Failure("this run belongs to no pull request")
        self.comments = f"/repos/{self.repository}/issues/{quoted(pull['number'])}/comments"
        # The repository of a fork may be gone.
        self.fork = (pull["head"]["repo"] or {}).get("full_name") != self.repository
        self.commit = pull["head"]["sha"]
        self.job = f"{required('GITHUB_SERVER_URL')}/{self.repository}/actions/runs/{required('GITHUB_RUN_ID')}"

    def headers(self, token):
        return {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }

    def comment(self, identifier):
        return f"/repos/{self.repository}/issues/comments/{identifier}"

    def me(self, host):
        # A job's token may not ask who it is.
        return os.environ.get("COMMENT_AUTHOR") or "github-actions[bot]"

    def author(self, comment):
        return (comment["user"] or {}).get("login")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the host that it is for, and nowhere else."""

    def redirect_request(self, *_):
        return None


class Host:
    """The API of a git host."""

    def __init__(self, kind, token):
        self.kind, self.token = kind, token
        if not kind.api.startswith(("https://", "http://")):
            raise Failure(f"`{kind.api}` is no address of an API")
        context = ssl.create_default_context()
        authority = os.environ.get("CI_SERVER_TLS_CA_FILE")
        if authority and os.path.exists(authority):
            context.load_verify_locations(authority)
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=context))

    def call(self, method, path, body=None):
        """The answer and the query of the page after it; Busy or Failure when there is none."""
        headers = {"User-Agent": "groma-comment", "Content-Type": "application/json", **self.kind.headers(self.token)}
        data = None if body is None else json.dumps({"body": body}).encode()
        request = urllib.request.Request(self.kind.api + path, data, headers, method=method)
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                return json.load(answer), following(answer.headers.get("Link", ""))
        except urllib.error.HTTPError as error:
            with error:
                raise judged(error) from None
        except ValueError:
            raise Failure("the answer of the API is no JSON") from None
        except (OSError, http.client.HTTPException) as error:
            raise Busy(f"the API cannot be reached: {getattr(error, 'reason', error)}") from None

    def own(self):
        """The comments with our marker that we wrote, oldest first."""
        me = self.kind.me(self)
        query = "per_page=100&sort=asc&order_by=created_at"
        for _ in range(PAGES):
            page, query = self.call("GET", f"{self.kind.comments}?{query}")
            for comment in page:
                if (comment["body"] or "").lstrip().startswith(MARKER) and self.kind.author(comment) == me:
                    yield comment["id"]
            if query is None:
                return
        raise Failure(f"the list of comments has more than {PAGES} pages")

    def upsert(self, body, create):
        """Updates our comment, or writes one when there is none and `create` says so; says what was done."""
        first = next(self.own(), None)
        if first is not None:
            self.call(self.kind.update, self.kind.comment(first), body)
            return "updated"
        if not create:
            return "not needed, for nothing changes"
        self.call(self.kind.create, self.kind.comments, body)
        return "created"


def following(links):
    """The query of the next page. Only the query: the address may be that of another host, or of none."""
    for link in re.finditer(r"<([^>]*)>([^<]*)", links):
        if re.search(r';\s*rel="?next"?', link[2]):
            return urllib.parse.urlsplit(link[1]).query
    return None


def judged(error):
    """What an answer that is an error means."""
    try:
        said = json.loads(error.read(10_000))
        said = str(said.get("message") or said.get("error") or "")
    except (ValueError, AttributeError, OSError):
        said = ""
    reason = f"the API answers {error.code}" + (f": {said}" if said else "")
    wait = seconds(error.headers.get("Retry-After"))
    # GitHub says 403 to who asks too often.
    if error.code in (429, 500, 502, 503, 504) or (error.code == 403 and wait is not None):
        return Busy(reason, wait)
    if error.code == 401:
        return Failure(f"{reason}; COMMENT_TOKEN is wrong or has expired")
    if error.code in (403, 404):
        return Failure(f"{reason}; COMMENT_TOKEN may not comment here")
    return Failure(reason)


def seconds(after):
    """A `Retry-After`, which is a number of seconds or a date."""
    if not after:
        return None
    if after.strip().isdigit():
        return int(after)
    date = email.utils.parsedate_tz(after)
    return None if date is None else max(0, email.utils.mktime_tz(date) - time.time())


def patiently(work):
    """Does the work, again while the host is busy. All of it, so that a comment whose answer was lost is found."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except Busy as busy:
            wait = 2**attempt if busy.wait is None else busy.wait
            if attempt == ATTEMPTS or wait > PATIENCE:
                raise Failure(f"{busy} (attempt {attempt})") from None
            say(f"{busy}; trying again in {wait:.0f} s")
            time.sleep(wait)


def body(plan, kind):
    """The text of the comment, within the host's limit."""
    seal = f"Commit {kind.commit[:12]}, [job]({kind.job})"
    if plan is None:
        return f"{MARKER}\n**There is no plan.** It failed in this [job]({kind.job}), for commit {kind.commit[:12]}."
    # What begins with a slash is a command to GitLab and to many a bot.
    text = re.sub(r"(?m)^/", r"\\/", plan.strip().removeprefix(MARKER).strip("\n"))
    whole = f"{MARKER}\n{text}\n\n{seal}\n"
    if len(whole.encode()) <= kind.limit:
        return whole
    # The word comes first: what is cut may end inside a block.
    word = f"**This plan is too long for a comment and was cut;** the job has all of it. {seal}\n\n"
    head = f"{MARKER}\n{word}"
    cut = text.encode()[: kind.limit - len(head.encode())].decode(errors="ignore")
    return head + cut[: cut.rfind("\n") + 1]


def read(path):
    """The plan without characters that steer terminals, or None when there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", file.read())
    except FileNotFoundError:
        return None


def show(plan):
    """Prints the plan where nothing in it is taken for a command of the runner."""
    stop = secrets.token_hex(16)
    if os.environ.get("GITHUB_ACTIONS"):
        print(f"::stop-commands::{stop}")
    print(plan)
    if os.environ.get("GITHUB_ACTIONS"):
        print(f"::{stop}::")


def say(text):
    """Prints one line without the token."""
    token = os.environ.get("COMMENT_TOKEN")
    line = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    print("comment: " + (line.replace(token, "***") if token else line), flush=True)


def quoted(value):
    return urllib.parse.quote(str(value), safe="")


def required(name):
    value = os.environ.get(name)
    if not value:
        raise Failure(f"{name} is not set")
    return value


def main(path):
    plan = read(path)
    kind = GitHub() if os.environ.get("GITHUB_ACTIONS") else GitLab()
    token = os.environ.get("COMMENT_TOKEN")
    # The token of a fork's job may read at GitHub, and does not exist at GitLab.
    if kind.fork and (not token or isinstance(kind, GitHub)):
        show(plan or "There is no plan.")
        return "not written: this job belongs to a fork and has no token for it; the plan stands above"
    host = Host(kind, required("COMMENT_TOKEN"))
    create = plan is not None and EMPTY not in plan and plan.strip() not in ("", MARKER)
    text = body(plan, kind).replace(token, "***")
    return patiently(lambda: host.upsert(text, create))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        say(main(sys.argv[1]))
    except Failure as failure:
        say(str(failure))
        sys.exit(1)
