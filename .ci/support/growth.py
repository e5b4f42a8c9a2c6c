"""Inputs for `.ci/proof/linear`: for each dimension a size to begin with, the largest to begin with, and what writes the
input of a size and gives the arguments of groma."""

import shutil
import subprocess
from pathlib import Path

root = Path(__file__).resolve().parents[2]
CHECK = ["check", "--threads", "1"]
PLAN = ["plan", "--threads", "1", "--base", "HEAD", "--allow-deletions", "1"]
BLUEPRINTS = "argocd, guardrails, backstage"
ENVIRONMENTS = ("homelab", "production")  # each a branch; further ones share the last

PLATFORM = """apiVersion: groma/v1
platform:
  name: grown
  owner: team-0
  git: {{ provider: gitlab, host: gitlab.example.com, group: idp }}
  registry: gitlab.example.com:5050/idp
  labels: idp.example.org
  blueprints: [{blueprints}]
environments:
{environments}include: [teams.yaml, systems/*.yaml]
"""


def platform(folder, apps, teams=1, per_system=5, blueprints=BLUEPRINTS, environments=ENVIRONMENTS, more="", **options):
    """An inventory whose apps stand in systems of a few, in turn with the teams."""
    (folder / "systems").mkdir(exist_ok=True)
    listed = "".join(
        f'  {name}: {{ branch: {name if name in ENVIRONMENTS else "main"}, domain: {name}.example.com, kubernetes: "1.34" }}\n' for name in environments
    )
    (folder / "platform.yaml").write_text(PLATFORM.format(blueprints=blueprints, environments=listed))
    (folder / "teams.yaml").write_text("teams:\n" + "".join(
        f"  team-{team}:\n    title: Team {team}\n    email: team-{team}@example.com\n"
        f"    groups: {{ gitlab: idp/team-{team}, identity: grown-team-{team} }}\n" for team in range(teams)
    ))
    (folder / "systems/all.yaml").write_text(systems(apps, teams, per_system, more, **options))
    return CHECK


def systems(apps, teams=1, per_system=5, more="", first=0, owner=None):
    text = ["systems:\n"]
    for system in range(-(-apps // per_system)):
        of = owner or f"team-{system % teams}"
        text.append(f"  system-{system}:\n    title: System {system}\n    owner: {of}\n    apps:\n")
        for app in range(max(system * per_system, first), min((system + 1) * per_system, apps)):
            text.append(f"      app-{app}:\n        blueprint: python-fastapi\n        hostname: host-{app}\n{more}")
        if text[-1].endswith("apps:\n"):
            text.pop()
    return "".join(text)


def committed(folder):
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=groma", "-c", "user.email=groma@example.com", *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "before")


def change(folder, write):
    """What stands there becomes the base; then it is changed."""
    committed(folder)
    write()
    return PLAN


def apps_of_one_team(folder, size):
    return platform(folder, size)


def apps_of_one_system(folder, size):
    return platform(folder, size, per_system=size)


def teams(folder, size):
    return platform(folder, size, teams=size, per_system=1)


def resources(folder, size):
    shutil.copytree(root / "fixtures/platforms/acme/blueprints/postgresql", folder / "blueprints/postgresql")
    listed = "".join(f"          database-{at}: {{ blueprint: postgresql, type: database, size: small }}\n" for at in range(size))
    return platform(folder, 1, more=f"        resources:\n{listed}")


def environments(folder, size):
    return platform(folder, 5, environments=[f"environment-{at}" for at in range(size)])


def edges(folder, size):
    text = systems(size)
    for app in range(1, size):
        text = text.replace(f"hostname: host-{app}\n", f"hostname: host-{app}\n        dependsOn: [system-{(app - 1) // 5}/app-{app - 1}]\n", 1)
    arguments = platform(folder, size)
    (folder / "systems/all.yaml").write_text(text)
    return arguments


def inventory_files(folder, size):
    arguments = platform(folder, 0)
    for at in range(size):
        (folder / f"systems/{at}.yaml").write_text(
            f"systems:\n  system-{at}:\n    title: System {at}\n    owner: team-0\n    apps:\n      app-{at}:\n        blueprint: python-fastapi\n        hostname: host-{at}\n"
        )
    (folder / "systems/all.yaml").unlink()
    return arguments


def faulty_apps(folder, size):
    return platform(folder, size, more="        consumes: [nobody]\n        dependsOn: [nobody/nothing]\n        hostnme: orders\n")


def moved_repositories(folder, size):
    platform(folder, size, teams=2, owner="team-0")
    return change(folder, lambda: (folder / "systems/all.yaml").write_text(systems(size, owner="team-1")))


def renamed_repositories(folder, size):
    platform(folder, size)
    return change(folder, lambda: (folder / "systems/all.yaml").write_text(systems(size).replace("      app-", "      service-")))


def changed_apps(folder, size):
    platform(folder, size, more="        env: { LEVEL: info }\n")
    return change(folder, lambda: (folder / "systems/all.yaml").write_text(systems(size, more="        env: { LEVEL: debug }\n")))


def changed_values(folder, size):
    def env(value):
        return "        env:\n" + "".join(f"          VARIABLE_{at}: value-{at}-{value}\n" for at in range(size))

    platform(folder, 1, more=env("old"))
    return change(folder, lambda: (folder / "systems/all.yaml").write_text(systems(1, more=env("new"))))


def added_apps(folder, size):
    platform(folder, 1)
    return change(folder, lambda: (folder / "systems/all.yaml").write_text(systems(size)))


def removed_apps(folder, size):
    platform(folder, size)
    return change(folder, lambda: (folder / "systems/all.yaml").write_text(systems(1)))


def changed_list(folder, size):
    """Each item of a list that a blueprint prints is replaced."""
    return tree_change(folder, lambda at, new: f"    - item-{at}-{new}\n", size)


def tree_change(folder, item, size):
    blueprint = folder / "blueprints/listing"
    (blueprint / "page").mkdir(parents=True)
    (blueprint / "blueprint.yaml").write_text(
        "apiVersion: groma/v1\nkind: Blueprint\nname: listing\nversion: 1.0.0\nsummary: A list\n"
        "outputs: [{ for: platform, repository: idp/platform/listing, templates: page/ }]\n"
    )

    def write(new):
        items = "".join(item(at, new) for at in range(size))
        (blueprint / "page/list.yaml").write_text(f"apiVersion: example.org/v1\nkind: Listing\nmetadata: {{ name: list }}\nspec:\n  items:\n{items}")

    write("old")
    platform(folder, 1, blueprints="listing")
    return change(folder, lambda: write("new"))


def changed_lines(folder, size):
    blueprint = folder / "blueprints/listing"
    (blueprint / "page").mkdir(parents=True)
    (blueprint / "blueprint.yaml").write_text(
        "apiVersion: groma/v1\nkind: Blueprint\nname: listing\nversion: 1.0.0\nsummary: A list\n"
        "outputs: [{ for: platform, repository: idp/platform/listing, templates: page/ }]\n"
    )

    def write(new):
        (blueprint / "page/list.txt").write_text("".join(f"line {at} is {new if at % 2 else at}\n" for at in range(size)))

    write("old")
    platform(folder, 1, blueprints="listing")
    return change(folder, lambda: write("new"))


def lint(folder, name, text):
    (folder / name).write_text(text)
    return ["lint", "."]


def head(kind, name="a", version="v1"):
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: {name}, namespace: a }}\n"


def json_items_on_one_line(folder, size):
    items = ",".join(
        f'{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"a-{at}","namespace":"a"}},"data":{{"a":"{at}"}}}}' for at in range(size)
    )
    return lint(folder, "list.json", f'{{"apiVersion":"v1","kind":"List","items":[{items}]}}')


def yaml_items(folder, size):
    items = "".join(f"  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {{ name: a-{at}, namespace: a }}\n    data: {{ a: b }}\n" for at in range(size))
    return lint(folder, "list.yaml", f"apiVersion: v1\nkind: List\nitems:\n{items}")


def lines(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + "data:\n  a: |\n" + "".join(f"    line {at}: of a text\n" for at in range(size)))


def documents(folder, size):
    return lint(folder, "a.yaml", "".join(f"---\n{head('ConfigMap', f'a-{at}')}data: {{ a: b }}\n" for at in range(size)))


def documents_for_two_readers(folder, size):
    entity = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{ name: a-{} }}\nspec: {{ owner: group:a }}\n"
    return lint(folder, "a.yaml", "".join(f"---\n{head('ConfigMap', f'a-{at}') if at % 2 else entity.format(at)}" for at in range(size)))


def files(folder, size):
    for at in range(size):
        (folder / f"{at}.yaml").write_text(head("ConfigMap", f"a-{at}"))
    return ["lint", "."]


def folders(folder, size):
    for at in range(size):
        (folder / f"{at}").mkdir()
        (folder / f"{at}/kustomization.yaml").write_text("resources: [a.yaml]\n")
        (folder / f"{at}/a.yaml").write_text(head("ConfigMap", f"a-{at}"))
    return ["lint", "."]


def keys_of_one_mapping(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + "data:\n" + "".join(f"  key-{at}: value\n" for at in range(size)))


def unknown_keys(folder, size):
    return lint(folder, "a.yaml", head("Pod") + "spec:\n" + "".join(f"  key-{at}: value\n" for at in range(size)))


def length_of_one_string(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + f"data:\n  a: \"{'word=a b ' * size}\"\n")


def escapes_of_one_string(folder, size):
    return lint(folder, "a.json", '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"a"},"data":{"a":"' + "\\\"a\\n" * size + '"}}')


def aliases(folder, size):
    anchors = "".join(f"  a-{at}: &a-{at} value\n" for at in range(size))
    return lint(folder, "a.yaml", head("ConfigMap") + "data:\n" + anchors + "".join(f"  b-{at}: *a-{at}\n" for at in range(size)))


def merges(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + "data:\n" + "".join(f"  a-{at}: &a-{at} {{ key-{at}: value }}\n" for at in range(size))
                + "  all:\n" + "".join(f"    <<: *a-{at}\n" for at in range(size)))


def comments(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + "".join(f"# comment {at}\n" for at in range(size)) + "data: { a: b }\n")


def suppressions(folder, size):
    pods = "".join(
        f"---\n{head('Pod', f'a-{at}')}spec:\n  containers:\n    # groma: allow latest-image-tag -- it is ours\n    - {{ name: a, image: a }}\n" for at in range(size)
    )
    return lint(folder, "a.yaml", pods)


def suppressions_in_a_row(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + "# groma: allow latest-image-tag -- it is ours\n" * size + "data: { a: b }\n")


def findings(folder, size):
    return lint(folder, "a.yaml", head("Pod") + "spec:\n  containers:\n" + "".join(f"    - {{ name: c-{at}, image: a }}\n" for at in range(size)))


def findings_on_one_line(folder, size):
    containers = ", ".join(f"{{ name: c-{at}, image: a }}" for at in range(size))
    return lint(folder, "a.yaml", head("Pod") + f"spec: {{ containers: [{containers}] }}\n")


def duplicate_keys(folder, size):
    return lint(folder, "a.yaml", head("ConfigMap") + "data:\n" + "  a: b\n" * size)


def fixes(folder, size):
    findings = lint(folder, "a.yaml", head("ConfigMap") + "data:\n" + "  a: b\n" * size)
    return [*findings, "--fix", "--diff"]


def duplicate_objects(folder, size):
    return lint(folder, "a.yaml", "".join(f"---\n{head('ConfigMap')}" for _ in range(size)))


def containers(folder, size):
    listed = "".join(f"    - {{ name: c-{at}, image: 'example.com/a:1.{at}', ports: [{{ name: p-{at}, containerPort: {at % 60000 + 1} }}] }}\n" for at in range(size))
    return lint(folder, "a.yaml", head("Pod") + f"spec:\n  containers:\n{listed}")


def secrets(folder, size):
    listed = "".join(f"        - {{ name: VARIABLE_{at}, valueFrom: {{ secretKeyRef: {{ name: secret-{at}, key: a }} }} }}\n" for at in range(size))
    return lint(folder, "a.yaml", head("Pod") + f"spec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n{listed}")


def plain_secrets(folder, size):
    listed = "".join(f"        - {{ name: VARIABLE_{at}_PASSWORD, value: glpat-3fJk2LmN9pQrStU{at:08} }}\n" for at in range(size))
    return lint(folder, "a.yaml", head("Pod") + f"spec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n{listed}")


def workloads_of_one_namespace(folder, size):
    text = []
    for at in range(size):
        labels = f"{{ app: a-{at} }}"
        text.append(f"---\n{head('Service', f'a-{at}')}spec: {{ selector: {labels}, ports: [{{ name: http, port: 80, targetPort: http }}] }}\n")
        text.append(
            f"---\n{head('Deployment', f'a-{at}', 'apps/v1')}spec:\n  selector: {{ matchLabels: {labels} }}\n  template:\n    metadata: {{ labels: {labels} }}\n"
            f"    spec:\n      containers:\n        - {{ name: a, image: 'a:1', ports: [{{ name: http, containerPort: 80 }}], envFrom: [{{ configMapRef: {{ name: a-{at} }} }}] }}\n"
        )
    half = size // 10 + 1
    for part in range(0, len(text), half):
        (folder / f"{part}.yaml").write_text("".join(text[part : part + half]))
    return ["lint", "."]


def policies_of_one_namespace(folder, size):
    text = []
    for at in range(size):
        labels = f"{{ app: a-{at} }}"
        text.append(f"---\n{head('NetworkPolicy', f'a-{at}', 'networking.k8s.io/v1')}spec: {{ podSelector: {{ matchLabels: {labels} }}, policyTypes: [Ingress], ingress: [{{ from: [{{ podSelector: {{ matchLabels: {labels} }} }}] }}] }}\n")
        text.append(f"---\n{head('PodDisruptionBudget', f'a-{at}', 'policy/v1')}spec: {{ maxUnavailable: 1, selector: {{ matchLabels: {labels} }} }}\n")
        text.append(f"---\n{head('HorizontalPodAutoscaler', f'a-{at}', 'autoscaling/v2')}spec: {{ maxReplicas: 3, minReplicas: 2, scaleTargetRef: {{ apiVersion: apps/v1, kind: Deployment, name: a-{at} }} }}\n")
        text.append(
            f"---\n{head('Deployment', f'a-{at}', 'apps/v1')}spec:\n  selector: {{ matchLabels: {labels} }}\n  template:\n    metadata: {{ labels: {labels} }}\n"
            f"    spec: {{ containers: [{{ name: a, image: 'a:1' }}] }}\n"
        )
    part = size // 10 * 4 + 4
    for at in range(0, len(text), part):
        (folder / f"{at}.yaml").write_text("".join(text[at : at + part]))
    return ["lint", "."]


def applications_of_one_project(folder, size):
    destinations = "".join(f"    - {{ server: 'https://kubernetes.default.svc', namespace: a-{at} }}\n" for at in range(size))
    sources = "".join(f"    - https://git.example.com/a/a-{at}.git\n" for at in range(size))
    project = (
        "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: a, namespace: argocd }\nspec:\n"
        f"  sourceRepos:\n{sources}  destinations:\n{destinations}"
    )
    (folder / "project.yaml").write_text(project)
    for at in range(size):
        (folder / f"{at}.yaml").write_text(
            f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{ name: a-{at}, namespace: argocd }}\nspec:\n  project: a\n"
            f"  source: {{ repoURL: 'https://git.example.com/a/a-{at}.git', path: ., targetRevision: main }}\n"
            f"  destination: {{ server: 'https://kubernetes.default.svc', namespace: a-{at} }}\n"
        )
    return ["lint", "."]


def entities(folder, size):
    for at in range(size):
        (folder / f"{at}.yaml").write_text(
            f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: a-{at} }}\n"
            f"spec: {{ type: service, lifecycle: production, owner: team-{at}, dependsOn: ['component:a-{max(at - 1, 0)}'] }}\n"
        )
    return ["lint", "."]


def codeowners(folder, size):
    (folder / "CODEOWNERS").write_text("".join(f"/a-{at}/ @team-{at}\n" for at in range(size)))
    for at in range(size):
        (folder / f"a-{at}").mkdir()
        (folder / f"a-{at}/a.yaml").write_text(head("ConfigMap", f"a-{at}"))
    return ["lint", "."]


def definitions(folder, size):
    """A kind that the tree defines, and objects of it."""
    (folder / "definition.yaml").write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: as.example.org }\nspec:\n  group: example.org\n"
        "  names: { kind: A, plural: as, singular: a, listKind: AList }\n  scope: Namespaced\n  versions:\n    - name: v1\n      served: true\n      storage: true\n"
        "      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { a: { type: integer } },"
        " x-kubernetes-validations: [{ rule: 'self.a > 0' }] } } } }\n"
    )
    return lint(folder, "a.yaml", "".join(f"---\n{head('A', f'a-{at}', 'example.org/v1')}spec: {{ a: 1 }}\n" for at in range(size)))


# Where a file can hold no more, or what is said would fill the memory, the base has a largest size.
DIMENSIONS = {
    "apps-of-one-team": (50, None, apps_of_one_team),
    "apps-of-one-system": (50, None, apps_of_one_system),
    "teams": (50, None, teams),
    "resources": (50, 1000, resources),
    "environments": (10, 80, environments),
    "edges": (50, None, edges),
    "inventory-files": (50, None, inventory_files),
    "faulty-apps": (100, None, faulty_apps),
    "moved-repositories": (20, None, moved_repositories),
    "renamed-repositories": (20, None, renamed_repositories),
    "changed-apps": (20, None, changed_apps),
    "changed-values": (200, 15000, changed_values),
    "changed-list": (500, 50000, changed_list),
    "changed-lines": (2000, 100000, changed_lines),
    "added-apps": (20, None, added_apps),
    "removed-apps": (20, None, removed_apps),
    "json-items-on-one-line": (1000, 15000, json_items_on_one_line),
    "yaml-items": (1000, 15000, yaml_items),
    "lines": (10000, 130000, lines),
    "documents": (500, 2000, documents),
    "documents-for-two-readers": (500, 2000, documents_for_two_readers),
    "files": (500, None, files),
    "folders": (500, None, folders),
    "keys-of-one-mapping": (5000, 60000, keys_of_one_mapping),
    "unknown-keys": (1000, 60000, unknown_keys),
    "length-of-one-string": (20000, 350000, length_of_one_string),
    "escapes-of-one-string": (20000, 600000, escapes_of_one_string),
    "aliases": (1000, 9900, aliases),
    "merges": (500, 4900, merges),
    "comments": (10000, 180000, comments),
    "suppressions": (500, 2000, suppressions),
    "suppressions-in-a-row": (500, 80000, suppressions_in_a_row),
    "findings": (500, 20000, findings),
    "findings-on-one-line": (500, 20000, findings_on_one_line),
    "duplicate-keys": (500, 1000, duplicate_keys),
    "fixes": (500, 1000, fixes),
    "duplicate-objects": (500, 2000, duplicate_objects),
    "containers": (500, 10000, containers),
    "secrets": (500, 10000, secrets),
    "plain-secrets": (500, 10000, plain_secrets),
    "workloads-of-one-namespace": (200, None, workloads_of_one_namespace),
    "policies-of-one-namespace": (100, None, policies_of_one_namespace),
    "applications-of-one-project": (200, None, applications_of_one_project),
    "entities": (500, None, entities),
    "codeowners": (500, None, codeowners),
    "definitions": (500, 2000, definitions),
}
