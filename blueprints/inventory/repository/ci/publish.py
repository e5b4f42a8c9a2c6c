#!/usr/bin/env python3
"""Renders the inventory and pushes what changed to every output repository.

Runs in the inventory's folder; needs groma and git. Every branch of every repository is cloned, groma renders into the
clones, where it keeps what belongs to others and deletes what it wrote and no longer renders, by the manifests and
within its budget; what differs becomes one commit. A push that meets a newer commit is
made again on top of it. Nothing is forced and no repository is made. One that fails does not keep the others from
being published, and the next run makes up for it: what has arrived is not pushed twice.

    PUBLISH_URL      address before the path of a repository, such as https://gitlab.example.com
    PUBLISH_TOKEN    token that may push to the repositories; never printed, never an argument
    PUBLISH_USER     user name that goes with the token (oauth2)
    PUBLISH_ALLOW_DELETIONS  how many files may go from the repositories of a branch when that is beyond the budget (0)
    PUBLISH_AUTHOR   who commits (groma), with PUBLISH_EMAIL (groma@noreply.invalid)

Ends with 0 when everything is published, with 1 when a repository is not, with 2 when nothing could be rendered.
"""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

ATTEMPTS = 5
# Clones and pushes at once; hosts do not like many more.
WORKERS = 8
# Seconds that one git command may take.
TIMEOUT = 900
MANIFEST = ".groma/manifest.json"
# How groma refuses to delete much, and names the number that permits it.
NUMBER = re.compile(r"--allow-deletions\s+(\d+)")
# What hosts say of a repository that is not there, and of a token that does not do.
MISSING = re.compile(r"not found|could not be found|does not exist|does not appear to be a git repository", re.I)
DENIED = re.compile(r"authentication failed|access denied|could not read (username|password)|error: 40[13]", re.I)


class Temporary(Exception):
    """May go better in the next attempt."""


class Final(Exception):
    """Somebody has to do something."""


@dataclasses.dataclass
class Branch:
    """One branch of an output repository, in a clone of its own."""

    repository: str
    name: str
    visibility: str
    folder: pathlib.Path
    # Commit that the clone stands on; none when the branch is to be made.
    base: str = ""
    state: str = "waiting"
    note: str = ""

    def end(self, state, note=""):
        self.state, self.note = state, note

    def is_named(self, fault):
        return re.search(rf"(?<![^\s`]){re.escape(self.repository)}[`/]", fault) is not None

    def line(self):
        return f"{self.state:<9} {self.repository} {self.name}" + (f": {self.note}" if self.note else "")


class Publisher:
    def __init__(self, work):
        self.work = work
        self.url = os.environ["PUBLISH_URL"].rstrip("/")
        self.token = os.environ.get("PUBLISH_TOKEN", "")
        allowed = os.environ.get("PUBLISH_ALLOW_DELETIONS") or "0"
        if not allowed.isdecimal():
            raise Final("PUBLISH_ALLOW_DELETIONS has to be a whole number")
        self.allowed = int(allowed)
        self.environment = self.for_git()
        commit = self.git(pathlib.Path.cwd(), "rev-parse", "HEAD").strip()
        self.message = f"Render the inventory at {commit[:12]}\n\nInventory-Commit: {commit}\n"

    def for_git(self):
        """The environment of git: it asks a program for the credentials, which so stay out of addresses and logs."""
        askpass = self.work / "askpass"
        askpass.write_text(
            "#!/bin/sh\ncase $1 in\n"
            "  Username*) printf '%s\\n' \"${PUBLISH_USER:-oauth2}\" ;;\n"
            "  *) printf '%s\\n' \"${PUBLISH_TOKEN:-}\" ;;\nesac\n"
        )
        askpass.chmod(0o700)
        author = os.environ.get("PUBLISH_AUTHOR") or "groma"
        email = os.environ.get("PUBLISH_EMAIL") or "groma@noreply.invalid"
        # One time for the whole run: two new branches of one repository begin with the same commit.
        now = f"{int(time.time())} +0000"
        return {
            **os.environ,
            "LC_ALL": "C",
            "GIT_ASKPASS": str(askpass),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": now,
            "GIT_COMMITTER_NAME": author,
            "GIT_COMMITTER_EMAIL": email,
            "GIT_COMMITTER_DATE": now,
        }

    def git(self, folder, *arguments):
        """What git prints; Temporary or Final when it fails."""
        command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            raise Temporary(f"git {arguments[0]} took longer than {TIMEOUT} s") from None
        if done.returncode == 0:
            return done.stdout
        said = self.shown(done.stdout + done.stderr if arguments[0] == "push" else done.stderr)
        raise (Final if DENIED.search(said) else Temporary)(f"git {arguments[0]}: {said}")

    def shown(self, text):
        """A text as part of one line: without the token, without what steers terminals, and not too long."""
        text = text.replace(self.token, "***") if self.token else text
        line = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
        return line if len(line) <= 400 else line[:400] + " ..."

    def render(self, out, *options):
        """Renders everything below a folder; what groma says of a fault, or nothing."""
        done = subprocess.run(
            ["groma", "render", "--out", str(out), *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            return done.stdout + done.stderr
        for line in done.stderr.splitlines():
            if line.startswith("left "):
                print(f"publish: {self.shown(line)}")
        return ""

    def render_and_delete(self, out):
        """The same in clones, in which nothing stays that groma wrote and no longer renders."""
        fault = self.render(out, "--prune")
        number = NUMBER.search(fault)
        # A number that is too large is no harm: what an earlier run has published is not deleted once more.
        if number and int(number[1]) <= self.allowed:
            fault = self.render(out, "--prune", "--allow-deletions", number[1])
        return fault

    def branches(self):
        """Every branch of every repository that the inventory gives."""
        plan = self.work / "plan"
        fault = self.render(plan)
        if fault:
            print(fault, end="")
            raise Final("nothing was published, for the inventory cannot be rendered")
        found = []
        for path in sorted(plan.glob(f"**/{MANIFEST}")):
            manifest = json.loads(path.read_text(encoding="utf-8"))
            for name in manifest["branches"]:
                # Branches lie apart, since a folder holds every repository once.
                folder = self.slot(name) / manifest["repository"]
                found.append(Branch(manifest["repository"], name, manifest["visibility"], folder))
        return found

    def slot(self, name):
        return self.work / "branches" / urllib.parse.quote(name, safe="")

    def fetch(self, branch):
        """Brings the clone to the tip of its branch, whatever was there before."""
        folder = branch.folder
        if not folder.joinpath(".git").exists():
            folder.mkdir(parents=True, exist_ok=True)
            self.git(folder, "init", "--quiet")
            self.git(folder, "remote", "add", "origin", f"{self.url}/{branch.repository}.git")
        try:
            listed = self.git(folder, "ls-remote", "origin", "HEAD", "refs/heads/*")
        except (Temporary, Final) as fault:
            if MISSING.search(str(fault)):
                word = f"create it, empty and {branch.visibility}, or let the token read it; then run this job again"
                branch.end("missing", word)
                return
            raise
        heads = dict(reversed(line.split("\t")) for line in listed.splitlines())
        # A new branch begins where the repository is, so that the two can be merged.
        start = next((ref for ref in (f"refs/heads/{branch.name}", "HEAD", *sorted(heads)) if ref in heads), None)
        branch.base = heads.get(f"refs/heads/{branch.name}", "")
        if start:
            self.git(folder, "fetch", "--quiet", "--depth", "1", "origin", start)
            self.git(folder, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD")

    def apply(self, name, branches):
        """Renders into the clones of one branch name; a clone that groma refuses is set aside, for the others' sake."""
        most = 0
        while branches:
            fault = self.render_and_delete(self.slot(name))
            if not fault:
                return
            number = NUMBER.search(fault)
            fault = fault.replace(f"{self.slot(name)}/", "")
            if number:
                most = max(most, int(number[1]))
                told = "more is deleted than goes without saying; if all of it is meant to go, "
                told += f"set PUBLISH_ALLOW_DELETIONS to {most} and run this job again"
            refused = [branch for branch in branches if branch.is_named(fault)] or list(branches)
            for branch in refused:
                branch.end("failed", told if number else self.shown(fault))
                branch.folder.rename(self.work / f"refused-{time.monotonic_ns()}")
            branches = [branch for branch in branches if branch not in refused]

    def push(self, branch):
        """Commits what differs and pushes it."""
        folder = branch.folder
        self.drop_deleted(folder)
        # Forced past .gitignore, not past anybody's commit.
        self.git(folder, "add", "--all", "--force")
        changed = self.git(folder, "diff", "--cached", "--name-only", "-z").count("\0")
        if changed:
            self.git(folder, "commit", "--quiet", "--message", self.message)
        elif branch.base:
            branch.end("unchanged")
            return
        try:
            self.git(folder, "push", "--porcelain", "origin", f"HEAD:refs/heads/{branch.name}")
        except Temporary as fault:
            if "[remote rejected]" in str(fault) and not self.moved(branch):
                raise Final(str(fault)) from None
            raise
        commit = self.git(folder, "rev-parse", "--short=12", "HEAD").strip()
        branch.end("pushed", f"{commit}, {changed} file{'' if changed == 1 else 's'}")

    def drop_deleted(self, folder):
        """Takes back files that groma writes at birth only, where the team has deleted them since."""
        try:
            known = json.loads(self.git(folder, "show", f"HEAD:{MANIFEST}"))["files"]
        except (Temporary, Final, ValueError, KeyError):
            return
        for path in self.git(folder, "ls-files", "--others", "-z").split("\0"):
            if known.get(path, {}).get("ownership") == "once":
                folder.joinpath(path).unlink()

    def moved(self, branch):
        """Whether the branch is no longer where it was fetched."""
        listed = self.git(branch.folder, "ls-remote", "origin", f"refs/heads/{branch.name}")
        return listed.partition("\t")[0] != branch.base

    def all(self, work, branches):
        """Does the work for every branch, several at once; what fails is noted."""

        def one(branch):
            try:
                work(branch)
            except Temporary as fault:
                branch.note = str(fault)
                branch.state = "again"
            except (Final, OSError) as fault:
                branch.end("failed", self.shown(str(fault)))

        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(one, branches))

    def publish(self, branches):
        """Fetch, render, push: again for those that met a newer commit or a host that did not answer."""
        for attempt in range(ATTEMPTS):
            waiting = [branch for branch in branches if branch.state in ("waiting", "again")]
            if not waiting:
                break
            if attempt:
                print(f"publish: once more for {len(waiting)} of them", flush=True)
                time.sleep(2**attempt)
            for branch in waiting:
                branch.state = "waiting"
            self.all(self.fetch, waiting)
            fetched = [branch for branch in waiting if branch.state == "waiting"]
            for name in sorted({branch.name for branch in fetched}):
                self.apply(name, [branch for branch in fetched if branch.name == name])
            self.all(self.push, [branch for branch in fetched if branch.state == "waiting"])
        for branch in branches:
            if branch.state == "again":
                branch.end("failed", f"{branch.note} ({ATTEMPTS} attempts)")


def summary(branches):
    """What became of every branch; of those without changes only the number."""
    states = [branch.state for branch in branches]
    counts = {state: states.count(state) for state in ("pushed", "unchanged", "missing", "failed")}
    for branch in branches:
        if branch.state != "unchanged":
            print(f"publish: {branch.line()}")
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    print(f"publish: {len(branches)} branches: {told or 'nothing to do'}")
    return 1 if counts["missing"] or counts["failed"] else 0


def main():
    if not os.environ.get("PUBLISH_URL"):
        print("publish: PUBLISH_URL is not set", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="publish-") as work:
        try:
            publisher = Publisher(pathlib.Path(work))
            branches = publisher.branches()
        except (Temporary, Final, OSError) as fault:
            print(f"publish: {fault}", file=sys.stderr)
            return 2
        publisher.publish(branches)
        return summary(branches)


if __name__ == "__main__":
    sys.exit(main())
