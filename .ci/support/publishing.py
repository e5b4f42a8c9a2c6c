"""Proves the script that publishes the inventory, against repositories of this machine that real git serves over HTTP
on the loopback interface, to those only who know the token.

publishing.py TREE INVENTORY.. FOLDER    a rendered tree with the script, folders of inventories of which the first is
                                         small, and an empty folder; groma is on the path
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "not-to-be-seen"
# Runs the script with a clock that does not wait.
WRAPPER = """
import runpy, sys, time
time.sleep = lambda seconds: None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
# Stands in for git: notes what it is called with, and at a push does first what a case wants to happen then.
GIT = """#!/bin/sh
printf '%s\\n' "$*" >> "$GIT_LOG"
case " $* " in
  *" push "*) if [ -f "$AT_PUSH" ]; then PATH=$REAL_PATH sh "$AT_PUSH" "$PPID" || exit 9; fi ;;
esac
exec "$REAL_GIT" "$@"
"""


class Handler(BaseHTTPRequestHandler):
    """Hands requests to `git http-backend`, as a web server would."""

    protocol_version = "HTTP/1.1"
    repositories, faults = None, []

    def log_message(self, *_):
        pass

    def say(self, status, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def handle_any(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        known = base64.b64encode(f"oauth2:{TOKEN}".encode()).decode()
        if self.faults and self.faults[0] in path:
            self.faults.pop(0)
            return self.say(503)
        if self.headers.get("Authorization") != f"Basic {known}":
            return self.say(401, WWW_Authenticate='Basic realm="git"')
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.repositories),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "oauth2",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type") or "",
            "CONTENT_LENGTH": str(len(sent)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol") or "",
        }
        done = subprocess.run(["git", "http-backend"], env=environment, input=sent, capture_output=True)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        status = int(headers.pop("Status", "200").split()[0])
        self.say(status, **{**headers, "Content-Length": str(len(body))})
        self.wfile.write(body)

    do_GET = do_POST = handle_any


def shell(*command, cwd=None):
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"BROKEN: {case}: {' '.join(map(str, command))}: {done.stderr}")
    return done.stdout


def git(folder, *arguments):
    author = ["-c", "user.name=dev-1", "-c", "user.email=dev-1@example.com"]
    return shell("git", *author, *arguments, cwd=folder)


class World:
    """An inventory, and the repositories that it is published to."""

    def __init__(self, source):
        self.folder = folder / f"world-{len(list(folder.iterdir()))}"
        self.inventory, self.repositories = self.folder / "inventory", self.folder / "git"
        shutil.copytree(source, self.inventory, ignore=shutil.ignore_patterns("rendered"))
        self.repositories.mkdir()
        git(self.inventory, "init", "--quiet", "--initial-branch", "main")
        self.commit("Begin")
        for repository in self.rendered():
            self.create(repository)
        Handler.repositories, Handler.faults = self.repositories, []

    def commit(self, message):
        git(self.inventory, "add", "--all")
        git(self.inventory, "commit", "--quiet", "--message", message)

    def edit(self, file, old, new):
        path = self.inventory / file
        text = path.read_text()
        assert old in text, f"{file} has no {old}"
        path.write_text(text.replace(old, new))
        self.commit("Change the inventory")

    def scale(self, copies):
        """A change that reaches the deployment repository alone."""
        hostname = "        hostname: orders\n"
        self.edit("systems/order-management.yaml", hostname, f"{hostname}        scaling: {{ min: {copies} }}\n")

    def rendered(self):
        """The manifest of every repository that the inventory gives; their files are in `expected`."""
        expected = self.folder / "expected"
        shutil.rmtree(expected, ignore_errors=True)
        shell("groma", "render", "--out", expected, cwd=self.inventory)
        manifests = sorted(expected.glob("**/.groma/manifest.json"))
        return {manifest["repository"]: manifest for manifest in map(read_json, manifests)}

    def bare(self, repository):
        return self.repositories / f"{repository}.git"

    def create(self, repository):
        bare = self.bare(repository)
        shell("git", "init", "--quiet", "--bare", "--initial-branch", "main", bare)
        git(bare, "config", "http.receivepack", "true")

    def heads(self):
        """Every branch of every repository with its commit."""
        found = {}
        for bare in sorted(self.repositories.glob("**/*.git")):
            for line in git(bare, "for-each-ref", "--format", "%(refname:short) %(objectname)").splitlines():
                name, commit = line.split()
                found[f"{bare.relative_to(self.repositories)} {name}"] = commit
        return found

    def count(self, repository, branch):
        return int(git(self.bare(repository), "rev-list", "--count", branch))

    def show(self, repository, branch, file):
        return git(self.bare(repository), "show", f"{branch}:{file}")

    def has(self, repository, branch, file):
        return file in git(self.bare(repository), "ls-tree", "-r", "--name-only", branch).splitlines()

    def by_hand(self, repository, branch, work):
        """A commit that somebody else makes."""
        clone = self.folder / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        shell("git", "clone", "--quiet", "--branch", branch, self.bare(repository), clone)
        work(clone)
        git(clone, "add", "--all", "--force")
        git(clone, "commit", "--quiet", "--message", "By hand")
        git(clone, "push", "--quiet", "origin", branch)

    def arrived(self):
        """Every branch holds just what groma renders; called where nobody else has written."""
        for repository, manifest in self.rendered().items():
            for branch in manifest["branches"]:
                out = self.folder / "out"
                shutil.rmtree(out, ignore_errors=True)
                shell("git", "clone", "--quiet", "--branch", branch, self.bare(repository), out)
                shutil.rmtree(out / ".git")
                shell("diff", "-r", self.folder / "expected" / repository, out)

    def publish(self, code, at_push="", token=TOKEN, url=None, deletions=""):
        """Runs the script, which is to end with `code`; what it printed."""
        at = self.folder / "at-push"
        at.unlink(missing_ok=True)
        if at_push:
            at.write_text(at_push)
        log = self.folder / "git.log"
        environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "PUBLISH_URL": url or f"http://127.0.0.1:{port}",
            "PUBLISH_TOKEN": token,
            "PUBLISH_ALLOW_DELETIONS": deletions,
            "REAL_GIT": shutil.which("git"),
            "REAL_PATH": os.environ["PATH"],
            "GIT_LOG": str(log),
            "AT_PUSH": str(at),
        }
        command = [sys.executable, "-W", "error", "-c", WRAPPER, str(script)]
        done = subprocess.run(
            command, env=environment, cwd=self.inventory, capture_output=True, encoding="utf-8", timeout=600
        )
        out = done.stdout + done.stderr
        check(done.returncode == code, f"it ends with {done.returncode}:\n{out}")
        check(TOKEN not in out + log.read_text(), f"the token is shown:\n{out}")
        check(code < 0 or "Traceback" not in out, f"the script breaks:\n{out}")
        check("--force-with-lease" not in log.read_text() and " push --force" not in log.read_text(), "it forces")
        return out


def read_json(path):
    return json.loads(path.read_text())


def check(holds, fault):
    if not holds:
        sys.exit(f"BROKEN: {case}: {fault}")


app = "idp/team-a/order-management-order-service"
deployment = f"{app}-deployment"
own = "idp/platform/inventory"
overlay = "environments/homelab.yaml"


def publishes_into_empty_repositories(world):
    out = world.publish(0)
    check("4 branches: 4 pushed" in out, out)
    world.arrived()
    commit = git(world.inventory, "rev-parse", "HEAD").strip()
    check(commit in git(world.bare(app), "log", "-1", "main"), "the commit does not name that of the inventory")
    heads = world.heads()
    check(heads[f"{deployment}.git main"] == heads[f"{deployment}.git development"], "two branches have nothing in common")
    check(git(world.bare(app), "ls-tree", "main", "ci/deploy.sh").startswith("100755"), "a script cannot be run")
    check("4 branches: 4 unchanged" in world.publish(0) and world.heads() == heads, "a second run pushes")


def pushes_what_changed_and_nothing_else(world):
    world.publish(0)
    before = world.heads()
    world.scale(7)
    out = world.publish(0)
    changed = {name for name, commit in world.heads().items() if before.get(name) != commit}
    check(changed == {f"{deployment}.git {branch}" for branch in ("development", "main")}, f"{changed}\n{out}")
    check("2 pushed, 2 unchanged" in out and f"pushed    {deployment} main: " in out, out)
    check(world.count(deployment, "main") == 2, "history is lost")


def keeps_what_others_wrote(world):
    # A repository that was there before the inventory, and whose rules would hide the files.
    seed = world.folder / "seed"
    shell("git", "clone", "--quiet", world.bare(app), seed)
    for name, text in {".gitignore": "*\n", "main.py": "print('ours')\n"}.items():
        (seed / name).write_text(text)
    git(seed, "add", "--all", "--force")
    git(seed, "commit", "--quiet", "--message", "Ours")
    git(seed, "push", "--quiet", "origin", "HEAD:main")
    world.publish(0)
    check(world.show(app, "main", "main.py") == "print('ours')\n", "a file of the team is overwritten")
    check(world.has(app, "main", "Dockerfile"), "a file is hidden by .gitignore")

    world.by_hand(app, "main", lambda clone: (clone / "SECURITY.md").unlink())
    world.by_hand(app, "main", lambda clone: (clone / "notes.md").write_text("ours\n"))
    world.by_hand(deployment, "development", lambda clone: tag(clone / overlay, "0123456"))
    world.by_hand(deployment, "development", lambda clone: (clone / "Chart.yaml").write_text("by hand\n"))
    world.scale(7)
    world.publish(0)
    check(not world.has(app, "main", "SECURITY.md"), "a file that the team deleted is back")
    check(world.has(app, "main", "notes.md"), "a file of the team is deleted")
    values = world.show(deployment, "development", overlay)
    check('"0123456"' in values and ": 7\n" in values, f"the tag or the number is lost:\n{values}")
    check("by hand" not in world.show(deployment, "development", "Chart.yaml"), "a managed file stays edited")
    check("unchanged" in world.publish(0), "it does not settle")


def tag(file, value):
    file.write_text(file.read_text().replace('"unreleased"', f'"{value}"'))


def goes_on_top_of_a_push_in_between(world):
    world.publish(0)
    world.scale(7)
    rival, done = world.folder / "rival", world.folder / "rival.done"
    shell("git", "clone", "--quiet", "--branch", "development", world.bare(deployment), rival)
    tag(rival / overlay, "12e4567")
    (rival / "by-hand.txt").write_text("more\n")
    git(rival, "add", "--all")
    git(rival, "commit", "--quiet", "--message", "Rival")
    commit = git(rival, "rev-parse", "HEAD").strip()
    out = world.publish(0, f'mkdir "{done}" 2> /dev/null || exit 0\ngit -C "{rival}" push --quiet origin development\n')
    check(done.exists() and "once more" in out, f"there was no race:\n{out}")
    git(world.bare(deployment), "merge-base", "--is-ancestor", commit, "development")
    values = world.show(deployment, "development", overlay)
    check('"12e4567"' in values and ": 7\n" in values, f"one of the two is lost:\n{values}")
    check(world.has(deployment, "development", "by-hand.txt"), "the rival's file is lost")
    check(world.count(deployment, "development") == 3, "there are more commits than changes")


def gives_up_a_race_that_never_ends(world):
    world.publish(0)
    world.scale(7)
    rival = world.folder / "rival"
    shell("git", "clone", "--quiet", "--branch", "main", world.bare(deployment), rival)
    always = (
        f'while ! mkdir "{rival}.lock" 2> /dev/null; do :; done\ncd "{rival}"\n'
        "git -c user.name=r -c user.email=r@example.com commit --quiet --allow-empty --message Rival\n"
        f'git push --quiet origin main\nrmdir "{rival}.lock"\n'
    )
    out = world.publish(1, always)
    check("1 pushed, 2 unchanged, 1 failed" in out and "5 attempts" in out, out)
    check("Rival" in git(world.bare(deployment), "log", "-1", "main"), "the rival's commit is lost")


def tells_what_to_do_for_a_missing_repository(world):
    world.bare(app).rename(world.folder / "away")
    out = world.publish(1)
    check(f"missing   {app} main: create it, empty and internal" in out, out)
    check("3 pushed, 1 missing" in out, f"the others are not published:\n{out}")
    world.create(app)
    check("1 pushed, 3 unchanged" in world.publish(0), "it is not made up for")
    world.arrived()


def makes_up_for_a_run_that_was_killed(world):
    world.publish(0)
    world.edit("platform.yaml", "title: Acme Platform", "title: Acme Platform\n  values: { chat: help }")
    world.edit("systems/order-management.yaml", "Takes orders", "Takes every order")
    before = {name: world.count(*split(name)) for name in world.heads()}
    # The second push comes to nothing, and the script with it.
    world.publish(-9, f'mkdir "{world.folder}/first" 2> /dev/null && exit 0\nkill -9 "$1"\nexit 1\n')
    world.publish(0)
    for name, count in before.items():
        more = world.count(*split(name)) - count
        check(more <= 1, f"{name} has {more} commits for one change")
    check("unchanged" in world.publish(0), "it does not settle")
    world.rendered()
    shell("diff", world.folder / "expected" / deployment / "Chart.yaml", dump(world, deployment, "main", "Chart.yaml"))


def split(name):
    repository, branch = name.split(" ")
    return repository.removesuffix(".git"), branch


def dump(world, repository, branch, file):
    path = world.folder / "dump"
    path.write_text(world.show(repository, branch, file))
    return path


def begins_a_new_branch_where_the_repository_is(world):
    world.publish(0)
    world.edit("platform.yaml", "environments:\n", 'environments:\n  testing: { branch: testing, domain: test.example.com, kubernetes: "1.34" }\n')
    world.edit("systems/order-management.yaml", "environments: [homelab,", "environments: [testing, homelab,")
    world.publish(0)
    git(world.bare(deployment), "merge-base", "testing", "main")
    check(world.has(deployment, "testing", "environments/testing.yaml"), "the new branch lacks the environment")


def reports_a_push_that_is_refused(world):
    hook = world.bare(app) / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'main is protected' >&2\nexit 1\n")
    hook.chmod(0o755)
    out = world.publish(1)
    check(f"failed    {app} main: " in out and "main is protected" in out and "3 pushed" in out, out)
    check("once more" not in out, f"it tries again what is refused for good:\n{out}")


def sets_a_clone_aside_that_cannot_be_rendered_into(world):
    world.publish(0)
    broken = "image:\n<<<<<<< ours\n  tag: a\n=======\n"
    world.by_hand(deployment, "main", lambda clone: (clone / overlay).write_text(broken))
    world.scale(7)
    out = world.publish(1)
    check(f"failed    {deployment} main: " in out and overlay in out, out)
    check("1 pushed, 2 unchanged, 1 failed" in out, f"the others are not published:\n{out}")
    check("<<<<<<<" in world.show(deployment, "main", overlay), "the file is overwritten")


def with_files(world, *names):
    """A change of the blueprint by which every deployment repository has these files and no others of that sort."""
    blueprint = world.inventory / "blueprints" / "python-fastapi"
    if not blueprint.exists():
        shutil.copytree(blueprints / "python-fastapi", blueprint)
    for file in blueprint.glob("deployment/extra-*"):
        file.unlink()
    for name in names:
        (blueprint / "deployment" / name).write_text("extra\n")
    world.commit("Change the blueprint")


def deletes_what_is_no_longer_rendered(world):
    with_files(world, "extra-1", "extra-2")
    world.publish(0)
    check(world.has(deployment, "main", "extra-1"), "the blueprint's file is not published")
    world.by_hand(deployment, "main", lambda clone: (clone / "notes.md").write_text("ours\n"))
    with_files(world, "extra-2")
    world.publish(0)
    check(not world.has(deployment, "main", "extra-1"), "a file that is no longer rendered stays")
    stays = [name for name in ("extra-2", "notes.md") if world.has(deployment, "main", name)]
    check(len(stays) == 2, f"of two other files only {stays} stays")
    world.by_hand(deployment, "main", lambda clone: (clone / "extra-2").write_text("ours\n"))
    with_files(world)
    out = world.publish(0)
    check(world.has(deployment, "main", "extra-2") and f"left `{deployment}/extra-2`" in out, out)
    check("4 unchanged" in world.publish(0), "it does not settle")


def deletes_much_by_number_only(world):
    with_files(world, *(f"extra-{number}" for number in range(5)))
    world.publish(0)
    before = world.heads()
    with_files(world)
    world.edit("platform.yaml", "title: Acme Platform", "title: Acme Platform\n  values: { chat: help }")
    world.edit("systems/order-management.yaml", "Takes orders", "Takes every order")
    out = world.publish(1)
    check(f"failed    {deployment} main: more is deleted" in out and "PUBLISH_ALLOW_DELETIONS to 5 " in out, out)
    check("2 failed" in out, f"the others are not published:\n{out}")
    after = world.heads()
    kept = [name for name in before if name.startswith(f"{deployment}.git")]
    check(all(before[name] == after[name] for name in kept), "something is published all the same")
    check("2 failed" in world.publish(1, deletions="4"), "a smaller number will do")
    check("has to be a whole number" in world.publish(2, deletions="all"), "anything is a number")
    check("2 pushed" in world.publish(0, deletions="5"), "the number is not enough")
    left = [branch for branch in ("development", "main") if world.has(deployment, branch, "extra-0")]
    check(not left, f"the files stay on {left}")


def waits_for_a_host_that_is_busy(world):
    Handler.faults[:] = ["info/refs", "info/refs", "git-receive-pack"]
    check("4 branches: 4 pushed" in world.publish(0), "a host that is busy for a moment makes it fail")
    world.arrived()


def ends_where_nothing_can_be_done(world):
    out = world.publish(1, token="expired")
    check("4 branches: 4 failed" in out and "once more" not in out, out)
    check("expired" not in out, "a token is shown")
    out = world.publish(1, url="http://127.0.0.1:9")
    check("4 failed" in out and "5 attempts" in out, out)
    world.edit("teams/team-a.yaml", "title", "tilte")
    out = world.publish(2)
    check("unknown-field" in out and "nothing was published" in out and not world.heads(), out)


def publishes_a_platform(world):
    out = world.publish(0)
    check("unchanged" not in out and "failed" not in out, out)
    world.arrived()
    check(" pushed" not in world.publish(0), "a second run pushes")
    print(f"    {len(world.rendered())} repositories, {len(world.heads())} branches")


CASES = [
    publishes_into_empty_repositories,
    pushes_what_changed_and_nothing_else,
    keeps_what_others_wrote,
    goes_on_top_of_a_push_in_between,
    gives_up_a_race_that_never_ends,
    tells_what_to_do_for_a_missing_repository,
    makes_up_for_a_run_that_was_killed,
    begins_a_new_branch_where_the_repository_is,
    reports_a_push_that_is_refused,
    sets_a_clone_aside_that_cannot_be_rendered_into,
    deletes_what_is_no_longer_rendered,
    deletes_much_by_number_only,
    waits_for_a_host_that_is_busy,
    ends_where_nothing_can_be_done,
]

blueprints = pathlib.Path(__file__).resolve().parents[2] / "blueprints"
if len(sys.argv) < 4:
    sys.exit(__doc__)
tree, small, *platforms, folder = (pathlib.Path(path).resolve() for path in sys.argv[1:])
script = next(tree.glob("**/ci/publish.py"), None)
case = "set-up"
check(script, f"no repository in {tree} has ci/publish.py")
(folder / "bin").mkdir()
(folder / "bin" / "git").write_text(GIT)
(folder / "bin" / "git").chmod(0o755)
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
port = server.server_address[1]
threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
for prove, source in [*((prove, small) for prove in CASES), *((publishes_a_platform, source) for source in platforms)]:
    case = prove.__name__.replace("_", " ")
    prove(World(source))
    print(f"  {case}", flush=True)
server.shutdown()
print(f"publish.py: {len(CASES) + len(platforms)} promises hold")
